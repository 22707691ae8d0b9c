"""What all tests share."""

from pathlib import Path

import pytest

from duibiao.demo import DemoManifest, generate, load_files
from duibiao.warehouse import Warehouse


@pytest.fixture(scope="session")
def demo_manifest(tmp_path_factory: pytest.TempPathFactory) -> DemoManifest:
    """The files of the synthetic district as a bureau would send them, written once; nobody may change them."""
    return generate(tmp_path_factory.mktemp("demo") / "files")


@pytest.fixture(scope="session")
def demo_warehouse(demo_manifest: DemoManifest) -> Path:
    """A warehouse with the demo in it, made once; open it read-only, or copy it to write."""
    path = demo_manifest.folder.parent / "demo.duckdb"
    with Warehouse.open(path) as warehouse:
        load_files(warehouse, demo_manifest)
    return path
