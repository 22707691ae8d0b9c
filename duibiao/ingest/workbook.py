"""Workbooks (xlsx, xls) to sheets, every cell as text."""

import fastexcel

from duibiao.errors import RefusedFileError
from duibiao.ingest.sheet import Sheet, column_names
from duibiao.language import _


def read_workbook(data: bytes) -> list[Sheet]:
    """All sheets, visible ones first, in their order; raises RefusedFileError for a file that is no workbook."""
    try:
        reader = fastexcel.read_excel(data)
        sheets = [_sheet(reader, name) for name in reader.sheet_names]
    except fastexcel.FastExcelError as error:
        raise RefusedFileError(
            _("The workbook cannot be read: {error}").format(error=str(error).splitlines()[0]),
            _("Open it in a spreadsheet, remove any password, and save it as xlsx."),
        ) from error
    return sorted(sheets, key=lambda sheet: sheet.hidden)


def _sheet(reader: fastexcel.ExcelReader, name: str) -> Sheet:
    """`dtypes="string"` because type inference silently drops text; `skip_rows=0` keeps the file's row numbers."""
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    cells = loaded.to_polars()
    hidden = loaded.visible != "visible"
    facts = (_("sheet {name}").format(name=name), *((_("hidden sheet"),) if hidden else ()))
    return Sheet(name, cells.rename(dict(zip(cells.columns, column_names(cells.width), strict=True))), facts, hidden)
