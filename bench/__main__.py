"""`python -m bench [--quick]`: measure, write docs/benchmarks.md, fail when the ingest is slower than its limit."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import demo, foresight, madrid, recognise, report
from duibiao.settings import house


def main() -> int:
    """Run everything; `--quick` leaves out the demo at thirty times its size and writes no file."""
    quick = "--quick" in sys.argv
    measured_on = report.machine()
    sections, holds = madrid.measure()
    sections += recognise.measure() + foresight.measure()
    with TemporaryDirectory() as folder:
        sections += demo.measure(Path(folder), (1,) if quick else (1, 30))
    if quick:
        sys.stdout.write("\n\n".join(section.markdown() for section in sections) + "\n")
    else:
        report.write(house() / "docs" / "benchmarks.md", measured_on, sections)
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
