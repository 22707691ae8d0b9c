"""Nothing is ever overwritten: what replaces, what stays, what undo brings back, what stood at a past moment."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest
from small import batch, line

from duibiao.errors import WarehouseError
from duibiao.warehouse import Warehouse

Paid = dict[tuple[int, int, str], Decimal]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.duckdb"


@pytest.fixture
def warehouse(path: Path) -> Iterator[Warehouse]:
    with Warehouse.open(path) as opened:
        yield opened


def paid(warehouse: Warehouse, as_of: datetime | None = None) -> dict[str, Decimal]:
    """What each organisation has paid by August 2026."""
    answer = warehouse.read("execution_by_org", as_of=as_of, year=2026, month=8)
    return dict(answer.select("org_code", "paid_yuan").iter_rows())


def now() -> datetime:
    return datetime.now(UTC)


def stored(path: Path, query: str) -> list[tuple[object, ...]]:
    """What is in the file, read past our own code; nobody else may hold it."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_later_batch_replaces_the_organisations_and_periods_that_it_holds(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10), line("2", 20), line("1", 5, month=7)]))
    second = warehouse.accept(batch("execution", [line("1", 11), line("3", 30)]))
    assert second.replaced == (1,)
    assert paid(warehouse) == {"1": 11, "2": 20, "3": 30}
    assert warehouse.read("execution_by_org", year=2026, month=7)["paid_yuan"].to_list() == [5]


def test_the_rows_of_a_replaced_batch_are_still_there(warehouse: Warehouse, path: Path) -> None:
    warehouse.accept(batch("execution", [line("1", 10), line("1", 15)]))
    warehouse.accept(batch("execution", [line("1", 11)]))
    warehouse.undo(2)
    warehouse.close()
    rows = stored(path, "select batch_id, paid_yuan from row_execution order by all")
    assert rows == [(1, 10), (1, 15), (2, 11)]


def test_another_extract_replaces_nothing(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10)]))
    row = {"year": 2026, "org_code": "1", "item_code": "A", "quantity": Decimal(1)}
    assert warehouse.accept(batch("workload", [row])).replaced == ()
    assert paid(warehouse) == {"1": 10}


def test_a_list_that_belongs_to_nobody_is_replaced_whole(warehouse: Warehouse) -> None:
    warehouse.accept(
        batch("service_item", [{"item_code": "A", "item_name": "a"}, {"item_code": "B", "item_name": "b"}])
    )
    warehouse.accept(batch("service_item", [{"item_code": "A", "item_name": "neu"}]))
    warehouse.accept(batch("execution", [line("1", 10, item_code="A"), line("1", 10, item_code="B")]))
    names = dict(warehouse.read("item_totals", year=2026).select("item_code", "item_name").iter_rows())
    assert names == {"A": "neu", "B": "B"}


def test_a_batch_that_lists_all_organisations_ends_those_that_it_leaves_out(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10), line("2", 20), line("2", 5, month=7)], whole=True))
    second = warehouse.accept(batch("execution", [line("1", 11)], whole=True))
    assert second.replaced == (1,)
    assert paid(warehouse) == {"1": 11}
    assert warehouse.read("execution_by_org", year=2026, month=7)["paid_yuan"].to_list() == [5]
    warehouse.undo(2)
    assert paid(warehouse) == {"1": 10, "2": 20}


def test_undo_brings_back_what_was_replaced_and_redo_takes_it_again(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10), line("2", 20)]))
    warehouse.accept(batch("execution", [line("1", 11)]))
    warehouse.undo(2)
    assert paid(warehouse) == {"1": 10, "2": 20}
    warehouse.redo(2)
    assert paid(warehouse) == {"1": 11, "2": 20}


def test_undoing_the_older_batch_leaves_the_newer_one(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10), line("2", 20)]))
    warehouse.accept(batch("execution", [line("1", 11)]))
    warehouse.undo(1)
    assert paid(warehouse) == {"1": 11}
    warehouse.undo(2)
    assert paid(warehouse) == {}
    warehouse.redo(1)
    assert paid(warehouse) == {"1": 10, "2": 20}


@pytest.mark.parametrize("turns", [("undo", "undo"), ("redo",), ("undo", "redo", "redo")])
def test_a_batch_cannot_be_turned_twice(warehouse: Warehouse, turns: tuple[str, ...]) -> None:
    warehouse.accept(batch("execution", [line("1", 10)]))
    for turn in turns[:-1]:
        getattr(warehouse, turn)(1)
    with pytest.raises(WarehouseError):
        getattr(warehouse, turns[-1])(1)


def test_a_batch_that_does_not_exist_cannot_be_undone(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError) as wrong:
        warehouse.undo(7)
    assert "7" in wrong.value.message


def test_a_past_moment_is_read_as_it_was(warehouse: Warehouse) -> None:
    moments = [now()]
    warehouse.accept(batch("execution", [line("1", 10), line("2", 20)]))
    moments.append(now())
    warehouse.accept(batch("execution", [line("1", 11)]))
    moments.append(now())
    warehouse.undo(2)
    moments.append(now())
    warehouse.undo(1)
    moments.append(now())
    warehouse.redo(2)
    assert [paid(warehouse, moment) for moment in moments] == [
        {},
        {"1": 10, "2": 20},
        {"1": 11, "2": 20},
        {"1": 10, "2": 20},
        {},
    ]
    assert paid(warehouse) == {"1": 11}
    assert paid(warehouse, now()) == {"1": 11}


def test_a_past_moment_keeps_the_names_and_the_ledger_of_its_time(warehouse: Warehouse) -> None:
    warehouse.accept(batch("org", [{"org_code": "1", "org_name": "旧名", "org_type": "town"}]))
    warehouse.accept(batch("execution", [line("1", 10)]))
    moment = now()
    warehouse.accept(batch("org", [{"org_code": "1", "org_name": "新名", "org_type": "town"}]))
    assert warehouse.read("orgs", year=2026)["org_name"].to_list() == ["新名"]
    assert warehouse.read("orgs", as_of=moment, year=2026)["org_name"].to_list() == ["旧名"]
    assert warehouse.read("batches", as_of=moment)["state"].to_list() == ["live", "live"]


def test_more_past_moments_than_are_kept_can_be_read_in_any_order(warehouse: Warehouse) -> None:
    moments = []
    for amount in range(1, 9):
        warehouse.accept(batch("execution", [line("1", amount)]))
        moments.append(now())
    for i in (0, 5, 7, 1, 0, 3, 6, 2, 4, 0, 7):
        assert paid(warehouse, moments[i]) == {"1": i + 1}


def test_the_data_version_changes_with_everything_that_happens(warehouse: Warehouse) -> None:
    versions = [warehouse.data_version()]
    warehouse.accept(batch("execution", [line("1", 10)]))
    versions.append(warehouse.data_version())
    warehouse.undo(1)
    versions.append(warehouse.data_version())
    warehouse.redo(1)
    versions.append(warehouse.data_version())
    assert versions == sorted(set(versions))


def test_a_batch_that_fails_leaves_nothing_behind(warehouse: Warehouse, path: Path) -> None:
    warehouse.accept(batch("execution", [line("1", 10)]))
    version = warehouse.data_version()
    good = batch("execution", [line("1", 11)])
    with pytest.raises(duckdb.Error):
        warehouse.accept(replace(good, rows=good.rows.with_columns(no_such_column=pl.lit(1))))
    assert warehouse.data_version() == version
    assert paid(warehouse) == {"1": 10}
    warehouse.close()
    assert stored(path, "select count(*) from row_execution") == [(1,)]


def test_projects_loaded_later_give_their_item_to_lines_loaded_before(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10, project_code="P1")]))
    assert warehouse.read("comparison_by_item", year=2026, item="A").is_empty()
    project = {"org_code": "1", "project_code": "P1", "project_name": "p", "item_code": "A"}
    warehouse.accept(batch("project", [project]))
    assert warehouse.read("comparison_by_item", year=2026, item="A")["spent_yuan"].to_list() == [10]
    warehouse.undo(2)
    assert warehouse.read("comparison_by_item", year=2026, item="A").is_empty()


@dataclass
class Model:
    """What the warehouse must say, kept in plain dictionaries: the newest standing batch of each scope."""

    batches: list[tuple[bool, Paid]] = field(default_factory=list)
    undone: set[int] = field(default_factory=set)

    def accept(self, whole: bool, amounts: Paid) -> None:
        left_out: Paid = {}
        if whole:
            periods = {scope[:2] for scope in amounts}
            known = {scope for _whole, earlier in self.batches for scope in earlier}
            left_out = {scope: Decimal(-1) for scope in known if scope[:2] in periods and scope not in amounts}
        self.batches.append((whole, amounts | left_out))

    @property
    def paid(self) -> Paid:
        live: Paid = {}
        for number, (_whole, amounts) in enumerate(self.batches, 1):
            if number not in self.undone:
                live |= amounts
        return {scope: amount for scope, amount in live.items() if amount >= 0}


def everything(warehouse: Warehouse) -> Paid:
    found: Paid = {}
    for year in (2025, 2026):
        for month in (7, 8):
            answer = warehouse.read("execution_by_org", year=year, month=month)
            found |= {(year, month, org): amount for org, amount in answer.select("org_code", "paid_yuan").iter_rows()}
    return found


def test_a_file_that_lists_all_of_its_source_says_nothing_of_other_sources(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10)]))
    warehouse.accept(replace(batch("execution", [line("7", 70), line("8", 80)], whole=True), mapping="city"))
    warehouse.accept(replace(batch("execution", [line("7", 71)], whole=True), mapping="city"))
    assert paid(warehouse) == {"1": 10, "7": 71}


def test_amounts_of_two_currencies_are_never_added_up(warehouse: Warehouse) -> None:
    warehouse.accept(batch("execution", [line("1", 10)]))
    euro = replace(batch("execution", [line("7", 70)]), currency="EUR")
    with pytest.raises(WarehouseError, match=r"EUR.*CNY|CNY.*EUR"):
        warehouse.accept(euro)
    warehouse.undo(1)
    warehouse.accept(euro)
    assert paid(warehouse) == {"7": 70}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_marts_say_what_a_plain_recomputation_says_after_any_sequence(path: Path, seed: int) -> None:
    dice = random.Random(seed)
    model = Model()
    moments: list[tuple[datetime, Paid]] = []
    with Warehouse.open(path) as warehouse:
        for step in range(30):
            number = dice.randint(1, len(model.batches)) if model.batches else 0
            if number and dice.random() < 0.4:
                if number in model.undone:
                    warehouse.redo(number)
                    model.undone.discard(number)
                else:
                    warehouse.undo(number)
                    model.undone.add(number)
            else:
                _accept_something(dice, warehouse, model)
            assert everything(warehouse) == model.paid, step
            moments.append((now(), model.paid))
        for moment, then in dice.sample(moments, 3):
            assert {scope[2]: amount for scope, amount in then.items() if scope[:2] == (2026, 8)} == paid(
                warehouse, moment
            )
    with Warehouse.open(path, read_only=True) as reopened:
        assert everything(reopened) == model.paid
    recomputed = stored(path, "select year, month, org_code, sum(paid_yuan) from execution group by all")
    assert {(year, month, org): amount for year, month, org, amount in recomputed} == model.paid


def _accept_something(dice: random.Random, warehouse: Warehouse, model: Model) -> None:
    scopes = {(dice.choice((2025, 2026)), dice.choice((7, 8)), dice.choice("123")) for _ in range(dice.randint(1, 4))}
    amounts = {scope: Decimal(dice.randint(0, 999)) for scope in scopes}
    whole = dice.random() < 0.3
    rows = [
        line(org, part, year, month, project_code=f"P{i}", item_code=dice.choice("AB"))
        for (year, month, org), amount in amounts.items()
        for i, part in enumerate((amount - 1, 1))
    ]
    warehouse.accept(batch("execution", rows, whole=whole))
    model.accept(whole, amounts)
