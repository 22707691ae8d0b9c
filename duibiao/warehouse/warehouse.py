"""An open warehouse: reads by name, now or as of a past moment; batches accepted and undone in transactions.

Rows are appended and never changed. A batch covers scopes (organisation × period); a scope is read from its newest
batch that is not undone. Marts are brought up to date in the transaction of the batch, for the touched scopes only.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import polars as pl

from duibiao.errors import WarehouseError
from duibiao.language import _
from duibiao.warehouse import batches, opening
from duibiao.warehouse.batches import AcceptedBatch, NewBatch
from duibiao.warehouse.past import PastViews
from duibiao.warehouse.queries import Scalar, read_named, statement


class Warehouse:
    """One file, one owner that writes. Reads may run in many threads at once; writes wait for one another."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._writing = threading.Lock()
        self._past = PastViews(connection)

    @classmethod
    def open(cls, path: Path, read_only: bool = False) -> Self:
        """Open the warehouse at `path`; when writable, create it and bring its schema up to date first.

        Raises WarehouseError when another process holds it, when it is missing and `read_only`, or when another
        version of Duibiao is needed.
        """
        if read_only and not path.exists():
            raise WarehouseError(
                _("There is no warehouse at {path}").format(path=path),
                _("Make the demo with `duibiao demo`, or load a file with `duibiao load`."),
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = opening.connect(path, read_only)
        try:
            (opening.check_version if read_only else opening.migrate)(connection)
            opening.harden(connection)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the file; another process may then open it."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, name: str, *, as_of: datetime | None = None, **params: Scalar) -> pl.DataFrame:
        """Run `queries/reads/<name>.sql`; parameters not given are NULL.

        `as_of` answers from what stood at that moment (a naive one is UTC). Raises UnknownReadError for a name or a
        parameter that does not exist, or a required one that is missing.
        """
        query = read_named(name)
        arguments = query.arguments(params)
        cursor = self._connection.cursor()
        if as_of is not None:
            self._past.use(cursor, _utc(as_of))
        frame: pl.DataFrame = cursor.sql(query.sql, params=arguments).pl()
        cursor.close()
        return frame

    def data_version(self) -> int:
        """A number that changes whenever a batch is accepted, undone or redone."""
        row = self._connection.cursor().execute(statement("batches/data_version")).fetchone()
        return int(row[0]) if row else 0

    def accept(self, batch: NewBatch) -> AcceptedBatch:
        """Append the batch and refresh the marts it touches, in one transaction."""
        with self._transaction() as cursor:
            return batches.insert(cursor, batch)

    def undo(self, batch_id: int, by: str = "") -> None:
        """Take a batch back; what it replaced is read again. Raises WarehouseError when there is nothing to undo."""
        with self._transaction() as cursor:
            batches.turn(cursor, batch_id, "undone", by)

    def redo(self, batch_id: int, by: str = "") -> None:
        """Bring an undone batch back to its place. Raises WarehouseError when it is not undone."""
        with self._transaction() as cursor:
            batches.turn(cursor, batch_id, "redone", by)

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._writing:
            cursor = self._connection.cursor()
            cursor.begin()
            try:
                yield cursor
                cursor.commit()
            except BaseException:
                cursor.rollback()
                raise
            finally:
                cursor.close()


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
