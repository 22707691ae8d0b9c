"""Recognising files that nobody has described: how long a person waits for the first look."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.beside import text_files
from bench.report import Section, milliseconds
from bench.timing import Times, timed
from duibiao.errors import RefusedFileError
from duibiao.ingest.propose import propose
from duibiao.settings import house

MEGABYTE = 1_000_000
TURNS = 3


def measure(earlier: Path | None = None) -> list[Section]:
    """Files, megabytes, time a file and time a megabyte, for text and for workbooks.

    With the checkout of an `earlier` build a section more: how long that takes for the same, in turns with this one.
    """
    folder = house().parent / "shared" / "data"
    if not folder.exists():
        return [Section("Recognising", "Not measured: the real extracts are not beside this checkout.")]
    lists = sorted((folder / "uk_spend").iterdir())
    groups = {
        "lists of payments as text, some 80 layouts": [file for file in lists if not _is_workbook(file)],
        "lists of payments as workbooks": [file for file in lists if _is_workbook(file)],
        "budget execution of a city, text": sorted((folder / "madrid" / "execution" / "2023").glob("*.csv")),
    }
    return [
        Section(
            "Recognising",
            "Extract, sheet, header, encoding, columns, days, unit and period of files without a mapping, each with "
            "its reason; one run of each file. A file that is refused counts too.",
            ("", "files", "MB", "a file, p50", "a file, p95", "a MB"),
            [_row(name, files) for name, files in groups.items() if files],
        ),
        *([_beside(earlier, folder / "uk_spend")] if earlier else []),
    ]


def _beside(earlier: Path, folder: Path) -> Section:
    files = text_files(folder)
    megabytes = sum(file.stat().st_size for file in files) / MEGABYTE
    builds = {"the earlier build": earlier, "this build": house()}
    turns = [(name, _seconds(build, folder)) for _ in range(TURNS) for name, build in builds.items()]
    best = {name: [min(each) for each in zip(*(s for n, s in turns if n == name), strict=True)] for name in builds}
    first = best["the earlier build"]
    return Section(
        "Recognising and reading, beside an earlier build",
        f"{len(files)} lists of payments as text, {megabytes:.1f} MB, recognised and read without a mapping; each "
        f"build in a process of its own, in turns, the fastest of {TURNS} turns. Files that are refused count, too.",
        ("", "processor, a MB", "wall, a MB", "share of processor", "share of wall"),
        [_compared(name, own, first, megabytes) for name, own in best.items()],
    )


def _compared(name: str, own: list[float], first: list[float], megabytes: float) -> tuple[str, ...]:
    shares = (f"{seconds / of:.2f}" for seconds, of in zip(own, first, strict=True))
    return name, *(milliseconds(seconds / megabytes) for seconds in own), *shares


def _seconds(build: Path, folder: Path) -> tuple[float, float]:
    """Processor and wall seconds of a build for the files of a folder."""
    told = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("beside.py")), str(folder)],
        env={**os.environ, "PYTHONPATH": str(build)},
        capture_output=True,
        check=True,
        text=True,
    )
    found = json.loads(told.stdout)
    return found["processor"], found["wall"]


def _row(name: str, files: list[Path]) -> tuple[str, ...]:
    contents = [(file.name, file.read_bytes()) for file in files]
    megabytes = sum(len(data) for _name, data in contents) / MEGABYTE
    times = Times(tuple(timed(_looking_at(data, file_name)) for file_name, data in contents))
    each = (milliseconds(times.percentile(50)), milliseconds(times.percentile(95)))
    return name, str(len(files)), f"{megabytes:.1f}", *each, milliseconds(sum(times.seconds) / megabytes)


def _looking_at(data: bytes, file_name: str) -> Callable[[], None]:
    def look() -> None:
        try:
            propose(data, file_name)
        except RefusedFileError:
            return

    return look


def _is_workbook(file: Path) -> bool:
    return file.suffix.lower() in (".xls", ".xlsx")
