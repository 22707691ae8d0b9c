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
from duibiao.ingest.recognise import sheets_of
file, begun, answer = Path(sys.argv[1]), time.monotonic(), {"refused": "", "hint": "", "shapes": [], "facts": []}
try:
    for member in members(file.read_bytes(), file.name):
        for sheet in sheets_of(member.data, member.name, None):
            answer["shapes"].append(sheet.cells.shape)
            answer["facts"] += sheet.facts
except DuibiaoError as error:
    answer |= {"refused": error.message, "hint": error.hint}
answer["seconds"] = time.monotonic() - begun
answer["megabytes"] = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps(answer))
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


def _part_name(word: str) -> str:
    """The name of a part from a keyword: `__` is a slash, `_dot_` a dot."""
    return word.replace("_dot_", ".").replace("___", "/_").replace("__", "/")
