"""Zip files opened without trust: every part is inflated in pieces and counted; what a header says is not believed."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
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
_LOCAL = struct.Struct("<4s22xHH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x1, 0x800


@dataclass(frozen=True)
class Part:
    """One file in a zip: where its bytes are, and what the directory says of them."""

    name: str
    start: int
    packed: int
    declared: int
    deflated: bool

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
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = [entry for entry in opened.infolist() if entry.filename and not entry.is_dir()]
        found = [_part(data, entry, file_name) for entry in entries]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise _damaged(file_name, str(error)) from error
    _refuse_overlaps(found, file_name)
    return found


def inflated(data: bytes, part: Part, file_name: str) -> Iterator[bytes]:
    """The content of a part in pieces of at most a megabyte.

    Raises RefusedFileError as soon as it inflates beyond reason, and at the end where it is not as long as declared.
    """
    total = 0
    for chunk in _chunks(data, part, file_name):
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


def _part(data: bytes, entry: zipfile.ZipInfo, file_name: str) -> Part:
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
    mark, name_length, extra_length = _LOCAL.unpack_from(data, entry.header_offset)
    if mark != b"PK\x03\x04":
        raise zipfile.BadZipFile(name)
    start = entry.header_offset + _LOCAL.size + name_length + extra_length
    if start + entry.compress_size > len(data):
        raise zipfile.BadZipFile(name)
    return Part(name, start, entry.compress_size, entry.file_size, entry.compress_type == _DEFLATED)


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


def _chunks(data: bytes, part: Part, file_name: str) -> Iterator[bytes]:
    packed = memoryview(data)[part.start : part.start + part.packed]
    if not part.deflated:
        yield from (bytes(packed[i : i + CHUNK]) for i in range(0, part.packed, CHUNK))
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for i in range(0, part.packed, CHUNK):
            waiting: bytes | memoryview = packed[i : i + CHUNK]
            while waiting and not stream.eof:
                yield stream.decompress(waiting, CHUNK)
                waiting = stream.unconsumed_tail
        yield stream.flush()
    except zlib.error as error:
        raise _damaged(file_name, str(error)) from error


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
