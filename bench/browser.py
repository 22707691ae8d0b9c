"""From a click in a real browser to the chart drawn anew; needs Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import Section, milliseconds
from bench.timing import Times
from duibiao.settings import house

CLICKS = 24
TARGET_SECONDS = 1.0
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_AXIS = ".st-key-comparison_dots .infolayer .g-x2title, .st-key-comparison_dots .infolayer .g-xtitle"


def measure(warehouse: Path) -> Section:
    """One section: another measure is clicked, until the axis of the chart says it."""
    chromium = chromium_path()
    if chromium is None:
        return Section("In the browser", "Not measured: there is no Chromium here.")
    with served(warehouse) as address:
        times = Times(tuple(_clicks(chromium, address)))
    holds = "holds" if times.percentile(95) <= TARGET_SECONDS else "DOES NOT HOLD"
    text = (
        f"Chromium without a screen on the demo: from the click on another measure to the chart drawn anew. The aim is "
        f"{milliseconds(TARGET_SECONDS)} at p95; it {holds}."
    )
    row = ("comparison, another measure", *(milliseconds(times.percentile(each)) for each in (50, 95)), str(CLICKS))
    return Section("In the browser", text, ("", "p50", "p95", "n"), [row])


def chromium_path() -> str | None:
    """The program that is Chromium here."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def served(warehouse: Path) -> Iterator[str]:
    """The dashboard on a free port over that warehouse; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DUIBIAO_WAREHOUSE": str(warehouse.resolve()), "PYTHONPATH": str(house())}
    command = [sys.executable, "-m", "duibiao.ui.server", f"--server.port={port}"]
    process = subprocess.Popen(
        command, cwd=house(), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _clicks(chromium: str, address: str) -> Iterator[float]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/compare?lang=en&item=CY0101&kind=item&year=2025&measure=share")
        page.locator(_AXIS).first.wait_for(timeout=60_000)
        page.wait_for_timeout(2_000)
        labels = {"total": "Total", "per_inhabitant": "Per inhabitant", "per_unit": "Unit cost"}
        for click in range(CLICKS):
            name, label = list(labels.items())[click % len(labels)]
            began = time.perf_counter()
            page.get_by_role("radio", name=label, exact=True).click()
            page.locator(_AXIS).filter(has_text=label).first.wait_for(timeout=30_000)
            yield time.perf_counter() - began
            page.wait_for_function("v => new URLSearchParams(location.search).get('measure') === v", arg=name)
            page.wait_for_timeout(700)
        browser.close()


def _wait_for(address: str) -> None:
    for _attempt in range(200):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer within 20 seconds")
