"""Files made to harm, built in the test; and a reader of one in a process of its own, whose memory is measured."""

import io
import json
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
START = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class Outcome:
    """What became of a file: the refusal (empty where it was read), shapes and facts, time and peak memory."""

    refused: str
    hint: str
    shapes: list[list[int]]
    facts: list[str]
    seconds: float
    megabytes: int


_PROGRAM = """
import json, re, sys, time
from pathlib import Path
from duibiao import language
language.use("en")
from duibiao.errors import DuibiaoError
from duibiao.ingest.archive import members
from duibiao.ingest.document import Document
file, begun, answer = Path(sys.argv[1]), time.monotonic(), {"refused": "", "hint": "", "shapes": [], "facts": []}
try:
    for member in members(file.read_bytes(), file.name):
        for sheet in Document(member.data, member.name).sheets():
            answer["shapes"].append(sheet.cells.shape)
            answer["facts"] += [fact.message for fact in sheet.facts]
except DuibiaoError as error:
    answer |= {"refused": error.message, "hint": error.hint}
answer["seconds"] = time.monotonic() - begun
answer["megabytes"] = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps(answer))
"""

DAMAGES = """
import random, sys
import hostile
from duibiao.errors import RefusedFileError
from duibiao.ingest.document import Document
chance, read, refused = random.Random(int(sys.argv[1])), 0, 0
texts = '<sst xmlns="' + hostile.MAIN + '"><si><t>abc</t></si></sst>'
rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
cells = [hostile.number(row, column, row) for row in range(9) for column in range(4)]
book = hostile.workbook(rows, xl__sharedStrings_dot_xml=texts)
whole = [hostile.xls((0x0200, bytes(14)), *cells), book, hostile.zipped({"a.csv": "a,b\\n1,2\\n" * 50, "b.xlsx": book})]
for _ in range(1_000):
    data = bytearray(chance.choice(whole).rstrip(bytes(1)))
    for _ in range(chance.choice((1, 1, 3, 9))):
        at, kind = chance.randrange(len(data)), chance.randrange(4)
        if kind == 0: data[at] = chance.randrange(256)
        if kind == 1: data[at : at + 4] = chance.choice((b"\\xff" * 4, b"\\xff" * 3 + b"\\x7f", bytes(4)))
        if kind == 2: del data[at : at + chance.randrange(1, 50)]
        if kind == 3 and chance.random() < 0.2: del data[at + 8 :]
        data = data or bytearray(b"x")
    try:
        Document(bytes(data), "a.xls").sheets()
        read += 1
    except RefusedFileError:
        refused += 1
print(read, refused)
"""


def outcome(file: Path) -> Outcome:
    """Read the file in a process of its own: a reader that is killed or aborts is a failure, whatever it said."""
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(file)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return Outcome(**json.loads(run.stdout))


def workbook(rows: str, before: str = "", declaration: str = "", **parts: str) -> bytes:
    """An xlsx whose one sheet, 表, holds those rows as written; `parts` are further parts (see `_part_name`)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        sheet = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", START + declaration + sheet)
        for name, content in (_FRAME | {_part_name(name): text for name, text in parts.items()}).items():
            book.writestr(name, START + content)
    return packed.getvalue()


_TYPES = f"{PACKAGE}/content-types"
_RELATED = f"{PACKAGE}/relationships"
_FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATED}">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATED}">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def zipped(files: dict[str, bytes | str]) -> bytes:
    """A zip of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return packed.getvalue()


def zipped_breaks(name: str, megabytes: int) -> bytes:
    """A zip with one file of line breaks, written piece by piece."""
    packed, piece = io.BytesIO(), b"\n" * 2**20
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened, opened.open(name, "w", force_zip64=True) as file:
        for _ in range(megabytes):
            file.write(piece)
    return packed.getvalue()


def overlapping(copies: int, megabytes: int) -> bytes:
    """A zip in whose directory many names point to the same bytes."""
    one = zipped_breaks("000.csv", megabytes)
    end = one.rfind(b"PK\x05\x06")
    directory_size, directory_start = struct.unpack_from("<II", one, end + 12)
    entry = one[directory_start : directory_start + directory_size]
    entries = b"".join(entry.replace(b"000.csv", b"%03d.csv" % i) for i in range(copies))
    closing = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, copies, copies, len(entries), directory_start, 0)
    return one[:directory_start] + entries + closing


def with_declared_size(packed: bytes, size: int) -> bytes:
    """The zip with another size written into all its headers, as if its files inflated to that."""
    out = bytearray(packed)
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = packed.find(mark)
        while at >= 0:
            struct.pack_into("<I", out, at + place, size)
            at = packed.find(mark, at + 4)
    return bytes(out)


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
"""What the header before a part, and its entry in the directory, begin with."""
METHOD, CHECKSUM, PACKED, DECLARED = 8, 14, 18, 22
"""Where the header before a part says them; the entry in the directory says them two bytes later."""


def rewritten(packed: bytes, name: str, place: int, value: bytes, *, only: bytes = b"") -> bytes:
    """The zip with other bytes in the headers of one part: in both, or in the one that begins with `only`."""
    out = bytearray(packed)
    for mark, length, later in ((LOCAL, 30, 0), (CENTRAL, 46, 2)):
        at = packed.find(mark)
        while at >= 0 and packed[at + length : at + length + len(name.encode())] != name.encode():
            at = packed.find(mark, at + 4)
        if only in (b"", mark):
            out[at + place + later : at + place + later + len(value)] = value
    return bytes(out)


def streamed(files: dict[str, str]) -> bytes:
    """A zip written as to a pipe: sizes and checksum stand behind each part, and its header has zeros."""
    packed = _Pipe()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return packed.getvalue()


class _Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation

    def seek(self, *_where: int) -> int:
        raise io.UnsupportedOperation


def _part_name(word: str) -> str:
    """The name of a part from a keyword: `__` is a slash, `_dot_` a dot."""
    return word.replace("_dot_", ".").replace("___", "/_").replace("__", "/")


def xls(*records: tuple[int, bytes], of_the_book: tuple[tuple[int, bytes], ...] = ()) -> bytes:
    """A workbook of 1997 whose one sheet, 表, holds those records: kind and content; `of_the_book` stand before it."""
    version = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    sheet = _record(0x0809, version[:2] + b"\x10\x00" + version[4:])
    sheet += b"".join(_record(kind, content) for kind, content in records) + _record(0x000A, b"")
    name = struct.pack("<BBBB", 0, 0, 1, 1) + "表".encode("utf-16-le")
    first = _record(0x0809, version) + b"".join(_record(kind, content) for kind, content in of_the_book)
    begin = len(first) + 4 + 4 + len(name) + 4
    book = first + _record(0x0085, struct.pack("<I", begin) + name) + _record(0x000A, b"")
    return _ole("Workbook", (book + sheet).ljust(4096, b"\0"))


def number(row: int, column: int, value: float) -> tuple[int, bytes]:
    """The record of a cell with a number."""
    return 0x0203, struct.pack("<HHHd", row, column, 15, value)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _ole(name: str, stream: bytes) -> bytes:
    """A file system of one stream: header, table of sectors, directory, stream."""
    sectors = -(-len(stream) // 512)
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    directory = _ole_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + _ole_entry(name, 2, 2, len(stream))
    numbers = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return header.ljust(512, b"\xff") + numbers + directory.ljust(512, b"\0") + stream.ljust(sectors * 512, b"\0")


def _ole_entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<HBBIII", len(spelled), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return spelled.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
