"""Text files to sheets: the encoding and the separator are found from the bytes."""

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from charset_normalizer import from_bytes

from duibiao.errors import RefusedFileError
from duibiao.ingest.note import note
from duibiao.ingest.package import LARGE_RECTANGLE, LEAST_FILLED, MOST_COLUMNS, too_wide
from duibiao.ingest.sheet import SEARCHED_ROWS, Sheet, column_names
from duibiao.language import _

SEPARATORS = (";", "\t", "|", ",")
SAMPLE_BYTES = 200_000
SAMPLE_LINES = 200
SPREADSHEET_COLUMNS = 16_384

_POUND_OF_DOS = re.compile(rb"\x9c\s?-?\d|[(\s]\x9c[)\s,]")
"""Where the sign of the pound stands; the same byte is a letter, œ, in Windows-1252."""

_OF_FOUR_BYTES = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")
"""Characters that GB18030 writes in four bytes, such as the half-width sign of the yuan: their bytes are no pairs."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and in which encoding it was."""

    text: str
    encoding: str

    @cached_property
    def separator(self) -> str:
        """What separates its cells."""
        return separator_of(self.text)

    @cached_property
    def head(self) -> "Decoded":
        """Its first rows."""
        lines = self.text[:SAMPLE_BYTES].splitlines(keepends=True)[:SEARCHED_ROWS]
        return Decoded("".join(lines), self.encoding)


def decoded(data: bytes, encoding: str | None = None) -> Decoded:
    """The bytes as text; the encoding is found where it is not given. Raises RefusedFileError for what is no text."""
    encoding = encoding or encoding_of(data)
    text = _decode(data, encoding)
    return Decoded(text if "\n" in text else text.replace("\r", "\n"), encoding)


def text_sheet(text: Decoded, separator: str | None = None) -> Sheet:
    """The one sheet of a csv, tsv or txt file; the separator is found where it is not given.

    Raises RefusedFileError for rows that cannot be told apart.
    """
    found = separator or text.separator
    try:
        cells = _cells(text.text, found)
    except csv.Error as error:
        raise RefusedFileError(
            _("The rows of the file cannot be told apart: {error}").format(error=str(error).splitlines()[0]),
            _("Look for a quotation mark that is not closed."),
        ) from error
    facts = (note("encoding", encoding=text.encoding), note("separator", separator=_shown(found)))
    return Sheet("", cells, facts, delimited=True, separator=found)


def is_text(data: bytes) -> bool:
    """Whether the bytes look like text of any encoding: marked as such, or without zero bytes."""
    return any(data.startswith(mark) for mark, _name in _BOMS) or b"\0" not in data[:SAMPLE_BYTES]


def encoding_of(data: bytes) -> str:
    """The encoding of a text: by its mark, else UTF-8 where it is valid, else GB18030 or Windows-1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    if encoding := utf16_without_mark(data):
        return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy_encoding(data)
    return "utf-8"


def separator_of(text: str) -> str:
    """The separator that cuts most lines into the same, largest number of cells."""
    lines = [_without_quoted(line) for line in text[:SAMPLE_BYTES].splitlines()[:SAMPLE_LINES] if line.strip()]
    return max(SEPARATORS, key=lambda separator: _regularity(lines, separator))


def _regularity(lines: list[str], separator: str) -> tuple[int, int]:
    counts = Counter(count for line in lines if (count := line.count(separator)))
    if not counts:
        return 0, 0
    count, times = max(counts.items(), key=lambda pair: pair[0] * pair[1])
    return times * count, count


def _without_quoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def utf16_without_mark(data: bytes) -> str | None:
    """The byte order of UTF-16 that does not tell it; None for what is not UTF-16."""
    sample = data[:2000]
    if sample.count(0) < len(sample) // 5:
        return None
    return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"


def _legacy_encoding(data: bytes) -> str:
    """GB18030 writes pairs of high bytes, Windows-1252 single ones; where neither rules, ask charset-normalizer.

    Of the pairs of Chinese text nearly all are of GB2312, both bytes from A1 on.
    """
    sample = _cut_at_line(data)
    runs = re.findall(rb"[\x80-\xff]+", _OF_FOUR_BYTES.sub(b"", sample))
    odd = sum(len(run) % 2 for run in runs) / max(1, len(runs))
    if odd > 0.7:
        return _western(sample)
    frequent = sum(min(run) >= 0xA1 for run in runs) / max(1, len(runs))
    if odd < 0.2 and frequent > 0.5 and _decodes(sample, "gb18030"):
        return "gb18030"
    best = from_bytes(sample, cp_isolation=["gb18030", "cp1252", "big5"]).best()
    if best is None:
        raise RefusedFileError(
            _("The file is not text in UTF-8, UTF-16, GB18030 or Windows-1252"),
            _("Open it in a spreadsheet and save it as xlsx, or as csv in UTF-8."),
        )
    return _western(sample) if best.encoding == "cp1252" else best.encoding


def _western(sample: bytes) -> str:
    from_dos = b"\x9c" in sample and b"\xa3" not in sample and _POUND_OF_DOS.search(sample)
    return "cp850" if from_dos else "cp1252"


def _cut_at_line(data: bytes) -> bytes:
    """A sample that ends at a line, so that no character is cut in two; more where it is plain ASCII."""
    first_high = re.search(rb"[\x80-\xff]", data)
    start = max(0, (first_high.start() if first_high else 0) - 1000)
    sample = data[start : start + SAMPLE_BYTES]
    begin, end = (sample.find(b"\n") + 1 if start else 0), sample.rfind(b"\n")
    return sample[begin:end] if end > begin else data


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError as error:
        raise RefusedFileError(
            _("There is no encoding {encoding}").format(encoding=encoding), _("Write utf-8, gb18030 or cp1252.")
        ) from error
    except UnicodeDecodeError as error:
        if encoding == "cp1252":  # five bytes have no character there; Latin-1 has one for each
            return data.decode("latin-1")
        line = data[: error.start].count(b"\n") + 1
        raise RefusedFileError(
            _("Line {line} has bytes that are not {encoding}").format(line=line, encoding=encoding),
            _("The file seems damaged or cut short: export it again."),
        ) from error


def _cells(text: str, separator: str) -> pl.DataFrame:
    """All rows as text; the width is that of the widest row, counted in full only where the first rows mislead.

    Polars stops at a quotation mark inside a cell that does not begin with one, as in `螺丝 3/8"`: the standard library
    reads it, slowly, and raises csv.Error for one that is not closed.
    """
    head = text[:SAMPLE_BYTES].splitlines()
    for lines in (head, text.splitlines()):
        with suppress(pl.exceptions.ComputeError):
            return _parsed(text, separator, _width(lines, separator))
    return _parsed_slowly(text, separator)


def _width(lines: list[str], separator: str) -> int:
    return 1 + max((line.count(separator) for line in lines), default=0)


def _parsed(text: str, separator: str, width: int) -> pl.DataFrame:
    _refuse_wide(text, separator, width)
    cells = pl.read_csv(
        io.BytesIO(text.encode()),
        has_header=False,
        schema=dict.fromkeys(column_names(width), pl.String),
        separator=separator,
        missing_columns="insert",
    )
    return cells[:, : _last_used(cells) + 1]


def _refuse_wide(text: str, separator: str, width: int) -> None:
    """Every row takes the width of the widest: one endless row among millions of short ones would fill the memory.

    Exports with empty columns up to the last of a spreadsheet are read, as long as they are short.
    """
    height = text.count("\n") + 1
    size, filled = width * height, text.count(separator) + height
    if width > SPREADSHEET_COLUMNS or (size > LARGE_RECTANGLE and width > MOST_COLUMNS):
        raise too_wide(_("A row of the file"), width)
    if size > LARGE_RECTANGLE and size > LEAST_FILLED * filled:
        raise RefusedFileError(
            _("One row of the file has {width} cells, and most of the others far fewer").format(width=width),
            _("Look for the row that is too long, or for a file that was put together from several."),
        )


def _parsed_slowly(text: str, separator: str) -> pl.DataFrame:
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    width = max(map(len, rows), default=0)
    _refuse_wide(text, separator, width)
    filled = [[*(cell or None for cell in row), *[None] * (width - len(row))] for row in rows]
    cells = pl.DataFrame(filled, schema=dict.fromkeys(column_names(width), pl.String), orient="row")
    return cells[:, : _last_used(cells) + 1]


def _last_used(cells: pl.DataFrame) -> int:
    counts = cells.null_count().row(0) if cells.width else ()
    return max((i for i, nulls in enumerate(counts) if nulls < cells.height), default=0)


def _shown(separator: str) -> str:
    return "Tab" if separator == "\t" else separator
