"""From a click in a real browser to the chart drawn anew; needs Chromium."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import Section, milliseconds
from bench.serving import served
from bench.timing import Times

CLICKS = 24
TARGET_SECONDS = 1.0
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_AXIS = ".st-key-comparison_dots .infolayer .g-x2title, .st-key-comparison_dots .infolayer .g-xtitle"


def measure(warehouse: Path) -> Section:
    """One section: another measure is clicked, until the axis of the chart says it."""
    chromium = chromium_path()
    if chromium is None:
        return Section("In the browser", "Not measured: there is no Chromium here.")
    with served(warehouse) as server:
        times = Times(tuple(_clicks(chromium, server.address)))
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
