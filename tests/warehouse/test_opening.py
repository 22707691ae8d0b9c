"""Opening the file: made when missing, brought forward when old, refused with a reason when it is something else."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from small import batch, line

from duibiao.errors import WarehouseError
from duibiao.ingest.findings import findings_of
from duibiao.ingest.note import notes_of
from duibiao.ingest.reason import worded
from duibiao.settings import house
from duibiao.warehouse import Warehouse
from duibiao.warehouse.queries import Mart, marts


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.duckdb"


def made(path: Path) -> Path:
    with Warehouse.open(path) as warehouse:
        warehouse.accept(batch("execution", [line("1", 10, project_name="甲"), line("2", 20)]))
    return path


def paid(path: Path, read_only: bool = False) -> list[object]:
    with Warehouse.open(path, read_only) as warehouse:
        return warehouse.read("execution_by_org", year=2026)["paid_yuan"].to_list()


def test_a_missing_warehouse_is_made_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "new.duckdb"
    with Warehouse.open(path) as warehouse:
        assert warehouse.read("years").is_empty()
    assert path.exists()


def test_what_was_accepted_is_there_after_reopening(path: Path) -> None:
    assert paid(made(path)) == [10, 20]


def test_a_missing_warehouse_cannot_be_read(path: Path) -> None:
    with pytest.raises(WarehouseError) as wrong:
        Warehouse.open(path, read_only=True)
    assert "duibiao demo" in wrong.value.hint
    assert not path.exists()


def test_a_warehouse_that_is_only_read_cannot_be_written(path: Path) -> None:
    made(path)
    with Warehouse.open(path, read_only=True) as warehouse, pytest.raises(duckdb.InvalidInputException):
        warehouse.accept(batch("execution", [line("1", 11)]))
    assert paid(path, read_only=True) == [10, 20]


def test_the_past_can_be_read_in_a_warehouse_that_is_only_read(path: Path) -> None:
    made(path)
    with Warehouse.open(path, read_only=True) as warehouse:
        moment = warehouse.read("batches")["accepted_at"][0]
        assert warehouse.read("execution_by_org", as_of=moment, year=2026)["paid_yuan"].to_list() == [10, 20]


def test_several_may_read_at_once(path: Path) -> None:
    made(path)
    with Warehouse.open(path, read_only=True) as one, Warehouse.open(path, read_only=True) as other:
        moment = one.read("batches")["accepted_at"][0]
        assert one.read("orgs", as_of=moment, year=2026).equals(other.read("orgs", as_of=moment, year=2026))


def test_an_open_warehouse_reads_and_writes_no_other_file_and_loads_no_extension(path: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n")
    made(path)
    with Warehouse.open(path) as warehouse:
        cursor = warehouse._connection.cursor()
        for attack in (
            f"select * from read_csv('{outside}')",
            f"copy (select 1) to '{tmp_path / 'out.csv'}'",
            f"attach '{tmp_path / 'other.duckdb'}' as other",
            "install httpfs",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                cursor.execute(attack)


def test_a_newer_schema_is_refused(path: Path) -> None:
    made(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into schema_step values (99)")
    for read_only in (True, False):
        with pytest.raises(WarehouseError) as wrong:
            Warehouse.open(path, read_only)
        assert "99" in wrong.value.message


def test_another_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table mine as select 1 as a")
    for read_only in (True, False):
        with pytest.raises(WarehouseError):
            Warehouse.open(path, read_only)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select table_name from duckdb_tables()").fetchall() == [("mine",)]


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_text("年度,月份\n" * 1000)
    for read_only in (True, False):
        with pytest.raises(WarehouseError):
            Warehouse.open(path, read_only)


def test_a_warehouse_held_by_another_process_is_refused_and_the_message_names_it(path: Path) -> None:
    made(path)
    code = f"import duckdb, sys; held = duckdb.connect({str(path)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(WarehouseError) as wrong:
            Warehouse.open(path)
        assert str(holder.pid) in wrong.value.message
        assert "python" in wrong.value.message
        holder.stdin.close()
    assert paid(path) == [10, 20]


def older(path: Path) -> Path:
    """A warehouse as a version with two schema steps left it: a column fewer, a mart of another definition."""
    steps = sorted((house() / "queries" / "schema").glob("*.sql"))[:2]
    with duckdb.connect(str(path)) as connection:
        for number, step in enumerate(steps, 1):
            connection.execute(step.read_text(encoding="utf-8"))
            connection.execute("insert into schema_step values (?)", [number])
        connection.execute(
            """
            create table row_execution (
                batch_id integer not null, row_number bigint not null, scope_org varchar not null,
                scope_period varchar not null, year smallint, month tinyint, org_code varchar,
                current_yuan decimal(18, 2), paid_yuan decimal(18, 2)
            );
            insert into row_execution values (1, 2, '1', '2026-08', 2026, 8, '1', 40, 10);
            insert into batch (
                extract, file_name, sha256, currency, synthetic, n_accepted, n_rejected, control_totals, notes
            ) values ('execution', 'old.csv', '', 'CNY', false, 1, 0, '[]', '[]');
            insert into batch_event (batch_id, event, happened_at, happened_by)
            values (1, 'accepted', timestamp '2025-01-01 00:00:00', 'somebody');
            insert into batch_scope (batch_id, extract, scope_org, scope_period, n_rows)
            values (1, 'execution', '1', '2026-08', 1);
            insert into live_scope values ('execution', '1', '2026-08', 1);
            create table mart_execution_month as select 'another definition' as scope_org;
            insert into mart_built values ('execution_month', 'fingerprint of another definition');
            """
        )
    return path


def test_an_older_warehouse_is_brought_forward_with_all_that_it_holds(path: Path) -> None:
    with Warehouse.open(older(path)) as warehouse:
        answer = warehouse.read("execution_by_org", year=2026).to_dicts()[0]
        assert (answer["org_code"], answer["approved_yuan"], answer["current_yuan"]) == ("1", None, 40)
        assert (answer["paid_yuan"], answer["execution_rate"]) == (10, 0.25)
        warehouse.accept(batch("execution", [line("1", 11, project_name="甲")]))
        assert warehouse.read("execution_by_org", year=2026)["paid_yuan"].to_list() == [11]
        warehouse.undo(2)
        assert warehouse.read("execution_by_org", year=2026)["paid_yuan"].to_list() == [10]


def test_what_an_older_warehouse_says_of_its_batches_is_shown_as_it_was(path: Path) -> None:
    """Findings, reasons and notes were sentences until they became values."""
    with duckdb.connect(str(path)) as connection:
        for number, step in enumerate(sorted((house() / "queries" / "schema").glob("*.sql"))[:10], 1):
            connection.execute(step.read_text(encoding="utf-8"))
            connection.execute("insert into schema_step values (?)", [number])
        connection.execute(
            """
            insert into batch (
                extract, file_name, sha256, currency, synthetic, n_accepted, n_rejected, control_totals, notes
            ) values ('execution', 'old.csv', '', 'CNY', false, 1, 1, '[]', '["金额单位为 元"]');
            insert into batch_finding values
            (1, 1, 'warn', 'jumped', '甲镇翻番', 1, '[{"row_number":4,"cell":"F4","value":"100.00"}]', '请核实。');
            insert into rejection values (1, 7, '累计支付数：“无”不是金额', '{"c0":"3"}');
            """
        )
    with Warehouse.open(path) as warehouse:
        (found,) = findings_of(warehouse.read("batch_findings", batch=1))
        assert (found.message, found.places, found.mend) == ("甲镇翻番", (("F4", "100.00"),), "请核实。")
        assert worded(warehouse.read("rejections", batch=1))["reason"].to_list() == ["累计支付数：“无”不是金额"]
        kept = warehouse.read("batch_report", batch=1)["notes"].item()
        assert [note.message for note in notes_of(kept)] == ["金额单位为 元"]


def test_an_older_warehouse_cannot_be_only_read_and_the_message_says_what_to_do(path: Path) -> None:
    with pytest.raises(WarehouseError) as wrong:
        Warehouse.open(older(path), read_only=True)
    assert "duibiao batches" in wrong.value.hint


def test_a_migration_that_fails_leaves_the_older_warehouse(path: Path) -> None:
    older(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table function_class (something_else integer)")
    with pytest.raises(duckdb.Error):
        Warehouse.open(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select max(number) from schema_step").fetchall() == [(2,)]
        columns = connection.execute("select column_name from duckdb_columns() where table_name = 'row_execution'")
        assert len(columns.fetchall()) == 9


def test_an_empty_database_becomes_a_warehouse(path: Path) -> None:
    duckdb.connect(str(path)).close()
    assert paid(made(path)) == [10, 20]


def test_classifications_are_there_with_the_names_of_the_reference(path: Path) -> None:
    made(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("select name from function_class where code = '2120501'").fetchall()
    assert found == [("城乡社区环境卫生",)]


def test_a_warehouse_without_a_column_that_was_declared_since_says_what_to_do(tmp_path):
    path = tmp_path / "older.duckdb"
    with Warehouse.open(path):
        pass
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop view standard")
        connection.execute("alter table row_standard drop column requirement")
    with pytest.raises(WarehouseError, match=r"standard\.requirement") as failed:
        Warehouse.open(path, read_only=True)
    assert "duibiao batches" in failed.value.hint
    with Warehouse.open(path):
        pass
    with Warehouse.open(path, read_only=True) as warehouse:
        assert warehouse.read("standard_cells").is_empty()


def test_payments_of_before_lines_were_counted_are_first_lines(path: Path) -> None:
    payment = {"pay_date": date(2026, 8, 3), "voucher_no": "V1", "org_code": "1", "project_code": "P1"}
    with Warehouse.open(path) as warehouse:
        warehouse.accept(batch("payment", [payment | {"amount_yuan": 5}]))
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop view payment")
        connection.execute("alter table row_payment drop column line_no")
    with Warehouse.open(path) as warehouse:
        warehouse.accept(batch("payment", [payment | {"pay_date": date(2026, 9, 1), "amount_yuan": 7}]))
        found = warehouse.read("payments_of_org", year=2026, org="1")
        assert found.select("amount_yuan", "line_no").rows() == [(5, "1"), (7, "1")]


def test_a_mart_stands_behind_those_that_it_reads_and_is_refreshed_with_them() -> None:
    seen: dict[str, Mart] = {}
    for mart in marts():
        read = [seen[name] for name in re.findall(r"\bmart_(\w+)", mart.sql)]
        assert mart.whole or not read, f"{mart.name} is a sum over scopes"
        assert {extract for each in read for extract in each.refreshed_by} <= set(mart.refreshed_by), mart.name
        assert ("touched" in mart.sql) is not mart.whole, mart.name
        seen[mart.name] = mart
