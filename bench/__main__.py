"""`python -m bench [--quick] [--only PART …] [--against CHECKOUT]`: measure, and write docs/benchmarks.md.

It fails when the ingest is too slow.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import demo, foresight, madrid, recognise, report
from bench.report import Section
from duibiao.settings import house

PARTS = ("madrid", "recognise", "foresight", "demo")
OF_THE_DEMO = ("pages", "crowd")
"""What `demo` holds, too, and can be measured by itself on a demo of its own."""


def main() -> int:
    """Run everything; `--quick` leaves out the demo at thirty times its size and writes no file.

    `--only` measures single parts: their sections take the places of the earlier ones, the others stand as they are.
    """
    asked = _asked(sys.argv[1:])
    measured_on = report.machine()
    sections, holds = _measured(asked.only or PARTS, (1,) if asked.quick else (1, 30), asked.against)
    file = house() / "docs" / "benchmarks.md"
    if asked.quick:
        sys.stdout.write("\n\n".join(section.markdown() for section in sections) + "\n")
    elif asked.only:
        report.replace(file, measured_on, sections)
    else:
        report.write(file, measured_on, sections)
    return 0 if holds else 1


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--against", type=Path, help="the checkout of an earlier build, read beside this one")
    parser.add_argument("--only", nargs="+", choices=PARTS + OF_THE_DEMO)
    return parser.parse_args(arguments)


def _measured(parts: Sequence[str], scales: tuple[int, ...], against: Path | None) -> tuple[list[Section], bool]:
    sections: list[Section] = []
    holds = True
    if "madrid" in parts:
        sections, holds = madrid.measure()
    measures: dict[str, Callable[[Path], list[Section]]] = {
        "recognise": lambda _: recognise.measure(against),
        "foresight": lambda _: foresight.measure(),
        "demo": lambda folder: demo.measure(folder, scales),
        "pages": lambda folder: demo.measure_pages(folder, scales),
        "crowd": demo.measure_crowd,
    }
    with TemporaryDirectory() as folder:
        for part, measure in measures.items():
            if part in parts:
                sections += measure(Path(folder))
    return sections, holds


if __name__ == "__main__":
    raise SystemExit(main())
