"""Standards that are written on a page: they go into the warehouse as a file does, through the same checks."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from duibiao.analysis import library
from duibiao.errors import RefusedFileError
from duibiao.export.extract_rows import rows_xlsx
from duibiao.ingest.load import load_file
from duibiao.language import _
from duibiao.schema.standards import STANDARD
from duibiao.ui import store


def add(drafted: pl.DataFrame, name: str, by: str, synthetic: bool) -> int:
    """Save drafts beside all other versions of their standards, which stay as they are; returns the batch.

    Raises RefusedFileError where a version of that name is no draft any more.
    """
    cells = store.read("standard_cells")
    if codes := library.in_the_way(cells, drafted):
        version = str(drafted["version"].first())
        raise RefusedFileError(
            _("{codes}: the version {version} is no draft any more").format(codes="、".join(codes), version=version),
            _("Repeal it in the library, or work out the candidate of another year"),
        )
    return save(library.beside(cells, drafted), name, by, synthetic)


def save(rows: pl.DataFrame, name: str, by: str, synthetic: bool) -> int:
    """Load rows of the extract `standard` as a batch of their own; returns its number.

    Raises RefusedFileError with the reason where they do not load.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.xlsx"
        file.write_bytes(rows_xlsx(STANDARD, rows))
        report = load_file(store.warehouse(), STANDARD.name, file, accepted_by=by, synthetic=synthetic)
    if report.batch is None:
        raise RefusedFileError(report.error or _("Nothing was saved"), report.hint or "")
    return report.batch
