"""Answers that stay in memory: shared, bounded, worked out once."""

from collections.abc import Iterator
from threading import Event, Thread

import polars as pl
import pytest

from duibiao.ui import kept


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    kept.forget()


def test_everybody_is_handed_the_same_answer_until_it_is_forgotten() -> None:
    @kept.kept(2)
    def answer(number: int) -> pl.DataFrame:
        return pl.DataFrame({"number": [number]})

    first = answer(1)
    assert answer(1) is first
    kept.forget()
    assert answer(1) is not first


def test_what_was_used_longest_ago_goes_first() -> None:
    asked = []

    @kept.kept(2)
    def answer(number: int) -> int:
        asked.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        answer(number)
    assert asked == [1, 2, 3, 2]


def test_frames_are_bounded_by_their_bytes_and_one_that_is_larger_is_not_kept() -> None:
    asked = []

    @kept.kept_frames(10_000)
    def answer(n: int) -> pl.DataFrame:
        asked.append(n)
        return pl.DataFrame({"number": range(n)}, schema={"number": pl.Int64})

    for n in (500, 600, 500, 600, 700, 500, 5_000, 5_000, 500):
        assert answer(n).height == n
    assert asked == [500, 600, 700, 500, 5_000, 5_000], "4 000 and 4 800 bytes fit in, 5 600 more do not"


def test_what_is_of_another_version_of_the_data_goes_and_nothing_else() -> None:
    asked = []

    @kept.kept(9)
    def answer(number: int, version: int) -> int:
        asked.append((number, version))
        return number

    @kept.kept(9)
    def other(number: int) -> int:
        asked.append(number)
        return number

    def ask() -> None:
        answer(1, 7), answer(2, 7), answer(1, 8), other(7)

    ask()
    kept.drop_all_but(8)
    asked.clear()
    ask()
    assert asked == [(1, 7), (2, 7)]


def test_sessions_that_ask_the_same_wait_for_one_answer() -> None:
    begun, go_on = Event(), Event()
    asked, told = [], []

    @kept.kept(1)
    def answer(number: int) -> int:
        asked.append(number)
        begun.set()
        go_on.wait(10)
        return number

    threads = [Thread(target=lambda: told.append(answer(7))) for _ in range(3)]
    threads[0].start()
    assert begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert (asked, told) == ([7], [7, 7, 7])


def test_a_failure_is_not_kept() -> None:
    asked = []

    @kept.kept(1)
    def answer(number: int) -> int:
        asked.append(number)
        if len(asked) == 1:
            raise ValueError("not yet")
        return number

    with pytest.raises(ValueError, match="not yet"):
        answer(1)
    assert answer(1) == 1
