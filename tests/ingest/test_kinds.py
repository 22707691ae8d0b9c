"""Whatever real files do to a good one: it is read right to the cent, or asked about; never a different number."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from duibiao.ingest.load import Job, load_file, load_files
from duibiao.warehouse import Warehouse
from tools.mutants.book import Book
from tools.mutants.kinds import HARMLESS, KINDS, WHOLE, changed, file_of_kind, good_file
from tools.mutants.verdict import Seen, Way, checked, right_by_an_answer, seen, verdict
from tools.mutants.written import written

EXAMPLES = int(os.environ.get("DUIBIAO_EXAMPLES", "3"))
"""How many files of each kind are made; more with DUIBIAO_EXAMPLES=100."""

few = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
seeds = st.integers(0, 2**32 - 1)
ways = st.sampled_from(("auto", "auto", "named", "page"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path = tmp_path_factory.mktemp("kinds") / "empty.duckdb"
    with Warehouse.open(path):
        pass
    with Warehouse.open(path, read_only=True) as opened:
        yield opened


@few
@given(seed=seeds, way=ways)
def test_a_good_file_is_read_right_and_nothing_is_asked(empty: Warehouse, seed: int, way: Way) -> None:
    book = good_file(Random(seed))
    found = verdict(seen(empty, written(book), book.name + book.suffix, way, book.extract), book)
    assert found.word == "right", found


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_this_kind_is_read_right_or_asked_about(empty: Warehouse, kind: str) -> None:
    @few
    @given(seed=seeds, way=ways)
    def whatever_it_holds(seed: int, way: Way) -> None:
        book = file_of_kind(kind, Random(seed))
        data = written(book)
        found = verdict(seen(empty, data, book.name + book.suffix, way, book.extract), book)
        assert not found.silently_wrong, f"{kind} ({way}): {found}"
        assert kind not in HARMLESS or found.word == "right", f"{kind} ({way}) needs no question: {found}"
        assert kind not in WHOLE or found.word != "set aside", f"{kind} ({way}): {found}"
        if found.word == "asked":
            assert right_by_an_answer(empty, data, book, way), f"{kind} ({way}): no answer is right to {found}"

    whatever_it_holds()


PAIRS = (
    ("subtotals_with_codes", "formulas_without_values"),
    ("an_upper_organisation", "formulas_without_values"),
    ("hidden_columns", "several_sheets"),
    ("hidden_rows", "several_sheets"),
    ("scaled_number_formats", "several_sheets"),
    ("a_second_table", "in_another_currency"),
    ("a_second_table", "hidden_rows"),
    ("notes_below", "a_second_table"),
    ("budget_called_plainly", "a_total_on_every_page"),
    ("cells_beside_the_table", "names_like_totals"),
)
"""Kinds of which each was read right, and both together were not."""


@pytest.mark.parametrize("kinds", PAIRS, ids=" and ".join)
def test_a_file_of_two_kinds_is_read_right_or_asked_about(empty: Warehouse, kinds: tuple[str, str]) -> None:
    @few
    @given(seed=seeds, way=ways)
    def whatever_it_holds(seed: int, way: Way) -> None:
        book = file_of_kinds(kinds, Random(seed))
        found = verdict(seen(empty, written(book), book.name + book.suffix, way, book.extract), book)
        assert not found.silently_wrong, f"{kinds} ({way}): {found}"
        assert not set(kinds) <= HARMLESS or found.word == "right", f"{kinds} ({way}) need no question: {found}"

    whatever_it_holds()


def test_a_second_table_in_another_currency_is_asked_about(empty: Warehouse) -> None:
    for name in ("支付金额（HKD）", "金额(£)"):
        book = file_of_kinds(("a_second_table",), Random(3), "payment")
        first, second = book.sheet.of("header")
        second.cells[book.sheet.money[0]] = name
        found = seen(empty, written(book), book.name + book.suffix, "auto")
        assert [question.code for question in found.questions] == ["sheets"]
        second.cells[book.sheet.money[0]] = first.cells[book.sheet.money[0]] = "支付金额（HKD）"
        whole = seen(empty, written(book), book.name + book.suffix, "auto")
        assert not whole.stops and whole.examined and whole.examined.batch.currency == "HKD"


@pytest.mark.parametrize("kind", list(KINDS)[::4])
def test_check_says_of_a_file_of_this_kind_what_reading_it_comes_to(
    empty: Warehouse, kind: str, tmp_path: Path
) -> None:
    book = file_of_kind(kind, Random(7))
    path = tmp_path / (book.name + book.suffix)
    path.write_bytes(written(book))
    report, found = checked(empty, path), seen(empty, path.read_bytes(), path.name, "auto")
    assert (report.status in ("waiting", "refused")) == bool(found.stops)
    assert report.batch is None
    if not found.stops:
        assert report.accepted == accepted(found)


@pytest.mark.parametrize("seed", [2, 3], ids=["payments", "execution"])
def test_a_row_that_was_set_aside_comes_back_mended_and_takes_nothing_away(tmp_path: Path, seed: int) -> None:
    """Loaded, mended in the file that was given out, loaded again under another name: all lines of the file stand."""
    book = file_of_kind("a_cell_that_is_no_amount", Random(seed))
    (lost,) = (row for row in book.sheet.lines if row.lost)
    place = book.sheet.targets.index("amount_yuan" if book.extract == "payment" else "paid_yuan")
    assert lost.fact is not None
    name, wrong = str(book.sheet.targets[place]), str(lost.cells[place])
    path, mended = tmp_path / (book.name + book.suffix), tmp_path / "mended.csv"
    path.write_bytes(written(book))
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        first = load_file(warehouse, book.extract, path)
        assert first.rejected == 1
        given_out = Path(str(first.rejections)).read_text(encoding="utf-8-sig")
        right = f"{dict(lost.fact.amounts)[name] / book.factor:f}"
        mended.write_text(given_out.replace(wrong, right, 1), encoding="utf-8-sig")
        (again,) = load_files(warehouse, Job(None), [mended])
        assert (again.accepted, again.replaced) == (1, ()), again.error
        rows = warehouse.live_rows(book.extract, warehouse.live_scopes(book.extract))
    assert rows[name].sum() == sum(dict(row.fact.amounts)[name] for row in book.sheet.lines if row.fact)


def file_of_kinds(kinds: tuple[str, ...], random: Random, extract: str = "") -> Book:
    """The first good file that can be changed in each of these ways, changed."""
    for _try in range(100):
        book: Book | None = good_file(random)
        if extract and book and book.extract != extract:
            continue
        for kind in kinds:
            book = book and changed(book, kind, random)
        if book:
            return book
    raise LookupError(kinds)


def accepted(found: Seen) -> int:
    assert found.examined is not None
    return int(found.examined.reading.rows.height)
