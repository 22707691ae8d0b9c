"""Every read and both pages, on the demo and on thirty times the demo."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench import browser, crowd, pages
from bench.report import Section, milliseconds
from bench.timing import Times, repeated, timed
from duibiao.demo import load_demo
from duibiao.settings import house
from duibiao.warehouse import Warehouse, read_named, read_names

READ_RUNS = 30
ASKED = {
    "year": 2025,
    "item": "CY",
    "kind": "item",
    "code": "CY",
    "org": "310118107",
    "month": 12,
    "batch": 1,
    "sha256": "0" * 64,
    "project": "",
    "projects": "",
    "class_of": "organisation",
    "kind_of": "field",
    "briefing": 1,
    "view": 1,
}
"""What every read is asked, by parameter; the project is one of the demo."""
TARGETS_SECONDS = {1: 0.15}
"""What a change of a filter may take at p95, by scale."""

TARGET_SECONDS = 0.3
"""The same at any other scale."""


def measure(folder: Path, scales: tuple[int, ...]) -> list[Section]:
    """Make the demo at each scale, then time reads and pages on them."""
    warehouses, build = _built(folder, scales)
    first = warehouses[scales[0]]
    return [build, _reads(warehouses), _pages(warehouses), browser.measure(first), crowd.measure(first)]


def measure_pages(folder: Path, scales: tuple[int, ...]) -> list[Section]:
    """Make the demo at each scale, then time the pages alone."""
    warehouses, _ = _built(folder, scales)
    return [_pages(warehouses)]


def measure_crowd(folder: Path) -> list[Section]:
    """Make the demo, then let many people ask at once."""
    warehouses, _ = _built(folder, (1,))
    return [crowd.measure(warehouses[1])]


def _built(folder: Path, scales: tuple[int, ...]) -> tuple[dict[int, Path], Section]:
    warehouses = {scale: folder / f"demo_{scale}.duckdb" for scale in scales}
    made = [_made(scale, file, folder / f"files_{scale}") for scale, file in warehouses.items()]
    build = Section("The demo", "Generated as files and loaded through the ordinary door.", _BUILD_COLUMNS, made)
    return warehouses, build


_COLD = ", cold"
_BUILD_COLUMNS = ("scale", "payments", "execution rows", "generate and load", "warehouse")


def _made(scale: int, file: Path, files: Path) -> tuple[str, ...]:
    with Warehouse.open(file) as warehouse:
        seconds = timed(lambda: load_demo(warehouse, files, scale))
        rows = dict(warehouse.read("data_state").select("extract", "n_rows").iter_rows())
    size = f"{file.stat().st_size / 2**20:,.0f} MiB"
    return f"× {scale}", f"{rows['payment']:,}", f"{rows['execution']:,}", f"{seconds:.0f} s", size


def _reads(warehouses: dict[int, Path]) -> Section:
    columns = ["read"]
    for scale in warehouses:
        columns += [f"× {scale} p50", f"× {scale} p95"]
    timed_reads = {scale: _time_reads(file) for scale, file in warehouses.items()}
    rows = [(name, *_both([timed_reads[scale][name] for scale in warehouses])) for name in read_names()]
    text = (
        f"{READ_RUNS} runs each after one that does not count, asked as the pages ask; nothing is cached between runs."
    )
    return Section("Reads", text, tuple(columns), rows)


def _both(times: list[Times]) -> list[str]:
    return [milliseconds(each.percentile(percent)) for each in times for percent in (50, 95)]


def _time_reads(file: Path) -> dict[str, Times]:
    with Warehouse.open(file, read_only=True) as warehouse:
        lines = warehouse.read("lines_of_org", year=2025, kind="item", code="CY0101", org="310118107")
        project = dict.fromkeys(("project", "projects"), lines["project_code"][0])
        times = {}
        for name in read_names():
            given = {key: value for key, value in (ASKED | project).items() if key in read_named(name).parameters}
            times[name] = repeated(lambda name=name, given=given: warehouse.read(name, **given), READ_RUNS)
        return times


def _pages(warehouses: dict[int, Path]) -> Section:
    times: dict[tuple[int, str], Times] = {}
    worked: list[str] = []
    paces: list[float] = []
    for scale, file in warehouses.items():
        for what, seconds in (*_time_pages(file, work_ahead=True).items(), *_cold(file).items()):
            if what == pages.AHEAD:
                worked.append(f"{seconds[0]:.0f} s at × {scale}")
            elif what.endswith(pages.MEANWHILE):
                paces += seconds
            else:
                times[scale, what] = Times(tuple(seconds))
    rows = [(f"× {scale} {what}", *_both([each]), str(len(each.seconds))) for (scale, what), each in times.items()]
    text = (
        "Server time of one rerun after a click, in Streamlit's own test harness. *New* asks something for the first "
        "time once the server has worked ahead, as it does by itself behind its first page and every load (it took "
        f"{' and '.join(worked)}); *again* asks what was asked before; *cold* asks for the first time where the server "
        f"does not work ahead. The aim is {milliseconds(TARGETS_SECONDS[1])} on the demo and "
        f"{milliseconds(TARGET_SECONDS)} at thirty times. {_above(times)} {_meanwhile(paces)}"
    )
    return Section("Pages", text, ("page", "p50", "p95", "n"), rows)


def _meanwhile(paces: list[float]) -> str:
    """How fast the machine was."""
    least, most, middle = (milliseconds(each) for each in (min(paces), max(paces), statistics.median(paces)))
    return (
        f"Meanwhile a million additions in plain Python took {least} to {most}, {middle} at the median: the machine is "
        "shared."
    )


def _above(times: dict[tuple[int, str], Times]) -> str:
    """Which pages take longer than they may."""
    slow = [
        (scale, what)
        for (scale, what), each in times.items()
        if each.percentile(95) > TARGETS_SECONDS.get(scale, TARGET_SECONDS)
    ]
    warm = "; ".join(f"× {scale} {what}" for scale, what in slow if not what.endswith(_COLD))
    cold = "; ".join(f"× {scale} {what}" for scale, what in slow if what.endswith(_COLD))
    return f"Above it at p95: {warm or 'none'}. Of the cold ones: {cold or 'none'}."


def _cold(file: Path) -> dict[str, list[float]]:
    """New questions to a server that does not work ahead."""
    times = _time_pages(file, work_ahead=False)
    return {
        what.replace(pages.NEW, _COLD): seconds for what, seconds in times.items() if not what.endswith(pages.AGAIN)
    }


def _time_pages(file: Path, work_ahead: bool) -> dict[str, list[float]]:
    """In a process of its own, because settings are read once in each."""
    environment = os.environ | {
        "DUIBIAO_WAREHOUSE": str(file.resolve()),
        "DUIBIAO_WORK_AHEAD": str(work_ahead).lower(),
        "PYTHONPATH": str(house()),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.pages"], env=environment, cwd=house(), check=True, capture_output=True, text=True
    )
    times: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return times
