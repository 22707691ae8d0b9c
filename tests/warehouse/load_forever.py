"""Loading files into a warehouse, over and over, until somebody kills the process."""

import itertools
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
