"""What all tests share."""

from pathlib import Path

import pytest

from duibiao.demo.generate import load_demo
from duibiao.warehouse import Warehouse


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with the demo in it, made once; open it read-only, or copy it to write."""
    folder = tmp_path_factory.mktemp("demo")
    path = folder / "demo.duckdb"
    with Warehouse.open(path) as warehouse:
        load_demo(warehouse, folder / "files")
    return path
