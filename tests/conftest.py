"""What all tests share."""

import os
import pickle
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import polars as pl
import pytest
from hypothesis import settings

from duibiao.charts import canvas
from duibiao.demo import DemoManifest, generate, load_files
from duibiao.warehouse import Warehouse

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

canvas.CHECKED = True
os.environ["DUIBIAO_WORK_AHEAD"] = "false"


def _refuse(_frame: pl.DataFrame, *_options: object, **_more: object) -> None:
    raise AssertionError("to_pandas waits for polars with Python's lock held; see duibiao.ui.frames")


pl.DataFrame.to_pandas = _refuse
"""Streamlit calls it of any frame that it is handed, where no reading of our source would find it."""

T = TypeVar("T")
LONGEST_SECONDS = 600


SLOW_FIRST = (
    "test_crash.py",
    "test_accessibility.py",
    "test_pages.py",
    "test_meeting.py",
    "test_ledger.py",
    "test_large_downloads.py",
    "test_madrid.py",
    "test_two_writers.py",
)
"""Files that take long begin first, so that at the end no process waits for another."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: SLOW_FIRST.index(item.path.name) if item.path.name in SLOW_FIRST else len(SLOW_FIRST))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all processes of one run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def demo_manifest(shared_folder: Path) -> DemoManifest:
    """The files of the synthetic district as a bureau would send them, written once; nobody may change them."""
    return once(shared_folder / "demo", lambda folder: generate(folder / "files"))


@pytest.fixture(scope="session")
def demo_warehouse(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory, demo_manifest: DemoManifest) -> Path:
    """A warehouse with the demo in it, made once, copied for each process; read it, or copy it again to write."""

    def load(folder: Path) -> Path:
        path = folder / "demo.duckdb"
        with Warehouse.open(path) as warehouse:
            load_files(warehouse, demo_manifest)
        return path

    made = once(shared_folder / "demo_warehouse", load)
    return shutil.copy(made, tmp_path_factory.mktemp("demo") / "demo.duckdb")


def once(folder: Path, make: Callable[[Path], T]) -> T:
    """What the first process of a run makes in the folder; the others wait for it."""
    made = folder / "made.pickle"
    try:
        folder.mkdir()
    except FileExistsError:
        wait_for(made)
        found: T = pickle.loads(made.read_bytes())
        return found
    result = make(folder)
    unfinished = folder / "unfinished"
    unfinished.write_bytes(pickle.dumps(result))
    unfinished.rename(made)
    return result


def wait_for(file: Path) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while not file.exists():
        assert time.monotonic() < until, f"Nobody made {file}"
        time.sleep(0.2)
