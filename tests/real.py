"""The real extracts beside the checkout, read with the standard library alone: what our own reading must equal."""

import csv
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


def folder(name: str) -> Path:
    """A folder of real extracts; skips the test when there is none here, fails it where there must be one."""
    found = FOLDER / name
    if not found.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{found} is missing")
        pytest.skip("the real extracts are not beside the checkout")
    return found


def csv_rows(file: Path) -> Iterator[dict[str, str]]:
    """The rows of a Madrid file that are not blank, by stripped headers, cells stripped too."""
    lines = csv.reader(_text(file).splitlines(), delimiter=";")
    header = [name.strip() for name in next(lines)]
    for cells in lines:
        if any(cell.strip() for cell in cells):
            yield {name: cell.strip() for name, cell in zip(header, cells, strict=True) if name}


def euros(cell: str) -> Decimal:
    """An amount with a decimal comma, perhaps with dots between thousands; an empty one is nothing."""
    return Decimal(cell.replace(".", "").replace(",", ".") or 0)


def _text(file: Path) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
