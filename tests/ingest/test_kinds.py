"""Whatever real files do to a good one: it is read right to the cent, or asked about; never a different number."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from duibiao.warehouse import Warehouse
from tools.mutants.kinds import HARMLESS, KINDS, WHOLE, file_of_kind, good_file
from tools.mutants.verdict import Seen, Way, checked, seen, verdict
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

    whatever_it_holds()


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


def accepted(found: Seen) -> int:
    assert found.examined is not None
    return int(found.examined.reading.rows.height)
