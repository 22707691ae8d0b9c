"""What a file is, told from its bytes before any parser sees them: only text and Excel workbooks go on."""

import re
import struct
from dataclasses import dataclass
from pathlib import PurePath

from duibiao.errors import RefusedFileError
from duibiao.ingest.archive import is_zip, unpacked
from duibiao.ingest.biff import inspect_biff, locked
from duibiao.ingest.inflate import MEGABYTE
from duibiao.ingest.package import Package, inspect
from duibiao.ingest.text import utf16_without_mark
from duibiao.language import _

LONGEST_LINE = MEGABYTE
"""A row of a thousand cells of a thousand characters."""
MOST_CONTROLS = 0.01
"""The share of control characters up to which bytes may still be text, with a stray one in it."""

_OLE = b"\xd0\xcf\x11\xe0"
_SAMPLE = 200_000
_MAIL = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:From: <Saved by|(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?"
    rb"(?:MIME-Version:|Content-Type:\s*multipart/related))",
    re.IGNORECASE,
)
"""A page kept with its pictures begins as a mail does."""
_DBF = struct.Struct("<BBBBIH22x")
_DBF_VERSIONS = (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0xCB, 0xF5, 0xFB)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,2000}?-->\s*)*<(\?xml|!doctype|html|head|body|meta|table|style|script|div|svg)[\s>/]",
    re.I | re.S,
)


def one_file(data: bytes, file_name: str) -> tuple[bytes, str]:
    """The file, or the only extract of an archive; raises RefusedFileError for an archive of several."""
    archive = unpacked(data, file_name)
    if archive is None:
        return data, file_name
    if len(archive.members) > 1:
        raise RefusedFileError(
            _("{file} is an archive of {n} extracts").format(file=file_name, n=len(archive.members)),
            _("Each of them is a batch of its own: {names}.").format(
                names="、".join(member.name for member in archive.members[:10])
            ),
        )
    return archive.members[0].data, archive.members[0].name


def inspected(data: bytes, file_name: str) -> Package:
    """What must be known of a file before it is parsed.

    Raises RefusedFileError for what is neither text nor an Excel workbook, and for what would fill the memory.
    """
    _refuse_foreign(data, file_name)
    if is_zip(data):
        return inspect(data, file_name)
    if data.startswith(_OLE):
        return inspect_biff(data, file_name)
    _refuse_endless_lines(data, file_name)
    return Package()


@dataclass(frozen=True)
class _Foreign:
    """What a file is that is no extract, in words, and what to do with it; without a step of its own the usual one."""

    kind: str
    step: str = ""


def _refuse_foreign(data: bytes, file_name: str) -> None:
    if _is_document(data, "EncryptedPackage"):
        raise locked(file_name)
    found = _foreign(data)
    if found is None:
        return
    suffix = PurePath(file_name).suffix.lower()
    raise RefusedFileError(
        _("{file} is {kind}, not an Excel workbook or text").format(file=file_name, kind=found.kind),
        found.step
        or _("Its name ends in {suffix}, but that does not make it one. Export the table as xlsx or csv.").format(
            suffix=suffix or "…"
        ),
    )


def _foreign(data: bytes) -> _Foreign | None:
    """What a file is that is no extract; None where it may be one."""
    if data.startswith(_OLE) or is_zip(data):
        return _document(data)
    return next((found for start, found in _starts().items() if data.startswith(start)), None) or _loose(data)


def _loose(data: bytes) -> _Foreign | None:
    """Kinds of files that no first bytes tell for sure."""
    if _is_dbf(data):
        return _Foreign(_("a dBase table (dbf)"), _saved_as_xlsx())
    if _MAIL.match(data[:_SAMPLE]):
        return _Foreign(_("a web archive (MHTML)"), _saved_as_xlsx())
    if markup := _MARKUP.match(data[:_SAMPLE]):
        return _markup(markup[1], data[:_SAMPLE])
    return _Foreign(_("a binary file")) if _is_binary(data[:_SAMPLE]) else None


def _markup(tag: bytes, sample: bytes) -> _Foreign:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in sample:
        return _Foreign(_("an XML spreadsheet of Excel 2003"), _saved_as_xlsx())
    if b"urn:oasis:names:tc:opendocument" in sample:
        return _Foreign(_("an OpenDocument file (fods)"), _saved_as_xlsx())
    if tag.lower() == b"?xml" and not re.search(rb"<html[\s>]", sample, re.IGNORECASE):
        return _Foreign(_("an XML document"))
    return _Foreign(_("a web page (HTML)"), _saved_as_xlsx())


def _saved_as_xlsx() -> str:
    """The next step for tables that Excel or WPS open and we do not read."""
    return _(
        "Its name does not make it a workbook: open it in Excel or WPS, save it as an xlsx workbook, and load that."
    )


def _is_dbf(data: bytes) -> bool:
    """A known version, a day of change, and descriptions of fields that end where the header says."""
    if len(data) < _DBF.size + 1 or data[0] not in _DBF_VERSIONS:
        return False
    _version, _year, month, day, _rows, length = _DBF.unpack_from(data)
    is_day = 1 <= month <= 12 and 1 <= day <= 31
    return is_day and 64 < length <= len(data) and b"\r" in data[32:length]


def _starts() -> dict[bytes, _Foreign]:
    database = _Foreign(_("a database file"), _("Export the table from the database as xlsx or csv."))
    archive = _("Unpack it, and load the extracts or a zip of them.")
    return {
        b"%PDF": _Foreign(_("a PDF document")),
        b"Rar!": _Foreign(_("a rar archive"), archive),
        b"7z\xbc\xaf\x27\x1c": _Foreign(_("a 7z archive"), archive),
        b"\x1f\x8b": _Foreign(_("a gzip archive"), archive),
        b"\x89PNG": _Foreign(_("a picture")),
        b"\xff\xd8\xff": _Foreign(_("a picture")),
        b"GIF8": _Foreign(_("a picture")),
        b"MZ\x90": _Foreign(_("a program")),
        b"\x7fELF": _Foreign(_("a program")),
        b"{\\rtf": _Foreign(_("a text document (rtf)")),
        b"SQLite format 3\0": database,
        b"\0\x01\0\0Standard ": database,
        b"PAR1": _Foreign(_("a Parquet file"), _("Export the table as xlsx or csv.")),
    }


def _is_document(data: bytes, stream: str) -> bool:
    """Whether an OLE file has a stream of that name, which tells what it is."""
    return data.startswith(_OLE) and stream.encode("utf-16-le") in data


def _document(data: bytes) -> _Foreign | None:
    if _is_document(data, "WordDocument"):
        return _Foreign(_("a Word document"))
    return _Foreign(_("a presentation")) if _is_document(data, "PowerPoint Document") else None


def _is_binary(sample: bytes) -> bool:
    """Many control characters; text in UTF-16 is full of such bytes, but not of such characters."""
    marked = sample.startswith((b"\xff\xfe", b"\xfe\xff"))
    if encoding := "utf-16" if marked else utf16_without_mark(sample):
        sample = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace").encode()
    return len(_CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample)


def _refuse_endless_lines(data: bytes, file_name: str) -> None:
    """A text without line breaks is no table, and a parser would take all of it for one row."""
    start = 0
    while len(data) - start > LONGEST_LINE:
        window = start, start + LONGEST_LINE
        end = max(data.rfind(b"\n", *window), data.rfind(b"\r", *window))
        if end < 0:
            raise RefusedFileError(
                _("{file} has a line longer than {n} million characters").format(
                    file=file_name, n=LONGEST_LINE // MEGABYTE
                ),
                _("It is no table with rows, or was joined into one line on the way: export it again."),
            )
        start = end + 1
