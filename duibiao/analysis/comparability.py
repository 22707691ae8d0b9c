"""Whether two organisations can be compared on the same thing, and why not: a grade from A to D with its reasons.

Ours; no published method. Each criterion is same, partly, different or unknown, and the grade follows from the worst:
A all same; B something partly or unknown; C something different; D no grade of service in common, or no figure.

grades: Σ min of both shares of spending by grade of service: from 0.9 same, from 0.6 partly, below different.
contents: the same by leaf item and economic class: from 0.8 same, from 0.5 partly.
workload: where both workloads come from: inventory or contract same, self-reported on either side partly.
one_offs: difference of the shares of one-off projects: up to 0.1 same, up to 0.3 partly.
terms: neither, or both, have contracts of a part of the year.
Limits: what the data do not tell (the state of a road, the frequency of cleaning) is in no criterion.
"""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

CRITERIA = ("grades", "contents", "workload", "one_offs", "terms")
_SURE = frozenset({"inventory", "contract"})


class Outcome(StrEnum):
    """How two organisations stand on one criterion."""

    SAME = "same"
    PARTLY = "partly"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Member:
    """What is known of one side: where its workload comes from, shares of one-off costs and of part-year lines."""

    org: str
    has_value: bool
    provenance: frozenset[str]
    one_off_share: float | None
    has_part_years: bool


@dataclass(frozen=True)
class Comparability:
    """The grade of a pair, the outcome of each criterion, and the overlaps that were measured (0 to 1, or None)."""

    grade: str
    outcomes: dict[str, Outcome]
    grade_overlap: float | None
    content_overlap: float | None


def compared(one: Member, other: Member, grades: pl.DataFrame, contents: pl.DataFrame) -> Comparability:
    """Compare two members. `grades` and `contents`: org_code, code, amount; what each spends by grade, by contents."""
    by_grade, by_content = overlap(grades, one.org, other.org), overlap(contents, one.org, other.org)
    outcomes = {
        "grades": _of_overlap(by_grade, 0.9, 0.6),
        "contents": _of_overlap(by_content, 0.8, 0.5),
        "workload": _of_workload(one.provenance, other.provenance),
        "one_offs": _of_shares(one.one_off_share, other.one_off_share),
        "terms": Outcome.SAME if one.has_part_years == other.has_part_years else Outcome.PARTLY,
    }
    nothing_shared = by_grade == 0 or not (one.has_value and other.has_value)
    return Comparability(_grade(outcomes, nothing_shared), outcomes, by_grade, by_content)


def overlap(mix: pl.DataFrame, one: str, other: str) -> float | None:
    """Σ over codes of the smaller of both shares; 0 for nothing in common, 1 for the same, None where one is empty."""
    shares = [_shares(mix, org) for org in (one, other)]
    if not all(shares):
        return None
    return sum(min(share, shares[1].get(code, 0.0)) for code, share in shares[0].items())


def _shares(mix: pl.DataFrame, org: str) -> dict[str | None, float]:
    own = mix.filter((pl.col("org_code") == org) & (pl.col("amount") > 0))
    sums = own.group_by("code").agg(pl.col("amount").cast(pl.Float64).sum())
    total = sum(sums["amount"])
    return {code: amount / total for code, amount in sums.iter_rows()} if total else {}


def _of_overlap(measured: float | None, same: float, partly: float) -> Outcome:
    if measured is None:
        return Outcome.UNKNOWN
    if measured >= same - 1e-9:
        return Outcome.SAME
    return Outcome.PARTLY if measured >= partly - 1e-9 else Outcome.DIFFERENT


def _of_workload(one: frozenset[str], other: frozenset[str]) -> Outcome:
    if not one or not other:
        return Outcome.UNKNOWN
    return Outcome.SAME if one | other <= _SURE else Outcome.PARTLY


def _of_shares(one: float | None, other: float | None) -> Outcome:
    if one is None or other is None:
        return Outcome.UNKNOWN
    difference = abs(one - other)
    if difference <= 0.1:
        return Outcome.SAME
    return Outcome.PARTLY if difference <= 0.3 else Outcome.DIFFERENT


def _grade(outcomes: dict[str, Outcome], nothing_shared: bool) -> str:
    found = set(outcomes.values())
    if nothing_shared:
        return "D"
    if Outcome.DIFFERENT in found:
        return "C"
    return "A" if found == {Outcome.SAME} else "B"
