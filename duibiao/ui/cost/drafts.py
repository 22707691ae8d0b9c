"""Standards that are written on a page: they go into the warehouse as a file does, through the same checks."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from duibiao.errors import RefusedFileError
from duibiao.export.extract_rows import rows_xlsx
from duibiao.ingest.load import load_file
from duibiao.language import _
from duibiao.schema.standards import STANDARD
from duibiao.ui import store


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
