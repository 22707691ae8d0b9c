"""Recognising files that nobody has described: how long a person waits for the first look."""

from collections.abc import Callable
from pathlib import Path

from bench.report import Section, milliseconds
from bench.timing import Times, timed
from duibiao.errors import RefusedFileError
from duibiao.ingest.propose import propose
from duibiao.settings import house

MEGABYTE = 1_000_000


def measure() -> list[Section]:
    """One section: files, megabytes, time a file and time a megabyte, for text and for workbooks."""
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
        )
    ]


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
