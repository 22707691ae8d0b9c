import os
import shutil
from pathlib import Path

import pytest
from dashboards import dashboard, windows
from playwright.sync_api import sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium_path():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        message = "No Chromium found: install the package chromium (or chromium-browser), or run `make browser`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def server(demo_warehouse, tmp_path_factory):
    """The dashboard that all tests read which change nothing in it."""
    with dashboard(demo_warehouse, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def own_server(demo_warehouse, tmp_path):
    """A dashboard for one test, which may load into it."""
    with dashboard(demo_warehouse, tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def chromium(chromium_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, server):
    """Open an address of the dashboard in a window of its own; at the end nothing has left this machine."""
    with windows(chromium, server) as open_address:
        yield open_address


@pytest.fixture
def visit_own(chromium, own_server):
    """The same with a dashboard that belongs to the test."""
    with windows(chromium, own_server) as open_address:
        yield open_address
