"""The report: sections of tables in Markdown."""

import os
import platform
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

_HEADING = "## "
PACKAGES = ("duckdb", "polars", "streamlit", "plotly", "pyarrow")


@dataclass
class Section:
    """A heading, a sentence or two, and a table whose first column is text."""

    title: str
    text: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def markdown(self) -> str:
        """The section as it stands in the report."""
        lines = [f"## {self.title}", "", self.text]
        if self.columns:
            lines += ["", _row(self.columns), _row(("---", *["---:"] * (len(self.columns) - 1)))]
            lines += [_row(row) for row in self.rows]
        return "\n".join(lines)


def machine() -> str:
    """What this was measured on, without naming it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return (
        f"{date.today():%-d %B %Y}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}; load average at the start {load:.1f}."
    )


def write(file: Path, measured_on: str, sections: list[Section]) -> None:
    """Write the report."""
    head = (
        "# Benchmarks\n\nWritten by `make bench`; every number comes from one run on one machine. The machine is "
        f"shared, so ratios say more than seconds.\n\nMeasured {measured_on}\n"
    )
    file.write_text(head + "".join(f"\n{section.markdown()}\n" for section in sections), encoding="utf-8")


def replace(file: Path, measured_on: str, sections: list[Section]) -> None:
    """Put sections measured apart into the report in place of the earlier ones, each saying when; the others stay.

    A section that the report does not hold yet stands at its end.
    """
    head, *others = file.read_text(encoding="utf-8").rstrip("\n").split(f"\n{_HEADING}")
    stand = {other.split("\n", 1)[0]: f"{_HEADING}{other.strip()}" for other in others}
    for section in sections:
        apart = Section(section.title, f"{section.text} Measured apart: {measured_on}", section.columns, section.rows)
        stand[section.title] = apart.markdown()
    file.write_text(head.rstrip("\n") + "\n" + "".join(f"\n{text}\n" for text in stand.values()), encoding="utf-8")


def milliseconds(seconds: float) -> str:
    """Milliseconds, or seconds where they are many."""
    return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds * 1000:,.0f} ms"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
