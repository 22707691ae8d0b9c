"""Archives: a zip of extracts becomes its files. Nothing is written to a disk, and no path in it means anything."""

import io
from dataclasses import dataclass
from pathlib import PurePath

from duibiao.errors import RefusedFileError
from duibiao.ingest.inflate import MEGABYTE, Part, inflated, parts, refuse_beyond
from duibiao.ingest.note import MOST_NAMED, Note, note
from duibiao.language import _

EXTRACT_SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".et")
"""What an extract is called; other files in an archive (letters, scans) are left out and named."""
ARCHIVE_SUFFIXES = (".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz")
MOST_MEMBERS = 500
MOST_ARCHIVE = 500 * MEGABYTE
"""What all extracts of an archive together may inflate to: as much as one file may have."""

_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PACKAGES = ("[content_types].xml", "mimetype", "index/document.iwa", "index.zip", "ofd.xml")
"""What tells that a zip is one document: of a spreadsheet, a word processor, Numbers, a printed page (OFD) …"""
_OF_THE_SYSTEM = (".", "~$", "Thumbs.db", "desktop.ini")
_SHOWN = 10


@dataclass(frozen=True)
class Member:
    """A file to load: its name without any folder, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Archive:
    """What a zip holds: extracts, and the names of files that are none."""

    members: tuple[Member, ...]
    left_out: tuple[str, ...]


def members(data: bytes, file_name: str) -> tuple[Member, ...]:
    """The extracts in a zip; a file that is no zip of files, as a workbook, is the only one itself.

    Raises RefusedFileError for a zip with a password, with zips in it, with nothing to load, or made to harm.
    """
    opened = unpacked(data, file_name)
    return opened.members if opened else (Member(file_name, data),)


def unpacked(data: bytes, file_name: str) -> Archive | None:
    """The content of a zip of files; None for a file that is none. Raises as `members` does."""
    if not is_zip(data):
        return None
    found = parts(data, file_name)
    if is_package(found):
        return None
    kept = [part for part in found if not _is_of_the_system(part)]
    _refuse_nested(kept, file_name)
    extracts = [part for part in kept if part.suffix in EXTRACT_SUFFIXES]
    _refuse_count(extracts, kept, file_name)
    refuse_beyond(MOST_ARCHIVE, extracts, file_name)
    names = _distinct([part.base_name for part in extracts])
    loaded = (Member(name, _whole(data, part, file_name)) for name, part in zip(names, extracts, strict=True))
    left_out = tuple(part.base_name for part in kept if part not in extracts)
    return Archive(tuple(loaded), left_out)


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as those of a zip do: an archive, or a workbook."""
    return data.startswith(_ZIP_STARTS)


def is_package(found: list[Part]) -> bool:
    """Whether a zip is one document and no archive of files."""
    return any(part.name.lower() in _PACKAGES or part.name.startswith("xl/") for part in found)


def left_out_note(archive: Archive) -> Note | None:
    """The names of the files that are no extracts; None where there is none."""
    return note("left_out_of_archive", names=archive.left_out[: MOST_NAMED + 1]) if archive.left_out else None


def _is_of_the_system(part: Part) -> bool:
    """What Macs and Windows put into archives without being asked."""
    return "__MACOSX/" in part.name or part.base_name.startswith(_OF_THE_SYSTEM)


def _refuse_nested(kept: list[Part], file_name: str) -> None:
    if nested := [part.base_name for part in kept if part.suffix in ARCHIVE_SUFFIXES]:
        raise _nested(nested, file_name)


def _nested(names: list[str], file_name: str) -> RefusedFileError:
    return RefusedFileError(
        _("{file} holds another archive: {names}").format(file=file_name, names="、".join(names[:_SHOWN])),
        _("Unpack it, and load the extracts or one zip of them."),
    )


def _refuse_count(extracts: list[Part], kept: list[Part], file_name: str) -> None:
    if not extracts:
        held = "、".join(part.base_name for part in kept[:_SHOWN]) or _("nothing")
        raise RefusedFileError(
            _("{file} holds no extract; it holds {names}").format(file=file_name, names=held),
            _("Extracts end in {suffixes}.").format(suffixes=" ".join(EXTRACT_SUFFIXES)),
        )
    if len(extracts) > MOST_MEMBERS:
        raise RefusedFileError(
            _("{file} holds {count} extracts; the most is {n}").format(
                file=file_name, count=len(extracts), n=MOST_MEMBERS
            ),
            _("Load them in several archives."),
        )


def _whole(data: bytes, part: Part, file_name: str) -> bytes:
    """A member in memory; refused where it turns out to be an archive under another name."""
    content = io.BytesIO()
    for chunk in inflated(data, part, file_name):
        content.write(chunk)
    whole = content.getvalue()
    if is_zip(whole) and not is_package(parts(whole, part.base_name)):
        raise _nested([part.base_name], file_name)
    return whole


def _distinct(names: list[str]) -> list[str]:
    """Files of the same name in different folders get a number, so that a report tells them apart."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        path = PurePath(name)
        out.append(name if seen[name] == 1 else f"{path.stem} ({seen[name]}){path.suffix}")
    return out
