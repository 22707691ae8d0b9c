"""Some mutants, of which `make mutants` makes thousands; and the judge of them knows wrong from right."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from duibiao.demo import DemoManifest
from duibiao.warehouse import Warehouse
from tools.mutants.__main__ import keep, table
from tools.mutants.book import Book, Row
from tools.mutants.kinds import good_file
from tools.mutants.run import Result, Run, begin, mutant, prepared, result
from tools.mutants.verdict import seen, verdict
from tools.mutants.written import written

SEED = 1
N_MUTANTS = 60
N_SOURCES = 8


@pytest.fixture(scope="module")
def run(demo_manifest: DemoManifest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return prepared(tmp_path_factory.mktemp("mutants"), demo_manifest.files, SEED, N_SOURCES)


@pytest.fixture(scope="module")
def empty(run: Run) -> Iterator[Warehouse]:
    with Warehouse.open(run.empty, read_only=True) as opened:
        yield opened


def test_none_of_sixty_mutants_is_read_wrongly_in_silence(run: Run, tmp_path: Path) -> None:
    with ExitStack() as stack:
        begin(run, stack)
        found = [result(number) for number in range(N_MUTANTS)]
    keep(found, tmp_path / "wrong")
    wrong = [f"{each.number} {'+'.join(each.kinds)} ({each.way}): {each.word}" for each in found if each.silently_wrong]
    assert wrong == [], "\n".join((*table(found), *wrong))


def test_parts_of_the_demo_are_read_right_and_nothing_is_asked(run: Run, empty: Warehouse) -> None:
    words = {
        (book.name, way): verdict(seen(empty, written(book), book.name + book.suffix, way, book.extract), book).word
        for book in run.books
        for way in ("auto", "named")
    }
    assert set(words.values()) == {"right"}, {name: word for name, word in words.items() if word != "right"}


def test_a_mutant_is_the_same_for_the_same_seed_and_number(run: Run) -> None:
    first, again, other = (mutant(run, Random(f"{SEED}:{number}"))[1] for number in (5, 5, 6))
    assert written(first) == written(again)
    assert written(first) != written(other)


def judged(warehouse: Warehouse, book: Book, truth: Book) -> str:
    return verdict(seen(warehouse, written(book), book.name + book.suffix, "auto"), truth).word


@pytest.fixture
def sound() -> Book:
    return next(
        book for seed in range(50) if (book := good_file(Random(seed))).extract == "execution" and book.workbook
    )


def test_the_judge_sees_one_cent_one_row_and_another_month(empty: Warehouse, sound: Book) -> None:
    cent, lost, month = sound.copy(), sound.copy(), sound.copy()
    fact = cent.sheet.lines[0].fact
    assert fact is not None
    (name, amount), *rest = fact.amounts
    cent.sheet.lines[0].fact = replace(fact, amounts=((name, amount + Decimal("0.01")), *rest))
    lost.sheet.rows.append(Row(list(sound.sheet.lines[0].cells), "line", replace(fact, project="another")))
    for row in month.sheet.lines:
        row.fact = row.fact and replace(row.fact, period="2026-07")
    assert judged(empty, sound, sound) == "right"
    assert judged(empty, sound, cent) == "wrong"
    assert judged(empty, sound, lost) == "rows lost"
    assert judged(empty, sound, month) == "wrong"


def test_the_judge_wants_a_question_where_only_a_question_is_right(empty: Warehouse, sound: Book) -> None:
    doubtful = sound.copy()
    doubtful.asks = True
    assert judged(empty, sound, doubtful) == "not asked"


def test_the_smallest_example_of_each_way_to_go_wrong_is_kept(tmp_path: Path) -> None:
    large = Result(1, ("a", "b"), "x.xlsx", "auto", "nothing", "wrong", "1 for 2", "x.xlsx", b"12345", True)
    small = replace(large, number=2, data=b"123")
    right = replace(large, number=3, word="right", silently_wrong=False)
    keep([large, small, right], tmp_path / "wrong")
    assert sorted(file.name for file in (tmp_path / "wrong").iterdir()) == ["wrong-a+b-2.txt", "wrong-a+b-2.xlsx"]
    keep([right], tmp_path / "wrong")
    assert list((tmp_path / "wrong").iterdir()) == []


def test_the_table_counts_a_mutant_under_each_of_its_kinds() -> None:
    one = Result(1, ("blank_rows", "notes_below"), "x", "auto", "nothing", "asked", "", "x.csv", b"", False)
    lines = {line.split()[0]: line.split()[1:] for line in table([one, replace(one, kinds=("blank_rows",))])[1:]}
    assert lines == {
        "(all)": ["0", "0", "2", "0", "0", "2"],
        "blank_rows": ["0", "0", "2", "0", "0", "2"],
        "notes_below": ["0", "0", "1", "0", "0", "1"],
    }
