"""Which standard applies, and what it comes to: worked out by hand, and as laws on invented libraries."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duibiao.analysis.standards import (
    Applied,
    Cell,
    Computing,
    Library,
    Need,
    Refusal,
    Why,
    applied,
    cents,
    is_per_year,
)
from duibiao.analysis.terms import Term, months_between

D = Decimal
KIND = "cost_standard"
YEAR = Term.of_year(2027)


def cell(amount: object = None, **more: object) -> Cell:
    given = {
        "standard_code": "B1",
        "standard_kind": KIND,
        "version": "1",
        "status": "issued",
        "valid_from": date(2026, 1, 1),
        "item_code": "CY0101",
        "amount_yuan": None if amount is None else D(str(amount)),
        "measure_unit": "万平方米·年",
    }
    return Cell(**(given | more))  # type: ignore[arg-type]


def need(quantity: object = 10, term: Term = YEAR, **more: object) -> Need:
    given = {"item_code": "CY0101", "measure_unit": "万平方米·年"} | more
    return Need(term=term, quantity=None if quantity is None else D(str(quantity)), **given)  # type: ignore[arg-type]


def amount(cells: list[Cell], asked: Need, computing: Computing = Computing.QUOTA) -> Decimal:
    found = applied(Library(tuple(cells)), KIND, computing, asked)
    assert isinstance(found, Applied), found
    return found.amount_yuan


def why(cells: list[Cell], asked: Need, computing: Computing = Computing.QUOTA) -> Why:
    found = applied(Library(tuple(cells)), KIND, computing, asked)
    assert isinstance(found, Refusal), found
    assert found.text
    return found.why


def test_a_quota_is_quantity_times_amount():
    assert amount([cell("95000.50")], need(12)) == D("1140006.00")


def test_a_standard_that_changes_in_mid_year_is_applied_by_date():
    # January to June 6/12 × 10 × 100, July to December 6/12 × 10 × 120: 500 + 600.
    old = cell(100, valid_to=date(2027, 6, 30))
    new = cell(120, version="2", valid_from=date(2027, 7, 1))
    found = applied(Library((new, old)), KIND, Computing.QUOTA, need())
    assert isinstance(found, Applied)
    assert found.amount_yuan == D("1100.00")
    assert [(piece.cell.version, piece.first, piece.last, piece.months) for piece in found.pieces] == [
        ("1", date(2027, 1, 1), date(2027, 6, 30), 6),
        ("2", date(2027, 7, 1), date(2027, 12, 31), 6),
    ]


def test_a_change_within_a_month_splits_it_by_days():
    # To 10 April: 3 + 10/30 months = 10/3; from 11 April: 26/3. 10 × (100 × 10/36 + 120 × 26/36) = 1 144.444…
    old, new = cell(100, valid_to=date(2027, 4, 10)), cell(120, version="2", valid_from=date(2027, 4, 11))
    assert amount([old, new], need()) == D("1144.44")


def test_what_is_done_is_not_shared_out_over_the_year_but_between_versions_it_is():
    # 1 200 tonnes in nine months at 10: all of them, 12 000; with 12 from July: 6/9 × 10 and 3/9 × 12: 8 000 + 4 800.
    term = Term(date(2027, 1, 1), date(2027, 9, 30))
    asked = need(1200, term, measure_unit="吨")
    assert amount([cell(10, measure_unit="吨")], asked) == D("12000.00")
    old = cell(10, measure_unit="吨", valid_to=date(2027, 6, 30))
    new = cell(12, measure_unit="吨", version="2", valid_from=date(2027, 7, 1))
    assert amount([old, new], asked) == D("12800.00")


def test_what_is_there_is_paid_for_the_months_it_is_there():
    assert amount([cell(100)], need(10, Term(date(2027, 1, 1), date(2027, 9, 30)))) == D("750.00")
    assert amount([cell(100)], need(10, Term.of_year(2027, Fraction(9)))) == D("750.00")


def test_months_that_are_not_named_are_refused_where_it_matters_which_they_are():
    old, new = cell(100, valid_to=date(2027, 6, 30)), cell(120, version="2", valid_from=date(2027, 7, 1))
    assert why([old, new], need(10, Term.of_year(2027, Fraction(9)))) is Why.MONTHS


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [("0", "0.00"), ("99.9999", "9999.99"), ("100", "9000.00"), ("199.9999", "17999.99"), ("200", "16000.00")],
)
def test_the_tier_of_the_quantity_gives_the_amount_for_all_of_it(quantity: str, expected: str):
    tiers = [
        cell(100, quantity_from=D(0), quantity_to=D(100)),
        cell(90, quantity_from=D(100), quantity_to=D(200)),
        cell(80, quantity_from=D(200)),
    ]
    assert amount(tiers, need(quantity)) == D(expected)


def test_a_quantity_in_no_tier_or_untold_is_refused():
    tiers = [cell(100, quantity_from=D(10), quantity_to=D(100))]
    assert why(tiers, need("9.9999")) is Why.TIER
    assert why(tiers, need(100)) is Why.TIER
    assert why(tiers, need(None)) is Why.QUANTITY
    assert why([cell(100)], need(None)) is Why.QUANTITY


def test_two_that_apply_on_a_day_are_refused_and_named():
    both = Library((cell(100), cell(120, version="2", valid_from=date(2027, 3, 1))))
    found = applied(both, KIND, Computing.QUOTA, need())
    assert isinstance(found, Refusal)
    assert found.why is Why.AMBIGUOUS
    assert "B1（1）" in found.text
    assert "B1（2）" in found.text


def test_overlapping_tiers_are_refused():
    tiers = [cell(100, quantity_to=D(11)), cell(90, quantity_from=D(10))]
    assert why(tiers, need(10)) is Why.AMBIGUOUS
    assert amount(tiers, need(11)) == D("990.00")


def test_a_day_without_a_version_is_refused():
    old, new = cell(100, valid_to=date(2027, 6, 29)), cell(120, version="2", valid_from=date(2027, 7, 1))
    assert why([old, new], need()) is Why.GAP


def test_a_repealed_one_holds_until_its_last_day_where_that_is_told():
    old = cell(90, status="repealed", valid_to=date(2027, 6, 30))
    new = cell(120, version="2", valid_from=date(2027, 7, 1))
    assert amount([old, new], need()) == D("1050.00")  # 10 · 90 · 6/12 + 10 · 120 · 6/12


@pytest.mark.parametrize("status", ["draft", "reviewed", "confirmed", "repealed"])
def test_only_an_issued_one_applies(status: str):
    assert why([cell(100, status=status)], need()) is Why.NOT_ISSUED
    assert amount([cell(100, status=status, version="2"), cell(90)], need()) == D("900.00")


def test_what_there_is_none_of_is_told_apart():
    assert why([], need()) is Why.NONE
    assert why([cell(100, standard_kind="service_standard")], need()) is Why.NONE
    assert why([cell(100, grade="一级")], need(grade="二级")) is Why.GRADE
    assert why([cell(100, valid_to=date(2026, 12, 31))], need()) is Why.NOT_IN_FORCE
    assert why([cell(100, measure_unit="公里·年")], need()) is Why.UNIT
    assert why([cell(100)], need(measure_unit=None)) is Why.UNIT


def test_the_area_asked_goes_before_everywhere_within_a_version_only():
    here, everywhere = cell(120, area="新城"), cell(100)
    assert amount([here, everywhere], need(area="新城")) == D("1200.00")
    assert amount([here, everywhere], need(area="老城")) == D("1000.00")
    assert amount([here, everywhere], need()) == D("1000.00")
    assert why([here], need()) is Why.AREA
    assert why([here, cell(90, standard_code="B2")], need(area="新城")) is Why.AMBIGUOUS


def test_a_ratio_is_a_share_of_its_base():
    ratio = cell(computing="ratio", ratio_percent=D("3.5"), measure_unit=None)
    assert amount([ratio], need(None, base_yuan=D("1000000.10")), Computing.RATIO) == D("35000.00")
    assert why([ratio], need(None), Computing.RATIO) is Why.BASE
    yearly = cell(computing="ratio", ratio_percent=D(10), measure_unit="年")
    nine = Term(date(2027, 4, 1), date(2027, 12, 31))
    assert amount([yearly], need(None, nine, base_yuan=D(1200)), Computing.RATIO) == D("90.00")


def test_a_cap_is_the_lower_of_what_it_states():
    share = cell(50_000, computing="cap", ratio_percent=D(10), measure_unit=None)
    assert amount([share], need(None, base_yuan=D(499_999)), Computing.CAP) == D("49999.90")
    assert amount([share], need(None, base_yuan=D(500_000)), Computing.CAP) == D("50000.00")
    assert amount([share], need(None, base_yuan=D(500_001)), Computing.CAP) == D("50000.00")
    each = cell(100, computing="cap")
    assert amount([each], need(7), Computing.CAP) == D("700.00")
    assert why([each], need(7)) is Why.NONE


def test_a_row_that_states_no_amount_is_refused():
    assert why([cell(computing="quota")], need()) is Why.INCOMPLETE
    assert why([cell(computing="cap")], need(), Computing.CAP) is Why.INCOMPLETE


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("万平方米·年", True),
        ("座/年", True),
        ("年", True),
        ("吨", False),
        ("核·月", False),
        ("人年", False),
        (None, False),
    ],
)
def test_a_unit_tells_whether_its_amount_is_for_a_year(unit: str | None, expected: bool):
    assert is_per_year(unit) is expected


@pytest.mark.parametrize(
    ("exact", "expected"), [("0.005", "0.01"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("2", "2")]
)
def test_halves_of_a_cent_are_rounded_away_from_zero(exact: str, expected: str):
    assert cents(Fraction(exact)) == D(expected)


def test_months_are_whole_or_days_of_their_own_month():
    assert months_between(date(2027, 1, 1), date(2027, 12, 31)) == 12
    assert months_between(date(2028, 2, 15), date(2028, 2, 29)) == Fraction(15, 29)
    assert months_between(date(2027, 1, 31), date(2027, 3, 1)) == Fraction(1, 31) + 1 + Fraction(1, 31)
    assert months_between(date(2027, 3, 1), date(2027, 2, 28)) == 0


def test_a_library_is_read_from_the_frame_of_the_extract():
    frame = pl.DataFrame([{name: getattr(cell(100), name) for name in Cell.__dataclass_fields__}])
    (found,) = Library.of(frame).by_thing.items()
    assert found == (("CY0101", cell(100).standard_kind, Computing.QUOTA), (cell(100),))


DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))


@settings(deadline=None)
@given(st.tuples(DAYS, DAYS, DAYS).map(sorted))
def test_a_term_cut_in_two_adds_up(days: list[date]):
    first, cut, last = days
    after = cut + timedelta(days=1)
    assert months_between(first, cut) + months_between(after, last) == months_between(first, last)


@settings(deadline=None)
@given(
    days=st.tuples(DAYS, DAYS, DAYS).map(sorted),
    price=st.decimals(0, 10**6, places=2),
    quantity=st.decimals(0, 10**5, places=4),
    unit=st.sampled_from(["万平方米·年", "吨"]),
)
def test_a_new_version_at_the_same_price_changes_nothing(days: list[date], price: D, quantity: D, unit: str):
    first, cut, last = days
    asked = need(quantity, Term(first, last), measure_unit=unit)
    single = cell(price, measure_unit=unit, valid_from=date(2025, 1, 1))
    old = cell(price, measure_unit=unit, valid_from=date(2025, 1, 1), valid_to=cut)
    new = cell(price, measure_unit=unit, version="2", valid_from=cut + timedelta(days=1))
    assert amount([old, new], asked) == amount([single], asked)


@settings(deadline=None)
@given(
    cuts=st.lists(st.decimals(0, 1000, places=4), min_size=1, max_size=4, unique=True),
    asked=st.decimals(0, 1000, places=4),
)
def test_touching_tiers_leave_no_quantity_without_exactly_one(cuts: list[D], asked: D):
    edges = [None, *sorted(cuts), None]
    tiers = [
        cell(price, quantity_from=low, quantity_to=high)
        for price, (low, high) in enumerate(itertools.pairwise(edges), 1)
    ]
    rank = sum(cut <= asked for cut in cuts) + 1
    assert amount(tiers, need(asked)) == cents(Fraction(asked) * rank)
