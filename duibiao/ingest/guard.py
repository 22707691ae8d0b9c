"""What a file is, told from its bytes before any parser sees them: only text and Excel workbooks go on."""

import re
from pathlib import PurePath

from duibiao.errors import RefusedFileError
from duibiao.ingest.archive import is_zip, unpacked
from duibiao.ingest.biff import inspect_biff
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


def _refuse_foreign(data: bytes, file_name: str) -> None:
    kind = _foreign(data)
    if kind:
        suffix = PurePath(file_name).suffix.lower()
        raise RefusedFileError(
            _("{file} is {kind}, not an Excel workbook or text").format(file=file_name, kind=kind),
            _("Its name ends in {suffix}, but that does not make it one. Export the table as xlsx or csv.").format(
                suffix=suffix or "…"
            ),
        )


def _foreign(data: bytes) -> str:
    """What a file is that is no extract, in words; empty where it may be one."""
    if data.startswith(_OLE):
        return next((name for stream, name in _documents().items() if stream.encode("utf-16-le") in data), "")
    if named := next((name for start, name in _starts().items() if data.startswith(start)), ""):
        return named
    if is_zip(data):
        return ""
    if markup := _MARKUP.match(data[:_SAMPLE]):
        return _("an XML document") if markup[1].lower() == b"?xml" else _("a web page (HTML)")
    return _("a binary file") if _is_binary(data[:_SAMPLE]) else ""


def _starts() -> dict[bytes, str]:
    return {
        b"%PDF": _("a PDF document"),
        b"Rar!": _("a rar archive"),
        b"7z\xbc\xaf\x27\x1c": _("a 7z archive"),
        b"\x1f\x8b": _("a gzip archive"),
        b"\x89PNG": _("a picture"),
        b"\xff\xd8\xff": _("a picture"),
        b"GIF8": _("a picture"),
        b"MZ\x90": _("a program"),
        b"\x7fELF": _("a program"),
        b"{\\rtf": _("a text document (rtf)"),
    }


def _documents() -> dict[str, str]:
    """What an OLE file is, by the names of its streams."""
    return {
        "EncryptedPackage": _("a workbook with a password"),
        "WordDocument": _("a Word document"),
        "PowerPoint Document": _("a presentation"),
    }


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
