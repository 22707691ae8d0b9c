"""Many threads that look for outliers and write the cells of tables, for so many seconds; says that all came back."""

import faulthandler
import sys
import time
from collections.abc import Callable
from threading import Thread

import polars as pl

from duibiao.analysis import outliers
from duibiao.export.table import Column, Kind, Table
from duibiao.formats import MoneyUnit
from duibiao.ui import cells

THREADS_EACH = 4
LIMIT_SECONDS = 30
ROWS = 60

MEMBERS = pl.DataFrame(
    {
        "item": [f"CY{place % 6}" for place in range(ROWS)],
        "org_code": [str(310118100 + place) for place in range(ROWS)],
        "value": [1_000.0 + 7 * place for place in range(ROWS)],
        "quantity": [10.0] * ROWS,
        "standard": [1_100.0] * ROWS,
        "past": [1_000.0] * ROWS,
    }
)
TABLE = Table(
    "表",
    MEMBERS,
    (Column("org_code", "代码", Kind.CODE), Column("value", "单价", Kind.MONEY), Column("item", "事项")),
    MoneyUnit(),
    n_totals=1,
)


def main(seconds: float) -> None:
    """Whoever stands still is told where all threads stood, and the process ends with an error."""
    faulthandler.dump_traceback_later(LIMIT_SECONDS, exit=True)
    end = time.monotonic() + seconds
    works = (lambda: outliers.judged(MEMBERS, ["item"]), lambda: cells.written(TABLE.scaled(), TABLE))
    threads = [Thread(target=_repeat, args=(work, end)) for work in works * THREADS_EACH]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write("all came back\n")


def _repeat(work: Callable[[], object], end: float) -> None:
    while time.monotonic() < end:
        work()


if __name__ == "__main__":
    main(float(sys.argv[1]))
