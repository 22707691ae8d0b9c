"""Accepting, undoing and redoing batches: statements on a cursor inside a transaction that the warehouse holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

import duckdb
import polars as pl

from duibiao.errors import ChangedMeanwhileError, WarehouseError
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.schema.extract import Extract
from duibiao.warehouse import lines
from duibiao.warehouse.queries import marts, statement

NOBODY = "*"
"""The scope_org of lists that belong to no organisation."""

Progress = Callable[[float, str], None]
"""Told what is done (0 to 1) and what is being done now."""


@dataclass(frozen=True)
class NewBatch:
    """Rows ready to be accepted.

    `rows` has `row_number`, `scope_org`, `scope_period` and columns of the extract; `rejections` has `row_number`,
    `reason` (JSON), `original`. With `whole` the file lists every organisation: one that it leaves out has nothing.
    """

    extract: str
    rows: pl.DataFrame
    rejections: pl.DataFrame
    file_name: str
    file_sha256: str
    whole: bool = False
    mends: int | None = None
    """The batch whose rejected rows these are, mended: they are added to it and replace nothing."""
    mapping: str | None = None
    currency: str = "CNY"
    synthetic: bool = False
    accepted_by: str = ""
    control_totals: str = "[]"
    notes: tuple[str | dict[str, object], ...] = ()
    """How the file was read: codes with their values, worded when they are read; sentences are shown as they are."""
    findings: pl.DataFrame | None = None
    """What was found in the file: position, severity, code, message, n_cases, examples (JSON), mend, facts (JSON)."""
    typed_total: Decimal | None = None
    acknowledged_by: str | None = None
    """Who accepted although there were warnings; None where there was nothing to acknowledge."""
    profile: str | None = None
    """The mapping as it was used, as JSON."""
    header: str | None = None
    """How the file is laid out, as JSON: names of its columns, unit, period."""

    @cached_property
    def scopes(self) -> pl.DataFrame:
        """What the rows cover: scope_org, scope_period, n_rows."""
        return self.rows.group_by("scope_org", "scope_period").agg(pl.len().cast(pl.Int64).alias("n_rows"))


@dataclass(frozen=True)
class AcceptedBatch:
    """What became of a batch: its number, its scope, the batches it replaced in all or part of it.

    `scope` has `scope_org`, `scope_period`, `n_rows`.
    """

    batch_id: int
    scope: pl.DataFrame
    replaced: tuple[int, ...]


def insert(
    cursor: duckdb.DuckDBPyConnection,
    batch: NewBatch,
    expected: pl.DataFrame | None,
    progress: Progress,
    *,
    in_bulk: bool = False,
) -> AcceptedBatch:
    """Append the batch and bring live scopes and marts up to date; `in_bulk` without the marts that can wait.

    Raises WarehouseError for a second currency, for mended rows that cannot be added to their batch, and
    ChangedMeanwhileError when the scopes are no longer read from the batches that `expected` says.
    """
    extract = extract_named(batch.extract)
    if expected is not None and not standing(cursor, batch).equals(expected):
        raise ChangedMeanwhileError(
            _("Somebody has changed the same organisations and periods since {file} was examined").format(
                file=batch.file_name
            ),
            _("Examine the file again: what it changes may be different now."),
        )
    batch = replace(batch, mends=check(cursor, batch))
    batch_id = _next_batch(cursor)
    progress(0.1, _("Writing rows"))
    _insert_rows(cursor, batch_id, batch)
    progress(0.5, _("Replacing what was there"))
    _insert_scope(cursor, batch_id, batch)
    cursor.execute(statement("batches/touch_scope"), {"batch_id": batch_id})
    held = _holders(cursor, batch_id)
    _record(cursor, batch_id, "accepted", batch.accepted_by)
    if batch.mends is not None:
        _settle(cursor)
    else:
        _own(cursor, batch_id, anew=bool(held))
    still = _holders(cursor, batch_id)
    replaced = tuple(number for number in held if number not in still)
    _insert_batch(cursor, batch_id, batch, replaced)
    progress(0.7, _("Preparing the pages"))
    _refresh_marts(cursor, extract, fresh=not held, in_bulk=in_bulk)
    scope: pl.DataFrame = cursor.sql(statement("batches/scope_of_batch"), params={"batch_id": batch_id}).pl()
    return AcceptedBatch(batch_id, scope, replaced)


def check(cursor: duckdb.DuckDBPyConnection, batch: NewBatch) -> int | None:
    """The batch that mended rows belong to, None for other rows; raises WarehouseError where it cannot be accepted."""
    _check_currency(cursor, batch)
    return None if batch.mends is None else _mended(cursor, batch, batch.mends)


def standing(cursor: duckdb.DuckDBPyConnection, batch: NewBatch) -> pl.DataFrame:
    """What the batch would touch: scope_org, scope_period, n_rows (of the batch), batch_id (from which it is read now).

    A scope that nothing is read from has one row without batch_id; one with mended rows has a row for each batch.
    """
    cursor.register("incoming", batch.scopes)
    values = {"extract": batch.extract, "mapping": batch.mapping, "whole": batch.whole and batch.mends is None}
    frame: pl.DataFrame = cursor.sql(statement("batches/standing_scopes"), params=values).pl()
    cursor.unregister("incoming")
    return frame


def turn(cursor: duckdb.DuckDBPyConnection, batch_id: int, event: str, by: str) -> None:
    """Undo or redo a batch; raises WarehouseError when it does not exist or already is so."""
    found = cursor.execute(statement("batches/batch_state"), {"batch_id": batch_id}).fetchone()
    if found is None:
        raise WarehouseError(_("There is no batch {batch}").format(batch=batch_id), _("`duibiao batches` lists them."))
    name, last, _live, _mends = found
    if (last == "undone") == (event == "undone"):
        words = {"accepted": _("accepted"), "undone": _("undone"), "redone": _("redone")}
        raise WarehouseError(
            _("Batch {batch} is already {last}").format(batch=batch_id, last=words[last]),
            _("The ledger, or `duibiao batches`, shows the state of each."),
        )
    cursor.execute(statement("batches/touch_scope"), {"batch_id": batch_id})
    _record(cursor, batch_id, event, by)
    _settle(cursor)
    _refresh_marts(cursor, extract_named(name))


def _holders(cursor: duckdb.DuckDBPyConnection, batch_id: int) -> tuple[int, ...]:
    """The other batches that the touched scopes are read from now."""
    held = cursor.execute(statement("batches/held_before"), {"batch_id": batch_id}).fetchall()
    return tuple(int(number) for (number,) in held)


def _check_currency(cursor: duckdb.DuckDBPyConnection, batch: NewBatch) -> None:
    """Amounts of two currencies would be added up, so a warehouse holds one."""
    with_money = [extract.name for extract in EXTRACTS.values() if extract.money]
    values = {"currency": batch.currency, "extracts": with_money}
    other = (
        cursor.execute(statement("batches/other_currency"), values).fetchone() if batch.extract in with_money else None
    )
    if other:
        raise WarehouseError(
            _("The file is in {currency}, the warehouse holds {other}: their amounts cannot be added up").format(
                currency=batch.currency, other=other[0]
            ),
            _("Load it into a warehouse of its own, with --warehouse."),
        )


def _mended(cursor: duckdb.DuckDBPyConnection, batch: NewBatch, mends: int) -> int:
    """The batch that mended rows belong to; raises WarehouseError when they cannot be added to it."""
    found = cursor.execute(statement("batches/batch_state"), {"batch_id": mends}).fetchone()
    if found and found[3] is not None:
        return _mended(cursor, batch, int(found[3]))
    if found is None or found[0] != batch.extract or not found[2]:
        raise WarehouseError(
            _("These are mended rows of batch {batch}, from which no {extract} is read: undone, or replaced").format(
                batch=mends, extract=batch.extract
            ),
            _("`duibiao batches` shows the batches. Load the whole file again instead."),
        )
    twice = cursor.execute(statement("batches/mended_before"), {"mends": mends, "sha256": batch.file_sha256}).fetchone()
    if twice:
        raise WarehouseError(
            _("These mended rows were loaded already, as batch {batch}").format(batch=twice[0]),
            _("There is nothing to do."),
        )
    _check_keys(cursor, batch, mends)
    return mends


def _check_keys(cursor: duckdb.DuckDBPyConnection, batch: NewBatch, mends: int) -> None:
    """Where a key must be unique, mended rows may not repeat one of the batch they are added to.

    Nor may lines of documents; where the file does not number them, a line that says the same is the same.
    """
    extract = extract_named(batch.extract)
    if not (extract.unique or extract.line):
        return
    told = [name for name in extract.by_name if name in batch.rows.columns]
    key = told if extract.line and extract.line not in told else [name for name in extract.key if name in told]
    same = " and ".join(f"r.{name} is not distinct from i.{name}" for name in key)
    cursor.register("incoming", batch.rows)
    row = cursor.execute(
        f"select count(*) from incoming as i semi join {extract.name} as r on {same} "
        "and r.batch_id in (select batch_id from batch where batch_id = $mends or mends = $mends)",
        {"mends": mends},
    ).fetchone()
    if row and row[0]:
        raise WarehouseError(
            _("{n} of the mended rows have the key of a row that batch {batch} already has").format(
                n=row[0], batch=mends
            ),
            _("Take those rows out of the file, or correct their key."),
        )


def _own(cursor: duckdb.DuckDBPyConnection, batch_id: int, anew: bool) -> None:
    """A new batch is the newest of its scopes."""
    if anew:
        cursor.execute(statement("batches/forget_live"))
    cursor.execute(statement("batches/live_now"), {"batch_id": batch_id})


def _settle(cursor: duckdb.DuckDBPyConnection) -> None:
    """Derive the touched live scopes anew from all that happened."""
    cursor.execute(statement("batches/forget_live"))
    cursor.execute(
        f"insert into live_scope select s.* from ({statement('batches/standing_at')}) as s "
        "semi join touched_scope using (extract, scope_org, scope_period)",
        {"moment": datetime.max},
    )


def _next_batch(cursor: duckdb.DuckDBPyConnection) -> int:
    ((number,),) = cursor.execute(statement("batches/next_batch")).fetchall()
    return int(number)


def _insert_batch(cursor: duckdb.DuckDBPyConnection, batch_id: int, batch: NewBatch, replaced: tuple[int, ...]) -> None:
    values = {
        "batch_id": batch_id,
        "extract": batch.extract,
        "mends": batch.mends,
        "file_name": batch.file_name,
        "sha256": batch.file_sha256,
        "mapping": batch.mapping,
        "currency": batch.currency,
        "synthetic": batch.synthetic,
        "n_accepted": batch.rows.height,
        "n_rejected": batch.rejections.height,
        "control_totals": batch.control_totals,
        "notes": json.dumps(batch.notes, ensure_ascii=False),
        "typed_total_yuan": batch.typed_total,
        "acknowledged_by": batch.acknowledged_by,
        "profile": batch.profile,
        "header": batch.header,
        "replaced": json.dumps(replaced),
    }
    cursor.execute(statement("batches/insert_batch"), values)
    if batch.findings is not None and batch.findings.height:
        sentences = {} if "facts" in batch.findings.columns else {"facts": pl.lit(None, dtype=pl.String)}
        cursor.register("found", batch.findings.with_columns(**sentences))
        cursor.execute(statement("batches/insert_findings"), {"batch_id": batch_id})


def _insert_rows(cursor: duckdb.DuckDBPyConnection, batch_id: int, batch: NewBatch) -> None:
    extract, columns = extract_named(batch.extract), batch.rows.columns
    source, values = "incoming", {"batch_id": batch_id}
    if extract.line and set(extract.document) <= set(columns):
        source = lines.numbered(extract, columns, mends=batch.mends is not None)
        columns = list(dict.fromkeys((*columns, extract.line)))
        values |= {"mends": batch.mends} if batch.mends is not None else {}
    names = ", ".join(columns)
    cursor.register("incoming", batch.rows)
    cursor.execute(
        f"insert into row_{batch.extract} (batch_id, {names}) select $batch_id, {names} from {source}", values
    )
    if not batch.rejections.is_empty():
        cursor.register("set_aside", batch.rejections)
        cursor.execute(statement("batches/insert_rejections"), {"batch_id": batch_id})


def _insert_scope(cursor: duckdb.DuckDBPyConnection, batch_id: int, batch: NewBatch) -> None:
    values = {"batch_id": batch_id, "extract": batch.extract}
    cursor.register("incoming", batch.scopes)
    cursor.execute(statement("batches/insert_scope"), values | {"mends": batch.mends})
    if batch.whole and batch.mends is None:
        cursor.execute(statement("batches/insert_left_out"), values | {"mapping": batch.mapping})


def _record(cursor: duckdb.DuckDBPyConnection, batch_id: int, event: str, by: str) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    values = {"batch_id": batch_id, "event": event, "happened_at": now, "happened_by": by}
    cursor.execute(statement("batches/insert_event"), values)


def _refresh_marts(
    cursor: duckdb.DuckDBPyConnection, extract: Extract, fresh: bool = False, in_bulk: bool = False
) -> None:
    """Bring the marts over the extract up to date, for the touched scopes or whole; `fresh` scopes have nothing yet."""
    affected = [mart for mart in marts() if extract.name in mart.refreshed_by and not (in_bulk and mart.can_wait)]
    if affected:
        cursor.execute(statement(f"batches/{'touch_same_periods' if extract.period else 'touch_all_periods'}"))
    for mart in affected:
        if mart.whole:
            cursor.execute(f"delete from {mart.table}")
        elif not (fresh and extract.period):
            in_scope = "(scope_org, scope_period) in (select (scope_org, scope_period) from touched)"
            cursor.execute(f"delete from {mart.table} where {in_scope}")
        cursor.execute(f"insert into {mart.table} by name {mart.sql}")
