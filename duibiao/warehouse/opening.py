"""Opening the file and bringing its schema forward: numbered steps, tables of the extracts, changed marts."""

import csv
import re
from pathlib import Path

import duckdb
import polars as pl

from duibiao.errors import WarehouseError
from duibiao.language import _
from duibiao.schema.catalogue import EXTRACTS
from duibiao.schema.extract import Extract
from duibiao.settings import house
from duibiao.warehouse.queries import Mart, marts, statement

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "checkpoint_threshold": "128MB",  # a load of many small batches would otherwise stop for one every few files
}


def connect(path: Path, read_only: bool) -> duckdb.DuckDBPyConnection:
    """A connection to the file; raises WarehouseError that says who holds it, or what it is instead."""
    try:
        return duckdb.connect(str(path), read_only=read_only, config=_CONFIG)
    except duckdb.Error as error:
        holder = re.search(r"held in (.+?) \(PID (\d+)\)", str(error))
        if holder is None:
            said = _("{path} cannot be opened as a warehouse: {error}").format(path=path, error=error)
            raise WarehouseError(said, _("Check the path.")) from error
        raise WarehouseError(
            _("The warehouse {path} is held by another process: {program}, number {number}").format(
                path=path, program=Path(holder[1]).name, number=holder[2]
            ),
            _("Stop that process (a running dashboard, or a load), or wait until it ends."),
        ) from error


def harden(connection: duckdb.DuckDBPyConnection) -> None:
    """No file, no network, no change of settings from here on; a file that this process has open already is so."""
    row = connection.execute("select current_setting('lock_configuration')").fetchone()
    if row and row[0]:
        return
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def check_version(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise WarehouseError unless the schema is the one this version reads."""
    version, newest = _version(connection), max(_steps())
    if version > newest:
        raise WarehouseError(
            _("The warehouse has schema {version}, this Duibiao knows up to {newest}").format(
                version=version, newest=newest
            ),
            _("Install the newer Duibiao."),
        )
    if version < newest:
        raise WarehouseError(
            _("The warehouse has schema {version}, this Duibiao needs {newest}").format(version=version, newest=newest),
            _("Run `duibiao batches` once: it opens the warehouse for writing and brings it up to date."),
        )
    if lacking := _lacking(connection):
        raise WarehouseError(
            _("The warehouse lacks columns that were declared since: {columns}").format(columns="、".join(lacking)),
            _("Run `duibiao batches` once: it opens the warehouse for writing and brings it up to date."),
        )
    if _unbuilt(connection):
        raise WarehouseError(
            _("A load of many files was cut short; the tables of the pages are not up to date"),
            _("Run `duibiao batches` once: it opens the warehouse for writing and brings it up to date."),
        )


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the schema forward in one transaction; raises WarehouseError when the file is from a newer version."""
    steps = _steps()
    version = _version(connection)
    connection.begin()
    try:
        for number in sorted(step for step in steps if step > version):
            connection.execute(steps[number].read_text(encoding="utf-8"))
            connection.execute("insert into schema_step values ($number)", {"number": number})
        there = _columns(connection)
        for extract in EXTRACTS.values():
            _declare(connection, extract, there)
        _fill_reference(connection)
        _fill_price_index(connection)
        make_views(connection, "views")
        build_changed_marts(connection)
        make_views(connection, "dimensions")
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    check_version(connection)


def live_view(view: str, table: str) -> str:
    """The statement that shows, as `view`, the rows of `table` whose scope is read from their batch."""
    return (
        f"create or replace view {view} as select r.* from {table} as r semi join live_scope as s "
        f"on s.extract = '{view}' and s.batch_id = r.batch_id "
        "and s.scope_org = r.scope_org and s.scope_period = r.scope_period"
    )


def make_views(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Define the views of `queries/<folder>`: those over rows before the marts, those over marts after them."""
    for file in sorted((house() / "queries" / folder).glob("*.sql")):
        connection.execute(f"create or replace view {file.stem} as {file.read_text(encoding='utf-8')}")


def _steps() -> dict[int, Path]:
    return {int(file.stem[:4]): file for file in sorted((house() / "queries" / "schema").glob("*.sql"))}


def _version(connection: duckdb.DuckDBPyConnection) -> int:
    tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
    if "schema_step" not in tables:
        if tables:
            raise WarehouseError(_("This DuckDB file is not a Duibiao warehouse"), _("Give another path."))
        return 0
    row = connection.execute("select coalesce(max(number), 0) from schema_step").fetchone()
    return int(row[0]) if row else 0


def _declare(connection: duckdb.DuckDBPyConnection, extract: Extract, there: frozenset[str]) -> None:
    """Make the table of the extract, or add the columns declared since, and the view of its live rows."""
    table = f"row_{extract.name}"
    if f"{table}.batch_id" not in there:
        declared = ", ".join(f"{column.name} {column.kind.storage}" for column in extract.columns)
        connection.execute(
            f"create table {table} (batch_id integer not null, row_number bigint not null, "
            f"scope_org varchar not null, scope_period varchar not null, {declared})"
        )
    else:
        for column in extract.columns:
            if f"{table}.{column.name}" not in there:
                connection.execute(f"alter table {table} add column {column.name} {column.kind.storage}")
                if column.name == extract.line:
                    _count_first_lines(connection, extract)
    connection.execute(live_view(extract.name, table))


def _count_first_lines(connection: duckdb.DuckDBPyConnection, extract: Extract) -> None:
    """Before lines were counted, a document had one row."""
    known = " and ".join(f"{name} is not null" for name in extract.document)
    connection.execute(f"update row_{extract.name} set {extract.line} = '1' where {known}")


def _columns(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """All columns that there are, as `table.column`."""
    found = connection.execute("select table_name || '.' || column_name from duckdb_columns()").fetchall()
    return frozenset(name for (name,) in found)


def _lacking(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Columns of the extracts that the tables do not have: the file was last written before they were declared."""
    there = _columns(connection)
    return [
        f"{extract.name}.{column.name}"
        for extract in EXTRACTS.values()
        for column in extract.columns
        if f"row_{extract.name}.{column.name}" not in there
    ]


def _fill_reference(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("function_class", "economic_class"):
        frame = _reference(house() / "data" / "reference" / f"{table}.csv")
        connection.register("reference_rows", frame)
        connection.execute(f"delete from {table}")
        connection.execute(f"insert into {table} (code, name, level) select code, name, level from reference_rows")
        connection.unregister("reference_rows")


def _fill_price_index(connection: duckdb.DuckDBPyConnection) -> None:
    with (house() / "data" / "reference" / "price_index.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = [
            (int(r["year"]), r["currency"], float(r["change_percent"]), r["source"]) for r in csv.DictReader(source)
        ]
    connection.execute("delete from published_price_index")
    connection.executemany("insert into published_price_index values (?, ?, ?, ?)", rows)


def _reference(file: Path) -> pl.DataFrame:
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = [(row["code"], row["name"], row["level"]) for row in csv.DictReader(source)]
    return pl.DataFrame(rows, schema=dict.fromkeys(("code", "name", "level"), pl.String), orient="row")


def leave_for_later(cursor: duckdb.DuckDBPyConnection) -> None:
    """Say of the marts that can wait that they are to be built, by `build_changed_marts` or when next opened."""
    for mart in marts():
        if mart.can_wait:
            cursor.execute("delete from mart_built where name = $name", {"name": mart.name})


def build_changed_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Build the marts whose definition is not the one that they were built by, and all whole ones with them."""
    built = _built(connection)
    changed = [mart for mart in marts() if built.get(mart.name) != mart.fingerprint]
    if not changed:
        return
    connection.execute(statement("batches/touch_everything"))
    for mart in marts():
        if mart.whole or mart in changed:
            _build(connection, mart)


def _unbuilt(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Marts that were left for later, and the program ended before."""
    built = _built(connection)
    return [mart.name for mart in marts() if mart.name not in built]


def _built(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("select name, fingerprint from mart_built").fetchall())


def _build(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    connection.execute(f"create or replace table {mart.table} as {mart.sql}")
    connection.execute("delete from mart_built where name = $name", {"name": mart.name})
    connection.execute(
        "insert into mart_built values ($name, $fingerprint)", {"name": mart.name, "fingerprint": mart.fingerprint}
    )
