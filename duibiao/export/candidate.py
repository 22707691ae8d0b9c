"""The review sheet of candidate standards (标准测算评审表): what is proposed, from what, and who decides."""

from collections.abc import Sequence

from duibiao.export.about import About
from duibiao.export.document import Annex, Block, Heading, Paragraph, docx_bytes
from duibiao.export.table import Table
from duibiao.export.workbook import sheets_bytes
from duibiao.language import _

_PRINTED = ("grade", "measure_unit", "n", "lower", "median", "upper", "spread", "amount_yuan", "standard",
            "from_standard", "saving_yuan")  # fmt: skip
"""The columns of a grade that a printed page has room for."""


def candidate_xlsx(grades: Table, members: Table, about: About) -> bytes:
    """A workbook: the candidates by grade, every unit cost with whether it counts, and what it all means."""
    return sheets_bytes([(_("Review sheet"), grades), (_("Evidence"), members)], about)


def candidate_docx(title: str, sentence: str, grades: Table, members: Table, about: About) -> bytes:
    """An official document: the candidates in words and by grade, how they came about, every unit cost annexed."""
    blocks: list[Block] = [
        Paragraph(sentence),
        Heading(_("1. Candidates by grade")),
        _narrow(grades, _PRINTED),
        Heading(_("2. How they were worked out")),
        *(Paragraph(_("{name}: {text}").format(name=name, text=text)) for name, text in about.definitions),
        Heading(_("3. What is to be decided")),
        Paragraph(_("The candidates are drafts. They are used nowhere until they are reviewed, confirmed and issued.")),
        Paragraph(_("Reviewed by:                    Confirmed by:                    Date:")),
        Annex(_("Annex: every unit cost, and whether it counts")),
        members,
    ]
    return docx_bytes(title, blocks, about)


def _narrow(table: Table, names: Sequence[str]) -> Table:
    columns = tuple(column for column in table.columns if column.name in names)
    return Table(table.title, table.frame, columns, table.unit, table.n_totals)
