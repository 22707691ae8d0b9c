"""The dashboard in a process of its own, to be asked as browsers ask it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from duibiao.settings import house


@dataclass(frozen=True)
class Server:
    """Where it listens on this machine, and its process."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """What a browser opens."""
        return f"http://localhost:{self.port}"

    def processor_seconds(self) -> float:
        """How long the process has computed so far, whatever else the machine did."""
        told = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mib(self) -> float:
        """How much memory the process holds now."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def served(warehouse: Path, *options: str, work_ahead: bool = True) -> Iterator[Server]:
    """The dashboard on a free port over that warehouse; `options` are those of `streamlit run`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DUIBIAO_WAREHOUSE": str(warehouse.resolve()),
        "DUIBIAO_WORK_AHEAD": str(work_ahead).lower(),
        "PYTHONPATH": str(house()),
    }
    command = [sys.executable, "-m", "duibiao.ui.server", f"--server.port={port}", *options]
    process = subprocess.Popen(
        command, cwd=house(), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://localhost:{port}/_stcore/health")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str) -> None:
    for _attempt in range(200):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not answer within 20 seconds")
