"""Times of repeated work."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Wall-clock seconds of repeated runs."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the runs took no longer."""
        return statistics.median(self.seconds)

    def percentile(self, percent: int) -> float:
        """So many per cent of the runs took no longer (nearest rank)."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * percent // 100) - 1))]


def timed(work: Callable[[], object]) -> float:
    """How many seconds the work took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def plain_work() -> int:
    """A million additions in plain Python: their time says how fast the machine is just now."""
    total = 0
    for number in range(1_000_000):
        total += number
    return total


def repeated(work: Callable[[], object], runs: int) -> Times:
    """The times of so many runs, after one that does not count."""
    work()
    return Times(tuple(timed(work) for _ in range(runs)))
