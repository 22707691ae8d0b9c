"""The warehouse as it was: in-memory databases with the same views and marts over an earlier set of batches."""

import threading
from collections import OrderedDict
from datetime import datetime
from itertools import count

import duckdb

from duibiao.schema.catalogue import EXTRACTS
from duibiao.warehouse.opening import live_view, make_views
from duibiao.warehouse.queries import marts, statement

KEPT = 4
"""How many past moments stay computed; the one used longest ago is dropped first."""

_numbers = count(1)
"""Names are never given twice: several warehouses of one process may share a database instance."""

_UNCHANGING = (
    "batch",
    "batch_scope",
    "batch_finding",
    "rejection",
    "name_confirmed",
    "profile_saved",
    "function_class",
    "economic_class",
    "published_price_index",
    "view_saved",
)

_SAID = {"remark": "said_at", "remark_withdrawn": "withdrawn_at"}
"""Tables of which the past knows what had been said by then."""


class PastViews:
    """Points cursors at the warehouse as it was; builds each moment once and keeps the latest `KEPT`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        row = connection.execute("select current_database()").fetchone()
        self._main = f'"{row[0] if row else ""}".main'
        self._built: OrderedDict[datetime, str] = OrderedDict()
        self._building = threading.Lock()

    def use(self, cursor: duckdb.DuckDBPyConnection, moment: datetime) -> None:
        """Let unqualified names in `cursor` mean the warehouse as of `moment` (naive UTC)."""
        with self._building:
            if moment not in self._built:
                self._built[moment] = self._build(moment)
            self._built.move_to_end(moment)
            cursor.execute(f"use {self._built[moment]}")
            self._forget_oldest()

    def _build(self, moment: datetime) -> str:
        name = f"past_{next(_numbers)}"
        cursor = self._connection.cursor()
        cursor.execute(f"attach ':memory:' as {name} (read_write)")
        cursor.execute(f"use {name}")
        for table in _UNCHANGING:
            cursor.execute(f"create view {table} as select * from {self._main}.{table}")
        for table, when in _SAID.items():
            cursor.execute(
                f"create table {table} as select * from {self._main}.{table} where {when} <= $moment",
                {"moment": moment},
            )
        cursor.execute(
            f"create table batch_event as select * from {self._main}.batch_event where happened_at <= $moment",
            {"moment": moment},
        )
        cursor.execute(f"create table live_scope as {statement('batches/standing_at')}", {"moment": moment})
        for extract in EXTRACTS:
            cursor.execute(f"create view row_{extract} as select * from {self._main}.row_{extract}")
            cursor.execute(live_view(extract, f"row_{extract}"))
        make_views(cursor, "views")
        cursor.execute(statement("batches/touch_everything"))
        for mart in marts():
            cursor.execute(f"create table {mart.table} as {mart.sql}")
        make_views(cursor, "dimensions")
        cursor.close()
        return name

    def _forget_oldest(self) -> None:
        while len(self._built) > KEPT:
            _, name = self._built.popitem(last=False)
            self._connection.cursor().execute(f"detach {name}")
