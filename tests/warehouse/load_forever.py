"""Load files into a warehouse, over and over, until somebody kills the process: `load_forever.py WAREHOUSE FILE…`."""

import itertools
import sys
from pathlib import Path

from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse

with Warehouse.open(Path(sys.argv[1])) as warehouse:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for name in itertools.cycle(sys.argv[2:]):
        load_file(warehouse, "execution", Path(name))
