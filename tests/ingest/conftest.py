from collections.abc import Iterator
from pathlib import Path

import pytest
from bureau import Load

from duibiao import language
from duibiao.ingest.load import LoadReport, load_file
from duibiao.warehouse import Warehouse


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Reasons and notes in the language of the source."""
    before = language.current()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(tmp_path / "small.duckdb") as opened:
        yield opened


@pytest.fixture
def load(warehouse: Warehouse, tmp_path: Path) -> Load:
    """Write a file of that name with that content, and load it."""

    def load_content(name: str, content: str | bytes, extract: str = "execution", **options: object) -> LoadReport:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_file(warehouse, extract, file, **options)

    return load_content
