"""What software of a size would cost by a published benchmark: a reference for questions, never a standard.

effort (person-months) = function points × hours per point ÷ hours per month; cost = effort × rate of a person-month.
Source: CSBMK, the benchmark of the Chinese software industry, edition of October 2025: productivity 6.41 h per function
point (P50), 174 h per person-month, 31 309 yuan per person-month in Shanghai. Limits: half of the projects of the
benchmark needed more hours than P50; how points are counted, reuse and non-functional demands are not in it.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from duibiao.analysis.standards import cents

FUNCTION_POINT = "功能点"
PERSON_MONTH = "人月"


@dataclass(frozen=True)
class Benchmark:
    """One edition of a benchmark for one place."""

    hours_per_point: Decimal
    hours_per_month: Decimal
    person_month_yuan: Decimal
    source: str


CSBMK_2025 = Benchmark(Decimal("6.41"), Decimal(174), Decimal(31_309), "CSBMK 2025年10月版（上海，P50）")


def person_months(function_points: Decimal, benchmark: Benchmark = CSBMK_2025) -> Fraction:
    """The effort for so many function points, exactly."""
    return Fraction(function_points) * Fraction(benchmark.hours_per_point) / Fraction(benchmark.hours_per_month)


def reference_cost(quantity: Decimal, measure_unit: str | None, benchmark: Benchmark = CSBMK_2025) -> Decimal | None:
    """What so many function points or person-months would cost, to the cent; None in any other unit."""
    if measure_unit == FUNCTION_POINT:
        return cents(person_months(quantity, benchmark) * Fraction(benchmark.person_month_yuan))
    if measure_unit == PERSON_MONTH:
        return cents(Fraction(quantity) * Fraction(benchmark.person_month_yuan))
    return None
