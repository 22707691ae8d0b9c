"""Loading files into a warehouse until somebody kills the process."""

import itertools
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse


def load_forever(path: Path, files: Sequence[Path], told: Connection) -> None:
    """Say the name of each file before it is loaded."""
    with Warehouse.open(path) as warehouse:
        for file in itertools.cycle(files):
            told.send(file.name)
            load_file(warehouse, "execution", file)


def load_in_bulk(path: Path, files: Sequence[Path], told: Connection) -> None:
    """Say the name of each file when it is loaded; the load of them all never comes to its end."""
    with Warehouse.open(path) as warehouse, warehouse.in_bulk():
        for file in files:
            load_file(warehouse, "execution", file)
            told.send(file.name)
        time.sleep(600)
