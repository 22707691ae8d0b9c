import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser_window import settle
from playwright.sync_api import sync_playwright

from duibiao.settings import house

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = ("localhost", "127.0.0.1")


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


@contextmanager
def dashboard(demo_warehouse, folder):
    """The dashboard on a free port with its own copy of the demo, in that folder; the address of it."""
    shutil.copy(demo_warehouse, folder / "demo.duckdb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DUIBIAO_WAREHOUSE": str(folder / "demo.duckdb"), "DUIBIAO_LANGUAGE": "zh_CN"}
    command = [sys.executable, "-m", "duibiao.ui.server", f"--server.port={port}"]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=house(), env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


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


@contextmanager
def windows(chromium, server):
    requested = []
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True, locale="zh-CN")

    def open_address(path):
        page = context.new_page()
        page.on("request", lambda request: requested.append(request.url))
        page.goto(f"{server}{path}")
        settle(page)
        return page

    yield open_address
    context.close()
    local = ("http", "ws")
    assert [url for url in requested if url.startswith(local) and url.split("/")[2].split(":")[0] not in HERE] == []


def wait_for(address, process):
    for _attempt in range(200):
        if process.poll() is not None:
            raise AssertionError(f"The server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The server did not answer within 20 seconds")
