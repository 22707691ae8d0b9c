"""How much of a request is justified: each rule worked out by hand, and totals that tie whatever is asked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duibiao.analysis.review import Item, Judged, Known, Line, Past, Rule, known, lines_of, review, totals
from duibiao.analysis.software import person_months, reference_cost
from duibiao.analysis.standards import Cell, Library
from duibiao.settings import house

D = Decimal
UNIT = "万平方米·年"


def line(amount: object = 1000, **more: object) -> Line:
    told = {
        "request_no": "SQ1",
        "line_no": "1",
        "year": 2027,
        "org_code": "T1",
        "item_code": "CY0101",
        "grade": "一级",
        "quantity": D(10),
        "measure_unit": UNIT,
        "amount_yuan": D(str(amount)),
    }
    return Line(**(told | more))  # type: ignore[arg-type]


def standard(amount: object = 90, **more: object) -> Cell:
    told = {
        "standard_code": "B1",
        "standard_kind": "cost_standard",
        "version": "2026年版",
        "status": "issued",
        "valid_from": date(2026, 1, 1),
        "item_code": "CY0101",
        "grade": "一级",
        "amount_yuan": None if amount is None else D(str(amount)),
        "measure_unit": UNIT,
        "source_document": "青财〔2026〕1号",
    }
    return Cell(**(told | more))  # type: ignore[arg-type]


def past(*unit_costs: object, own: object = None) -> dict[tuple[str, str | None, str | None], tuple[Past, ...]]:
    """Unit costs of others, and of T1 itself, each for a workload of 8."""
    told = {f"T{number}": cost for number, cost in enumerate(unit_costs, 2)} | ({} if own is None else {"T1": own})
    each = tuple(Past(org, D(str(cost)), D(8), 8 * D(str(cost))) for org, cost in told.items())
    return {("CY0101", "一级", UNIT): each}


def judged(asked: Line, *cells: Cell, **more: object) -> Judged:
    (only,) = review([asked], Known(Library(cells), year=2025, **more)).lines  # type: ignore[arg-type]
    return only


def test_an_issued_quota_decides_and_the_rest_is_cut():
    found = judged(line(1000), standard(90))
    assert (found.rule, found.standard_yuan, found.suggested_yuan, found.cut_yuan) == (
        Rule.QUOTA, D("900.00"), D("900.00"), D("100.00"),
    )  # fmt: skip
    assert found.how == "90.00 × 10"
    assert found.source == "B1（2026年版），青财〔2026〕1号"


def test_never_more_is_suggested_than_is_requested():
    found = judged(line(850), standard(90))
    assert (found.standard_yuan, found.suggested_yuan, found.cut_yuan) == (D("900.00"), D(850), D(0))


def test_a_standard_that_changes_in_mid_year_is_computed_piece_by_piece():
    # 10 × 90 × 6/12 + 10 × 120 × 6/12 = 450 + 600.
    old = standard(90, valid_to=date(2027, 6, 30))
    new = standard(120, version="2027年版", valid_from=date(2027, 7, 1))
    found = judged(line(1200), old, new)
    assert found.suggested_yuan == D("1050.00")
    assert found.how == "90.00 × 10 × 6/12 + 120.00 × 10 × 6/12"


def test_spending_standards_go_before_cost_standards():
    assert judged(line(), standard(90), standard(80, standard_kind="spending_standard")).suggested_yuan == D("800.00")


def test_a_cap_limits_a_quota_and_stands_alone():
    cap = standard(85, standard_code="C1", computing="cap")
    assert (judged(line(), standard(90), cap).rule, judged(line(), standard(90), cap).suggested_yuan) == (
        Rule.CAP, D("850.00"),
    )  # fmt: skip
    assert judged(line(), standard(80), cap).rule is Rule.QUOTA
    assert judged(line(), cap).suggested_yuan == D("850.00")


@pytest.mark.parametrize(("requested", "cut"), [("99999.99", "0"), ("100000.00", "0"), ("100000.01", "0.01")])
def test_maintenance_is_capped_at_a_share_of_what_was_built(requested: str, cut: str):
    cap = standard(None, item_code="SZ0201", grade=None, computing="cap", ratio_percent=D(10), measure_unit="年")
    asked = line(requested, item_code="SZ0201", grade=None, quantity=None, measure_unit=None, base_yuan=D(1_000_000))
    found = judged(asked, cap)
    assert (found.rule, found.standard_yuan, found.cut_yuan) == (Rule.CAP, D("100000.00"), D(cut))
    assert found.how == "10% × 1,000,000.00"


def test_a_standard_that_cannot_be_applied_leaves_the_line_unjudged_whatever_peers_paid():
    peers = past(10, 10, 10, 10, 10)
    two = judged(line(), standard(90), standard(80, version="2"), past=peers)
    cap = standard(None, computing="cap", ratio_percent=D(10), measure_unit="年")
    without_base = judged(line(), cap, past=peers)
    both = judged(line(base_yuan=D(1)), standard(90), standard(None, computing="ratio", ratio_percent=D(3)), past=peers)
    for found in (two, without_base, both):
        assert (found.rule, found.suggested_yuan, found.not_judged_yuan) == (Rule.NONE, None, D(1000))
        assert found.why_not


# Others at 60, 70, 80, 90, 100: P25 70, median 80, P75 90.
@pytest.mark.parametrize(
    ("own", "rule", "suggested"),
    [(None, Rule.PEERS, "900.00"), (75, Rule.OWN, "750.00"), (95, Rule.PEERS, "900.00"), (20, Rule.PEERS, "700.00")],
)
def test_without_a_standard_the_own_unit_cost_counts_inside_the_range_of_the_others(
    own: object, rule: Rule, suggested: str
):
    found = judged(line(2000), past=past(60, 70, 80, 90, 100, own=own))
    assert found.peers is not None
    assert (found.peers.n, found.peers.lower, found.peers.median, found.peers.upper) == (5, 70, 80, 90)
    assert (found.rule, found.suggested_yuan) == (rule, D(suggested))


def test_quartiles_are_interpolated_between_the_nearest():
    # Six at 10 … 60: P25 at place 1.25: 22.5; median 35; P75 at 3.75: 47.5.
    found = judged(line(), past=past(60, 50, 40, 30, 20, 10)).peers
    assert found is not None
    assert (found.lower, found.median, found.upper) == (D("22.5"), D(35), D("47.5"))


def test_peers_are_paid_for_the_months_of_a_unit_that_counts_the_year():
    assert judged(line(2000, months=D(9)), past=past(60, 70, 80, 90, 100)).suggested_yuan == D("675.00")


def test_no_standard_and_four_peers_is_not_judged_and_not_zero():
    found = judged(line(), past=past(60, 70, 80, 90, own=75))
    assert (found.rule, found.suggested_yuan, found.cut_yuan, found.not_judged_yuan) == (Rule.NONE, None, None, D(1000))
    assert (found.peers, found.n_peers) == (None, 4)


def test_an_expired_standard_is_said_and_peers_decide():
    expired = standard(90, valid_to=date(2026, 12, 31))
    assert judged(line(), expired, past=past(60, 70, 80, 90, 100)).rule is Rule.PEERS
    alone = judged(line(), expired)
    assert alone.rule is Rule.NONE
    assert "B1（2026年版）" in alone.why_not


@pytest.mark.parametrize(
    "broken",
    [
        {"item_code": None},
        {"amount_yuan": D(-1)},
        {"quantity": D(-1)},
        {"months": D(13)},
        {"months": D(0)},
        {"service_from": date(2027, 7, 1), "service_to": date(2027, 6, 30)},
        {"service_from": date(2027, 1, 1), "service_to": date(2027, 12, 31), "months": D(9)},
    ],
)
def test_what_contradicts_itself_is_not_judged(broken: dict[str, object]):
    found = judged(replace(line(), **broken), standard(90))  # type: ignore[arg-type]
    assert (found.rule, found.suggested_yuan) == (Rule.NONE, None)
    assert found.why_not


def test_dates_count_where_they_are_told_and_a_missing_end_is_that_of_the_year():
    # From April: nine months. 10 × 90 × 9/12.
    assert judged(line(service_from=date(2027, 4, 1)), standard(90)).suggested_yuan == D("675.00")
    assert judged(line(service_to=date(2027, 3, 31)), standard(90)).suggested_yuan == D("225.00")


def test_the_unit_of_the_catalogue_stands_in_for_one_that_is_not_told():
    items = {"CY0101": Item("道路机械化保洁", UNIT)}
    found = judged(line(measure_unit=None), standard(90), items=items)
    assert (found.suggested_yuan, found.line.measure_unit, found.line.item_name) == (
        D("900.00"),
        UNIT,
        "道路机械化保洁",
    )


def test_software_has_a_reference_by_function_points_that_decides_nothing():
    # 1 000 × 6.41 ÷ 174 = 36.8391 person-months; 6 410 × 31 309 ÷ 174 = 200 690 690 ÷ 174 = 1 153 394.77.
    assert person_months(D(1000)) == Fraction(6410, 174)
    assert reference_cost(D(1000), "功能点") == D("1153394.77")
    assert reference_cost(D(2), "人月") == D("62618.00")
    assert reference_cost(D(2), "套") is None
    found = judged(line(3_000_000, item_code="SZ0101", grade=None, quantity=D(1000), measure_unit="功能点"))
    assert (found.reference_yuan, found.rule, found.suggested_yuan) == (D("1153394.77"), Rule.NONE, None)
    assert any("CSBMK" in note for note in found.notes)


def test_a_product_that_is_not_the_amount_and_a_grown_quantity_are_noted():
    assert judged(line(1000, unit_price_yuan=D(100)), standard(90)).notes == ()
    assert judged(line(750, unit_price_yuan=D(100), months=D(9)), standard(90)).notes == ()
    assert len(judged(line(1200, unit_price_yuan=D(100)), standard(90)).notes) == 1
    # Own workload of 8: 9.6 is 20 % more, 9.59 less than that.
    assert len(judged(line(quantity=D("9.6")), standard(90), past=past(own=90)).notes) == 1
    assert judged(line(quantity=D("9.59")), standard(90), past=past(own=90)).notes == ()


def test_totals_of_requests_and_organisations():
    asked = [line(1000), line(500, line_no="2", item_code="XX"), line(800, request_no="SQ2", org_code="T2")]
    found = review(asked, Known(Library((standard(90),))))
    sums = found.totals
    assert (sums.n_lines, sums.n_judged) == (3, 2)
    assert (sums.requested_yuan, sums.suggested_yuan, sums.cut_yuan, sums.not_judged_yuan) == (2300, 1700, 100, 500)
    assert sums.judged_yuan == 1800
    assert {key: totals(each).cut_yuan for key, each in found.by_request.items()} == {"SQ1": 100, "SQ2": 0}
    assert found.of(frozenset({"SQ2"})).totals.requested_yuan == 800


def test_what_is_known_is_read_from_frames():
    costs = pl.DataFrame(
        {"year": [2025, 2024], "org_code": ["T2", "T3"], "item_code": ["CY0101"] * 2, "grade": ["一级"] * 2,
         "measure_unit": [UNIT] * 2, "spent_yuan": [D("100.00"), D("1.00")], "quantity": [3.0, 1.0],
         "value": [100 / 3, 1.0]}
    )  # fmt: skip
    items = pl.DataFrame({"item_code": ["CY0101"], "item_name": ["道路"], "measure_unit": [UNIT]})
    standards = pl.DataFrame([{name: getattr(standard(), name) for name in Cell.__dataclass_fields__}])
    told = known(standards, costs, items, 2025)
    assert told.past == {("CY0101", "一级", UNIT): (Past("T2", D("33.3333"), D("3.0000"), D("100.00")),)}
    assert told.library.cells == (standard(),)
    frame = pl.DataFrame(
        {"request_no": ["A"], "line_no": ["1"], "year": [2027], "org_code": ["T1"], "amount_yuan": [D("1.00")]}
    )
    assert lines_of(frame) == (Line("A", "1", 2027, "T1", D("1.00")),)


def spaced(amount: Decimal, places: int = 0) -> str:
    """As the text writes amounts: 1 153 394.77."""
    return f"{amount:,.{places}f}".replace(",", " ")


def test_the_worked_examples_of_the_methods_are_what_is_computed():
    """The figures stand in docs/methods.md; they are computed here from what the text says."""
    told = " ".join((house() / "docs" / "methods.md").read_text(encoding="utf-8").split())
    roads = judged(
        line(150_000, quantity=D(10_000)),
        standard(10, valid_to=date(2027, 6, 30)),
        standard(12, version="2", valid_from=date(2027, 7, 1)),
    )
    green = judged(line(90_000, quantity=D(1_000)), past=past(20, 30, 40, 50, 60, 70, own=80))
    unknown = judged(line(7_000, item_code="XX"))
    sums = totals([roads, green, unknown])
    assert (roads.suggested_yuan, green.suggested_yuan) == (D("110000.00"), D("57500.00"))
    parts = [spaced(amount) for amount in (sums.suggested_yuan, sums.cut_yuan, sums.not_judged_yuan)]
    for text in (
        "Two towns ask for 247 000",
        "(110 000)",
        "(P25 32.50, P75 57.50)",
        "Suggested {}, cut {}, not judged {}".format(*parts),
        f"{sums.cut_yuan / sums.judged_yuan * 100:.1f} %",
        f"{spaced(reference_cost(D(1000), '功能点') or D(0), 2)} yuan",
        f"{float(person_months(D(1000))):.2f} person-months",
    ):
        assert text in told, text


MONEY = st.decimals(0, 10**9, places=2)
LINES = st.builds(
    line,
    amount=MONEY,
    quantity=st.none() | st.decimals(0, 10**5, places=4),
    grade=st.sampled_from(["一级", "二级", None]),
    item_code=st.sampled_from(["CY0101", "CY0201", None]),
    months=st.none() | st.decimals("0.01", 12, places=2),
    base_yuan=st.none() | MONEY,
    service_from=st.none() | st.dates(date(2027, 1, 1), date(2027, 6, 30)),
)
CELLS = st.builds(
    standard,
    amount=st.none() | MONEY,
    version=st.sampled_from(["1", "2"]),
    standard_kind=st.sampled_from(["cost_standard", "spending_standard"]),
    status=st.sampled_from(["issued", "issued", "draft"]),
    computing=st.sampled_from(["quota", "ratio", "cap"]),
    ratio_percent=st.none() | st.decimals(0, 100, places=4),
    valid_from=st.sampled_from([date(2026, 1, 1), date(2027, 4, 11)]),
    valid_to=st.sampled_from([None, date(2027, 4, 10)]),
    quantity_from=st.sampled_from([None, D(0), D(100)]),
)


@settings(deadline=None)
@given(asked=st.lists(LINES, max_size=8), cells=st.lists(CELLS, max_size=4), costs=st.lists(MONEY, max_size=7))
def test_totals_tie_to_the_cent_and_nothing_exceeds_what_is_requested(
    asked: list[Line], cells: list[Cell], costs: list[D]
):
    found = review(asked, Known(Library(tuple(cells)), past=past(*costs), year=2025))
    for each in found.lines:
        if each.suggested_yuan is None:
            assert (each.rule, each.cut_yuan) == (Rule.NONE, None)
            assert each.why_not
        else:
            assert 0 <= each.suggested_yuan <= each.line.amount_yuan
            assert each.suggested_yuan == each.suggested_yuan.quantize(D("0.01"))
            assert each.rule is not Rule.NONE
            assert each.how
            assert each.source
    sums = found.totals
    assert sums.requested_yuan == sums.suggested_yuan + sums.cut_yuan + sums.not_judged_yuan
    assert sums.requested_yuan == sum(each.amount_yuan for each in asked)
    parts = [totals(lines) for lines in found.by_request.values()]
    assert sum(part.cut_yuan for part in parts) == sums.cut_yuan
