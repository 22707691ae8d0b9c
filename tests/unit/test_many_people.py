"""The server does not stand still: threads of polars never wait for Python's lock while its holder waits for them."""

import os
import subprocess
import sys
from pathlib import Path

from duibiao.settings import house

PROGRAM = Path(__file__).with_name("many_people.py")
SECONDS = "1"
LIMIT_SECONDS = 60


def test_outliers_and_tables_of_many_people_at_once_all_come_back():
    """In a process of its own, which ends itself when it stands still; with as many threads in polars as two cores."""
    run = subprocess.run(
        [sys.executable, str(PROGRAM), SECONDS],
        env=os.environ | {"POLARS_MAX_THREADS": "2", "PYTHONPATH": str(house())},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert run.stdout == "all came back\n", run.stderr
