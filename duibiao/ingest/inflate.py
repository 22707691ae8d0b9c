"""Zip files opened without trust: parts are read by the standard library, which checks their sums, and counted here.

What a header says is not believed: a part that holds more or less than it declares, whose two headers disagree, or
whose name another part has, is a refusal. Readers of zips differ over such files, so there is no right content.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath

from duibiao.errors import RefusedFileError
from duibiao.language import _

MEGABYTE = 2**20
CHUNK = MEGABYTE
MOST_ENTRIES = 10_000
"""Entries of a zip: a workbook has a dozen, an archive of a district some hundreds."""
MOST_RATIO = 100
"""How many times its size a part may inflate: sheets reach 10 to 30, a bomb 1 000."""
SMALL = 64 * MEGABYTE
"""Up to here the ratio does not matter: a column of blanks is compressed a thousand times and harms nobody."""

_ENTRY = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s2xHH4xIIIHH")
"""The header before a part: mark, flags, method, checksum, packed and whole size, lengths of name and extra field."""
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
_IN_EXTRA_FIELD = 0xFFFFFFFF


@dataclass(frozen=True)
class Part:
    """One file in a zip: where its bytes are, and what the directory says of them."""

    name: str
    start: int
    packed: int
    declared: int
    entry: zipfile.ZipInfo = field(compare=False, repr=False)
    opened: zipfile.ZipFile = field(compare=False, repr=False)

    @property
    def base_name(self) -> str:
        """The last part of its name; folders, drives and `..` before it count for nothing."""
        return PurePosixPath(self.name.replace("\\", "/")).name

    @property
    def suffix(self) -> str:
        """The ending of its name, in small letters."""
        return PurePosixPath(self.base_name).suffix.lower()


def parts(data: bytes, file_name: str) -> list[Part]:
    """The files of a zip, folders left out; raises RefusedFileError for one that is damaged, locked or made to harm."""
    if data.count(_ENTRY) > MOST_ENTRIES:
        raise RefusedFileError(
            _("{file} holds more than {n} entries").format(file=file_name, n=MOST_ENTRIES),
            _("Pack only the extracts of this month, and load them in several archives if need be."),
        )
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
        entries = [entry for entry in opened.infolist() if entry.filename and not entry.is_dir()]
        found = [_part(data, entry, opened, file_name) for entry in entries]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise _damaged(file_name, str(error)) from error
    _refuse_overlaps(found, file_name)
    _refuse_twins(found, file_name)
    return found


def inflated(data: bytes, part: Part, file_name: str) -> Iterator[bytes]:
    """The content of a part in pieces of at most a megabyte.

    Raises RefusedFileError as soon as it inflates beyond reason, and at the end where it is not as long as declared or
    its checksum does not fit: only who reads to the end knows that the pieces are true.
    """
    _refuse_other_header(data, part, file_name)
    total = 0
    for chunk in _chunks(part, file_name):
        total += len(chunk)
        if total > part.declared:
            raise _lying(file_name, part, total)
        if total > SMALL and total > MOST_RATIO * part.packed:
            raise RefusedFileError(
                _("{part} in {file} inflates to more than {n} times its size").format(
                    part=part.base_name, file=file_name, n=MOST_RATIO
                ),
                _("It is made to fill the memory, or damaged. Ask the sender for the file as it was exported."),
            )
        yield chunk
    if total != part.declared:
        raise _lying(file_name, part, total)


def refuse_beyond(limit: int, found: list[Part], file_name: str) -> None:
    """Raise RefusedFileError where the parts say that together they inflate beyond `limit` bytes.

    What they say is then held against what comes out, by `inflated`.
    """
    declared = sum(part.declared for part in found)
    if declared > limit:
        raise RefusedFileError(
            _("{file} inflates to {size} MB; the most is {most} MB").format(
                file=file_name, size=f"{declared // MEGABYTE:,}", most=limit // MEGABYTE
            ),
            _("Split it into smaller files, or export it as csv."),
        )


def _part(data: bytes, entry: zipfile.ZipInfo, opened: zipfile.ZipFile, file_name: str) -> Part:
    """Where the content begins stands in the header before it, not in the directory."""
    name = _spelled(entry)
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedFileError(
            _("{part} in {file} is protected by a password").format(part=name, file=file_name),
            _("Unpack it with the password and load the files, or pack them without one."),
        )
    if entry.compress_type not in (_STORED, _DEFLATED):
        raise RefusedFileError(
            _("{part} in {file} is packed by a method that is not read").format(part=name, file=file_name),
            _("Pack the files again as an ordinary zip."),
        )
    mark, *_rest, name_length, extra_length = _LOCAL.unpack_from(data, entry.header_offset)
    if mark != b"PK\x03\x04":
        raise zipfile.BadZipFile(name)
    start = entry.header_offset + _LOCAL.size + name_length + extra_length
    if start + entry.compress_size > len(data):
        raise zipfile.BadZipFile(name)
    return Part(name, start, entry.compress_size, entry.file_size, entry, opened)


def _spelled(entry: zipfile.ZipInfo) -> str:
    """Names without the mark of UTF-8 are in the encoding of the machine that packed them: here mostly GBK."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _refuse_overlaps(found: list[Part], file_name: str) -> None:
    """Parts that share their bytes are how a small file holds a thousand times its size."""
    ordered = sorted(found, key=lambda part: part.start)
    for one, next_one in pairwise(ordered):
        if one.start + one.packed > next_one.start:
            raise _damaged(file_name, _("two of its files share the same bytes"))


def _refuse_twins(found: list[Part], file_name: str) -> None:
    """Two parts of one name: which of them is meant depends on the reader, and only equal ones do no harm."""
    seen: dict[str, Part] = {}
    for part in found:
        other = seen.setdefault(part.name, part)
        if (other.entry.CRC, other.declared) != (part.entry.CRC, part.declared):
            raise _damaged(file_name, _("it holds two different files called {part}").format(part=part.name))


def _refuse_other_header(data: bytes, part: Part, file_name: str) -> None:
    """The header before a part must say what the directory says; the library compares the names alone.

    Sizes that follow the part, or stand in an extra field because they are large, are not in that header.
    """
    _mark, flags, method, checksum, packed, declared, *_lengths = _LOCAL.unpack_from(data, part.entry.header_offset)
    entry = part.entry
    same = method == entry.compress_type and (flags ^ entry.flag_bits) & _ENCRYPTED == 0
    if not flags & _SIZES_FOLLOW:
        sizes = ((packed, part.packed), (declared, part.declared))
        same &= checksum == entry.CRC and all(said in (size, _IN_EXTRA_FIELD) for said, size in sizes)
    if not same:
        raise _contradicting(file_name, part)


def _chunks(part: Part, file_name: str) -> Iterator[bytes]:
    """The library stops at the size that is declared and never looks whether more follows: so it is told a larger one.

    Then the end is where the packed bytes end, the checksum is of all of them, and who counts sees any difference.
    """
    entry = copy(part.entry)
    entry.file_size = part.declared + 2 * CHUNK
    try:
        with part.opened.open(entry) as content:
            while chunk := content.read(CHUNK):
                yield chunk
    except zipfile.BadZipFile as error:
        raise _contradicting(file_name, part) from error
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(file_name, str(error)) from error


def _contradicting(file_name: str, part: Part) -> RefusedFileError:
    return _damaged(
        file_name,
        _("{part} is not what its headers say: name, size or checksum do not fit").format(part=part.base_name),
    )


def _damaged(file_name: str, why: str) -> RefusedFileError:
    return RefusedFileError(
        _("{file} cannot be unpacked: {error}").format(file=file_name, error=why),
        _("It is damaged or was cut short on the way: fetch it again, or ask the sender to pack it again."),
    )


def _lying(file_name: str, part: Part, total: int) -> RefusedFileError:
    return _damaged(
        file_name,
        _("{part} is said to hold {declared} bytes and holds {total} or more").format(
            part=part.base_name, declared=f"{part.declared:,}", total=f"{total:,}"
        ),
    )
