"""An open warehouse: reads by name, now or as of a past moment; batches accepted and undone in transactions.

Rows are appended and never changed. A batch covers scopes (organisation × period); a scope is read from its newest
batch that is not undone. Marts are brought up to date in the transaction of the batch, for the touched scopes only.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import polars as pl
import pyarrow as pa

from duibiao.errors import UnknownReadError, WarehouseError
from duibiao.language import _
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import batches, briefings, live, opening, remembered
from duibiao.warehouse.batches import AcceptedBatch, NewBatch, Progress
from duibiao.warehouse.briefings import ActionNoted, BriefingNoted, TakenView
from duibiao.warehouse.past import PastViews
from duibiao.warehouse.queries import Scalar, read_named, statement
from duibiao.warehouse.remembered import Delay, Reduction, Remark

_ROWS_OF_A_BATCH = 50_000

_commits: Counter[Path] = Counter()
"""How often this process wrote to each file; while it has it open, nobody else writes."""


class Warehouse:
    """One file, one owner that writes. Reads may run in many threads at once; writes wait for one another."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._writing = threading.Lock()
        self._past = PastViews(connection)
        self._version = (-1, 0)
        self._in_bulk = False

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
        parameter that does not exist, a required one that is missing, or a value of another kind.
        """
        with self._asked(name, as_of, params) as found:
            frame: pl.DataFrame = found.pl()
        return frame

    def write_rows(self, path: Path, name: str, *, as_of: datetime | None = None, **params: Scalar) -> int:
        """The answer of `read`, into an Arrow file, never all of it in memory; returns the number of rows."""
        n_rows = 0
        with self._asked(name, as_of, params) as found:
            batches = found.to_arrow_reader(_ROWS_OF_A_BATCH)
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batches.schema) as out:
                for rows in batches:
                    out.write_batch(rows)
                    n_rows += rows.num_rows
        return n_rows

    @contextmanager
    def _asked(self, name: str, as_of: datetime | None, params: dict[str, Scalar]) -> Iterator[duckdb.DuckDBPyRelation]:
        """The answer to a read, before it is fetched."""
        query = read_named(name)
        arguments = query.arguments(params)
        cursor = self._connection.cursor()
        if as_of is not None:
            self._past.use(cursor, _utc(as_of))
        try:
            if query.asks_last_month and arguments["month"] is None:
                arguments["month"] = _last_month(cursor, arguments["year"])
            yield cursor.sql(query.sql, params=arguments)
        except duckdb.ConversionException as error:
            raise UnknownReadError(
                _("A parameter of {read} is not of its kind: {error}").format(
                    read=name, error=str(error).splitlines()[0]
                ),
                _("Give it as the query's first lines say."),
            ) from error
        finally:
            cursor.close()

    def data_version(self) -> int:
        """A number that changes with everything that is written: batches, names, profiles, remarks, views."""
        commits = _commits[self.path]
        if self._version[0] != commits:
            row = self._connection.cursor().execute(statement("batches/data_version")).fetchone()
            self._version = (commits, int(row[0]) if row else 0)
        return self._version[1]

    def standing(self, batch: NewBatch) -> pl.DataFrame:
        """What the batch would touch: scope_org, scope_period, n_rows, batch_id (from which it is read now, or null).

        Give it to `accept` to be sure that nothing has changed since.
        """
        with self._looking() as cursor:
            return batches.standing(cursor, batch)

    def admits(self, batch: NewBatch) -> None:
        """Raise the WarehouseError that accepting the batch would raise now: another currency, mended rows too late."""
        with self._looking() as cursor:
            batches.check(cursor, batch)

    def live_scopes(self, extract: str) -> pl.DataFrame:
        """Grain: scope that is read now × batch that it is read from: scope_org, scope_period, batch_id, n_rows."""
        with self._looking() as cursor:
            return live.scopes(cursor, extract_named(extract))

    def live_rows(self, extract: str, scopes: pl.DataFrame) -> pl.DataFrame:
        """The rows that are read now for those scopes (`scope_org`, `scope_period`), with batch_id and row_number."""
        with self._looking() as cursor:
            return live.rows(cursor, extract_named(extract), scopes)

    def live_sums(self, extract: str, scopes: pl.DataFrame) -> pl.DataFrame:
        """Grain: those of the scopes that are read now; n_rows and the sums of all columns with numbers."""
        with self._looking() as cursor:
            return live.sums(cursor, extract_named(extract), scopes)

    def same_keys(self, extract: str, rows: pl.DataFrame, scopes: pl.DataFrame) -> pl.DataFrame:
        """Rows whose key is read in a scope other than `scopes` too: row_number, other_batch, other_row, its scope."""
        with self._looking() as cursor:
            return live.same_keys(cursor, extract_named(extract), rows, scopes)

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """For a load of many batches before anybody looks: marts that only pages read are built once, at the end.

        Until then pages would show the old sums. Each batch is accepted in a transaction of its own all the same; after
        a crash the marts are built when the warehouse is next opened for writing.
        """
        with self._transaction() as cursor:
            opening.leave_for_later(cursor)
        self._in_bulk = True
        try:
            yield
        finally:
            self._in_bulk = False
            with self._transaction() as cursor:
                opening.build_changed_marts(cursor)

    def accept(
        self, batch: NewBatch, *, expected: pl.DataFrame | None = None, progress: Progress | None = None
    ) -> AcceptedBatch:
        """Append the batch and refresh the marts it touches, in one transaction.

        With `expected` (an answer of `standing`) raises ChangedMeanwhileError where the scopes changed since.
        """
        said = progress or _nobody_listens
        with self._transaction() as cursor:
            accepted = batches.insert(cursor, batch, expected, said, in_bulk=self._in_bulk)
        said(1.0, _("Done"))
        return accepted

    def undo(self, batch_id: int, by: str = "") -> None:
        """Take a batch back; what it replaced is read again. Raises WarehouseError when there is nothing to undo."""
        with self._transaction() as cursor:
            batches.turn(cursor, batch_id, "undone", by)

    def redo(self, batch_id: int, by: str = "") -> None:
        """Bring an undone batch back to its place. Raises WarehouseError when it is not undone."""
        with self._transaction() as cursor:
            batches.turn(cursor, batch_id, "redone", by)

    def confirm_name(self, kind: str, name: str, code: str | None, by: str, org: str = "") -> None:
        """Remember that a spelling means that organisation, or that project (of `org`); no code takes it back.

        `kind` is org or project. It holds from now on; batches accepted before stay as they are.
        """
        with self._transaction() as cursor:
            remembered.confirm_name(cursor, kind, org, name, code, by)

    def save_profile(self, name: str, extract: str, fingerprint: str, mapping: str | None, by: str) -> None:
        """Remember a mapping (TOML) for files with that header; the newest of a name holds, none takes it back."""
        with self._transaction() as cursor:
            remembered.save_profile(cursor, name, extract, fingerprint, mapping, by)

    def remark(self, said: Remark, by: str) -> int:
        """Keep what somebody says about a figure; returns its number. It holds from now on and survives uploads."""
        with self._transaction() as cursor:
            return remembered.remark(cursor, said, by)

    def withdraw_remark(self, remark_id: int, by: str) -> None:
        """Take a remark back; it stays on record."""
        with self._transaction() as cursor:
            remembered.withdraw_remark(cursor, remark_id, by)

    def save_view(self, name: str, page: str, address: str | None, by: str) -> None:
        """Keep a page's address under a name; the newest of a name holds, none takes it back."""
        with self._transaction() as cursor:
            remembered.save_view(cursor, name, page, address, by)

    def note_delay(self, delay: Delay, by: str) -> None:
        """Keep why a project is late, who does what until when; the newest of a project and year holds."""
        with self._transaction() as cursor:
            remembered.note_delay(cursor, delay, by)

    def note_reductions(self, reductions: Iterable[Reduction], by: str) -> None:
        """Keep by how much budgets are to be reduced, all or none; the newest of a project and year holds."""
        with self._transaction() as cursor:
            for reduction in reductions:
                remembered.note_reduction(cursor, reduction, by)

    def note_briefing(self, said: BriefingNoted, by: str) -> int:
        """Keep what a briefing is called and whether it is frozen; returns its number."""
        with self._transaction() as cursor:
            return briefings.note_briefing(cursor, said, by)

    def add_slide(self, briefing_id: int, view: TakenView, title: str, note: str, by: str) -> int:
        """Put a view at the end of a briefing; returns which slide it is. Raises WarehouseError where it is frozen."""
        with self._transaction() as cursor:
            return briefings.add_slide(cursor, briefing_id, view, title, note, by)

    def show_again(self, slide_id: int, view: TakenView, by: str) -> None:
        """Let a slide show another view. Raises WarehouseError where it is gone, or its briefing frozen."""
        with self._transaction() as cursor:
            briefings.show_again(cursor, slide_id, view, by)

    def rename_slide(self, slide_id: int, title: str, note: str, by: str) -> None:
        """Give a slide a title and a note. Raises WarehouseError where it is gone."""
        with self._transaction() as cursor:
            briefings.rename_slide(cursor, slide_id, title, note, by)

    def remove_slide(self, slide_id: int, by: str) -> None:
        """Take a slide off its briefing; what it showed stays on record."""
        with self._transaction() as cursor:
            briefings.remove_slide(cursor, slide_id, by)

    def swap_slides(self, first_id: int, second_id: int, by: str) -> None:
        """Let two slides change places."""
        with self._transaction() as cursor:
            briefings.swap_slides(cursor, first_id, second_id, by)

    def note_action(self, action: ActionNoted, by: str) -> None:
        """Keep who does what by when, as a meeting agreed."""
        with self._transaction() as cursor:
            briefings.note_action(cursor, action, by)

    def change_action(self, action_id: int, by: str, done: bool | None = None, removed: bool = False) -> None:
        """Say that an action is done or open again, or take it off."""
        with self._transaction() as cursor:
            briefings.change_action(cursor, action_id, by, done, removed)

    @contextmanager
    def _looking(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._writing:
            cursor = self._connection.cursor()
            cursor.begin()
            try:
                yield cursor
                cursor.commit()
                _commits[self.path] += 1
            except BaseException:
                cursor.rollback()
                raise
            finally:
                cursor.close()


def _nobody_listens(_done: float, _what: str) -> None:
    return None


def _last_month(cursor: duckdb.DuckDBPyConnection, year: Scalar) -> Scalar:
    found = cursor.execute(statement("batches/last_month"), {"year": year}).fetchall()
    month: int | None = found[0][0]
    return month


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
