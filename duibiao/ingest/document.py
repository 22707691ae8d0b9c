"""A file opened once: guarded, unpacked, decoded, cut into cells, and then asked by whoever decides how it is read."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath

from duibiao.errors import RefusedFileError
from duibiao.ingest import guard
from duibiao.ingest.header import plain_text
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.overlay import named_cells
from duibiao.ingest.package import MOST_COLUMNS, Package, too_wide
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.text import Decoded, decoded, is_text, text_sheet
from duibiao.ingest.workbook import read_workbook
from duibiao.language import _

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et")
_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, eq=False)
class Document:
    """A file, its bytes and its name; what it is shows in its first bytes, its name is only a hint.

    Every file passes here, and none is parsed before `guard` has looked at it. What was read once stays.
    """

    data: bytes
    file_name: str
    _texts: dict[tuple[str, str], list[Sheet]] = field(default_factory=dict)
    _decoded: dict[str | None, Decoded] = field(default_factory=dict)

    def sheets(self, mapping: Mapping | None = None) -> list[Sheet]:
        """The sheets of a workbook, or the one of a text, with the separator and the encoding that a profile says.

        Raises RefusedFileError for what is neither text nor a workbook.
        """
        if self._workbook is not None:
            return self._workbook
        return self._text(mapping.separator if mapping else None, mapping.encoding if mapping else None)

    def head(self, mapping: Mapping) -> list[Sheet]:
        """The same, of a text only its first rows: enough to see a header."""
        if self._workbook is not None:
            return self._workbook
        text = self._in(mapping.encoding)
        if mapping.separator in (None, text.separator):
            return self.sheets(mapping)
        return [text_sheet(text.head, mapping.separator)]

    @cached_property
    def words(self) -> str:
        """The text of its first rows as headers are compared: see `header.plain`."""
        if self._workbook is not None:
            return plain_text("".join(cell for sheet in self._workbook for row in sheet.top for cell in row))
        return plain_text(self._in(None).head.text)

    @cached_property
    def _file(self) -> tuple[bytes, str, Package]:
        if not self.data.strip():
            raise RefusedFileError(_("{file} is empty").format(file=self.file_name), _("Export it again."))
        data, file_name = guard.one_file(self.data, self.file_name)
        return data, file_name, guard.inspected(data, file_name)

    @cached_property
    def _workbook(self) -> list[Sheet] | None:
        """The sheets of a workbook; None for a text. Systems also give the name of a workbook to text they export."""
        data, file_name, package = self._file
        named = PurePath(file_name).suffix.lower() in WORKBOOKS
        if data.startswith(_WORKBOOK_STARTS) or (named and not is_text(data)):
            return [named_cells(sheet, package) for sheet in _parsed(data, file_name)]
        return None

    def _text(self, separator: str | None, encoding: str | None) -> list[Sheet]:
        text = self._in(encoding)
        key = text.encoding, separator or text.separator
        if key not in self._texts:
            sheet = text_sheet(text, separator)
            if sheet.cells.width > MOST_COLUMNS:
                raise too_wide(self._file[1], sheet.cells.width)
            self._texts[key] = [sheet]
        return self._texts[key]

    def _in(self, encoding: str | None) -> Decoded:
        if encoding not in self._decoded:
            self._decoded[encoding] = decoded(self._file[0], encoding)
        return self._decoded[encoding]


def _parsed(data: bytes, file_name: str) -> list[Sheet]:
    """The sheets of a workbook; its parser panics over damaged ones, which is no Exception to Python."""
    try:
        return read_workbook(data)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise RefusedFileError(
            _("{file} is damaged: it cannot be read as a workbook").format(file=file_name),
            _("Open it in a spreadsheet and save it as xlsx."),
        ) from error
