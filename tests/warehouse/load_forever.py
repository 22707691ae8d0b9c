"""Load files into a warehouse, over and over, until somebody kills the process: `load_forever.py WAREHOUSE FILE…`."""

import itertools
import sys
from pathlib import Path

from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse

with Warehouse.open(Path(sys.argv[1])) as warehouse:
    for name in itertools.cycle(sys.argv[2:]):
        sys.stdout.write(f"loading {name}\n")
        sys.stdout.flush()
        load_file(warehouse, "execution", Path(name))
