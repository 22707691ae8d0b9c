"""Which standards are there, and which apply?"""

import streamlit as st

from duibiao.analysis import library as standards
from duibiao.language import _
from duibiao.schema.standards import STANDARD
from duibiao.ui import downloads, feedback, figures, filters, person, tables
from duibiao.ui.cost import library, references, uses

feedback.question(_("Which standards are there, and which apply?"))
view = library.choose()
cells = library.stood(view)
feedback.banners(view.synthetic, None)
feedback.answer(library.answer(view, cells))
feedback.how_computed(library.definitions(), "library_definitions")

about = library.about(view)
rows = library.listed(view)
tables.show(library.table(view, rows), about, "library", filters.drills_row("standard", rows, "standard_code"))
with st.container(horizontal=True, vertical_alignment="center"):
    downloads.rows_to_upload(STANDARD, cells)
    st.page_link(feedback.UPLOAD_PAGE, label=_("Upload standards"), icon=":material/upload_file:")

st.header(_("What does it say?"))
if code := filters.standard(library.standard_labels(library.versions(view))):
    matrix, demands = standards.matrix(cells, code), standards.demands(cells, code)
    versions, lines = library.version_names(matrix), library.lines(matrix)
    if len(versions) > 1 and lines:
        figures.trend(versions, lines, None, _("Figure of the standard"), "versions", filters.unused)
    if lines:
        tables.show(library.matrix_table(code, matrix), about, "matrix")
    if not demands.is_empty():
        tables.show(library.demands_table(code, demands), about, "demands")
    tables.show(library.grounds_table(view, code), about, "grounds")
    used = uses.tables_of(view, cells, code)
    if not used:
        feedback.nothing_here(_("Nothing is measured or decided by it on this day"))
    for name, table in used.items():
        tables.show(table, about, name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        person.ask()
        library.steps(view, cells, code)

st.header(_("What do others publish?"))
tables.show(references.published(), about, "published")
