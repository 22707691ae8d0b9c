"""Workbooks (xlsx, xls) to sheets, every cell as text."""

import io
from collections.abc import Callable
from functools import cache, partial

import fastexcel
import python_calamine

from duibiao.errors import RefusedFileError
from duibiao.ingest.note import note
from duibiao.ingest.sheet import Merged, Sheet, column_names
from duibiao.language import _


def read_workbook(data: bytes) -> list[Sheet]:
    """All sheets, visible ones first, in their order; raises RefusedFileError for a file that is no workbook."""
    try:
        reader = fastexcel.read_excel(data)
        merged = _merged_in(data)
        sheets = [_sheet(reader, name, merged) for name in reader.sheet_names]
    except fastexcel.FastExcelError as error:
        raise RefusedFileError(
            _("The workbook cannot be read: {error}").format(error=str(error).splitlines()[0]),
            _("Open it in a spreadsheet, remove any password, and save it as xlsx."),
        ) from error
    return sorted(sheets, key=lambda sheet: sheet.hidden)


def _merged_in(data: bytes) -> Callable[[str], tuple[Merged, ...]]:
    """What gives the merged ranges of a sheet; fastexcel does not tell them, and few sheets are asked for theirs."""

    @cache
    def workbook() -> python_calamine.CalamineWorkbook:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))

    @cache
    def ranges(name: str) -> tuple[Merged, ...]:
        sheet = workbook().get_sheet_by_name(name)
        left = (sheet.start or (0, 0))[1]
        found = sheet.merged_cell_ranges or []
        return tuple((top, first - left, bottom, last - left) for (top, first), (bottom, last) in found)

    return ranges


def _sheet(reader: fastexcel.ExcelReader, name: str, merged: Callable[[str], tuple[Merged, ...]]) -> Sheet:
    """`dtypes="string"` because type inference silently drops text; `skip_rows=0` keeps the file's row numbers."""
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    cells = loaded.to_polars()
    hidden = loaded.visible != "visible"
    facts = (note("sheet", name=name), *((note("hidden_sheet"),) if hidden else ()))
    cells = cells.rename(dict(zip(cells.columns, column_names(cells.width), strict=True)))
    return Sheet(name, cells, facts, hidden, merged=partial(merged, name))
