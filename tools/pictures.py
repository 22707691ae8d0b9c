"""`make pictures`: every page of the demo in both languages, as docs/pictures/<page>_<language>.png, and their list."""

import io
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench.browser import FLAGS, chromium_path
from bench.serving import served
from duibiao import language
from duibiao.demo import load_demo
from duibiao.settings import house
from duibiao.ui import navigation
from duibiao.warehouse import Warehouse

FOLDER = house() / "docs" / "pictures"
WIDTH, HEIGHT = 1440, 900
COLOURS = 256
"""So many are enough for calm pages, and keep the folder small."""

ASKED = {
    "compare": "item=CY0101&year=2025",
    "trend": "item=CY0101&year=2025&org=310118107",
    "why": "item=CY0101&year=2025&org=310118107&against=y2023",
    "heat": "year=2025",
    "service": "item=CY0102&year=2025",
    "checks": "year=2025",
    "briefing": "briefing=1",
    "present": "briefing=1",
}
"""Of pages whose first view tells little."""

COLLECTED = ("compare?item=CY0101&year=2025", "stuck", "city")
"""What stands on the briefing that is shown."""

_QUIET = """() => !document.querySelector(
    '[data-testid="stApp"][data-test-script-state="running"], [data-stale="true"], [data-testid="stSpinner"],'
    + ' [data-testid="stSkeleton"]'
)"""


def main() -> int:
    """Build the demo, serve it, take the pictures; those of pages that are no more go."""
    chromium = chromium_path()
    if chromium is None:
        sys.stderr.write("No Chromium found: `make browser` installs it\n")
        return 1
    with TemporaryDirectory() as folder:
        file = Path(folder) / "demo.duckdb"
        with Warehouse.open(file) as warehouse:
            load_demo(warehouse, Path(folder) / "files")
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        with served(file) as server:
            _take(chromium, server.address)
    (FOLDER / "README.md").write_text(_listed(), encoding="utf-8")
    return 0


def _take(chromium: str, address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", color_scheme="light")
        for path in COLLECTED:
            page.goto(f"{address}/{path}")
            _wait(page)
            _collect(page)
        for spoken in language.LANGUAGES:
            for entry in _entries():
                query = f"lang={spoken}&{ASKED.get(entry.address, '')}".rstrip("&")
                page.goto(f"{address}/{'' if entry.default else entry.address}?{query}")
                _wait(page)
                _write(page.screenshot(), FOLDER / f"{entry.address}_{spoken}.png")
        browser.close()


def _collect(page: Page) -> None:
    """Put the page on the briefing worked on last, the first one on a new one."""
    page.locator(".st-key-collect button").first.click()
    name = page.locator(".st-key-signed_collect input")
    name.fill("李华")
    name.press("Tab")
    page.locator(".st-key-collect_add button").click()
    page.locator(".st-key-collect_add").wait_for(state="detached")


def _wait(page: Page) -> None:
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_function(_QUIET, timeout=60_000)
    page.wait_for_timeout(1_500)


def _write(picture: bytes, file: Path) -> None:
    """With few colours, none of them scattered: sharp text in a small file."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(file, optimize=True)


def _entries() -> list[navigation.Entry]:
    return [entry for section in navigation.entries().values() for entry in section]


def _listed() -> str:
    """The pictures under each other, both languages side by side."""
    language.use("en")
    rows = [
        f"| {entry.address} | "
        + " | ".join(f"![{entry.title}]({entry.address}_{each}.png)" for each in language.LANGUAGES)
        for entry in _entries()
    ]
    head = f"| page | {' | '.join(language.LANGUAGES.values())} |\n| --- {'| --- ' * len(language.LANGUAGES)}|"
    words = (
        "The demo, 1440 × 900, by `make pictures`; names and codes of organisations are real, amounts are simulated."
    )
    return "\n".join(["# Pictures of every page", "", words, "", head, *[f"{row} |" for row in rows], ""])


if __name__ == "__main__":
    raise SystemExit(main())
