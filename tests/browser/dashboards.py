"""A dashboard of its own on a free port, and windows in which it is looked at."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from browser_window import settle

from duibiao.settings import house

HERE = ("localhost", "127.0.0.1")


@contextmanager
def dashboard(demo_warehouse, folder, work_ahead=False):
    """The dashboard on a free port with its own copy of the demo, in that folder; the address of it.

    At the end it stops when it is asked to, and its log tells of no failure.
    """
    shutil.copy(demo_warehouse, folder / "demo.duckdb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DUIBIAO_WAREHOUSE": str(folder / "demo.duckdb"), "DUIBIAO_LANGUAGE": "zh_CN"}
    environment["DUIBIAO_WORK_AHEAD"] = str(work_ahead).lower()
    command = [sys.executable, "-m", "duibiao.ui.server", f"--server.port={port}"]
    with (folder / "log.txt").open("w") as log:
        process = subprocess.Popen(command, cwd=house(), env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)
    assert process.returncode in {0, -signal.SIGTERM}
    assert "Traceback" not in (folder / "log.txt").read_text(encoding="utf-8")


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
