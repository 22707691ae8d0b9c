"""Whether two organisations can be compared."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao.analysis.comparability import Member, Outcome, compared, overlap

SCHEMA = {"org_code": pl.String, "code": pl.String, "amount": pl.Float64}


def mix(**shares):
    """Amounts by code: A=(("x", 1), …)."""
    rows = [(org, code, float(amount)) for org, pairs in shares.items() for code, amount in pairs]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def member(org, provenance="inventory", one_offs=0.0, part_years=False, has_value=True):
    return Member(org, has_value, frozenset(filter(None, [provenance])), one_offs, part_years)


SAME = mix(A=[("一级", 3)], B=[("一级", 50)])


def test_the_overlap_is_the_sum_of_the_smaller_shares():
    assert overlap(mix(A=[("x", 3), ("y", 1)], B=[("x", 1), ("z", 1)]), "A", "B") == pytest.approx(0.5)
    assert overlap(mix(A=[("x", 3)], B=[("z", 1)]), "A", "B") == 0
    assert overlap(mix(A=[("x", 3)]), "A", "B") is None


def test_all_the_same_is_an_a():
    assert compared(member("A"), member("B", "contract"), SAME, SAME).grade == "A"


@pytest.mark.parametrize(
    ("one", "other", "criterion", "outcome", "grade"),
    [
        (member("A"), member("B", "self_reported"), "workload", Outcome.PARTLY, "B"),
        (member("A"), member("B", None), "workload", Outcome.UNKNOWN, "B"),
        (member("A"), member("B", one_offs=0.25), "one_offs", Outcome.PARTLY, "B"),
        (member("A"), member("B", one_offs=0.5), "one_offs", Outcome.DIFFERENT, "C"),
        (member("A"), member("B", part_years=True), "terms", Outcome.PARTLY, "B"),
    ],
)
def test_one_criterion_decides(one, other, criterion, outcome, grade):
    found = compared(one, other, SAME, SAME)
    assert (found.outcomes[criterion], found.grade) == (outcome, grade)


def test_other_grades_of_service_make_it_c_and_none_in_common_d():
    half = mix(A=[("一级", 1), ("二级", 1)], B=[("一级", 1), ("三级", 1)])
    found = compared(member("A"), member("B"), half, SAME)
    assert (found.grade, found.outcomes["grades"], found.grade_overlap) == ("C", Outcome.DIFFERENT, 0.5)
    assert compared(member("A"), member("B"), mix(A=[("一级", 1)], B=[("三级", 1)]), SAME).grade == "D"


def test_without_a_figure_there_is_no_comparison():
    assert compared(member("A"), member("B", has_value=False), SAME, SAME).grade == "D"


amounts = st.lists(st.tuples(st.sampled_from("xyz"), st.floats(0.01, 1e6)), min_size=1, max_size=5)


@given(amounts, amounts)
def test_it_does_not_matter_who_is_named_first(one, other):
    pairs = mix(A=one, B=other)
    forth, back = overlap(pairs, "A", "B"), overlap(pairs, "B", "A")
    assert forth == pytest.approx(back)
    assert 0 <= forth <= 1 + 1e-9
    assert overlap(mix(A=one, B=one), "A", "B") == pytest.approx(1)
