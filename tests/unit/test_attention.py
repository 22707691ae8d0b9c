"""The first page on findings made by hand: in which order, and what is said of them."""

from datetime import date

import polars as pl
import pytest

from duibiao import language
from duibiao.formats import MoneyUnit
from duibiao.settings import settings
from duibiao.ui import attention, attention_view
from duibiao.ui.attention import Finding, Look, Matter, Untold, ordered

LOOK = Look(2026, 8, MoneyUnit())
STUCK = Finding(Matter.STUCK, 3, 5_000_000.0, 40, n_before=4, before_yuan=5_500_000.0)
TWICE = Finding(Matter.TWICE, 1, 7_000_000.0, 12)
NO_PRICES = Finding(Matter.PRICES, None, untold=Untold.COMPONENTS)
NO_COSTS = Finding(Matter.UNIT_COSTS, 0, 0.0, 9, parts=(0,))
MISSING = Finding(Matter.MISSING, 2, None, 30, date(2026, 8, 31))
DATA = Finding(Matter.DATA, 0, None, 5, parts=(0, 0, 0))
ALL = [DATA, MISSING, NO_COSTS, NO_PRICES, STUCK, TWICE]


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use("zh_CN")


@pytest.fixture
def own_thresholds(monkeypatch):
    monkeypatch.setenv(
        "DUIBIAO_THRESHOLDS", "slow_gap = 33, dormant_months = 5, lamp_red = 55, mismatch = 25, least_to_report = 300"
    )
    settings.cache_clear()
    yield
    settings.cache_clear()


def matters(findings):
    return [each.matter for each in findings]


def test_most_yuan_first_then_cases_without_yuan_then_nothing_found_then_what_cannot_be_told():
    assert matters(ordered(ALL)) == [Matter.TWICE, Matter.STUCK, Matter.MISSING, Matter.UNIT_COSTS, Matter.DATA,
                                     Matter.PRICES]  # fmt: skip


def test_the_sentence_names_the_most_money_what_is_due_and_what_cannot_be_told():
    said = attention_view.answer(LOOK, ordered(ALL))
    assert said.startswith(
        "By 31 August 2026 most money hangs on: Digital items paid twice? (700.00 × 10,000 yuan, 1 pairs of payments "
        "that overlap); then Money that is stuck (500.00 × 10,000 yuan, 3 projects clearly slow; 3 compared with "
        "past years of their class, 0 whose class has no past compared with the calendar). 2 projects have not "
        "reported their monitoring ("
    )
    assert said.endswith("Nothing can be said of: Digital items bought dear.")


def test_nothing_found_is_said_only_of_what_was_looked_at():
    quiet = [NO_COSTS, NO_PRICES, Finding(Matter.MISSING, None, untold=Untold.MONITORING), DATA]
    said = attention_view.answer(LOOK, quiet)
    assert said == (
        "By 31 August 2026 nothing was found in what can be looked at. Nothing can be said of: Digital items bought "
        "dear, Monitoring not reported."
    )
    unknown = [NO_PRICES, Finding(Matter.MISSING, None, untold=Untold.MONITORING), DATA]
    assert "nothing was found" not in attention_view.answer(LOOK, unknown)


def test_what_is_not_known_never_reads_as_good():
    assert attention_view.lamp(LOOK, NO_PRICES) == "○ cannot be told"
    assert attention_view.lamp(LOOK, NO_COSTS) == "● nothing found"
    assert attention_view.remark(LOOK, NO_PRICES) == "no digital components are loaded"


def test_lamps_have_words_and_a_report_is_due_before_it_is_overdue():
    assert attention_view.lamp(LOOK, STUCK) == "■ act"
    assert attention_view.lamp(LOOK, TWICE) == "▲ to be checked"
    assert attention_view.lamp(Look(2019, 8, MoneyUnit()), MISSING) == "■ overdue"
    assert attention_view.lamp(Look(2099, 8, MoneyUnit()), MISSING) == "▲ due soon"


def test_a_change_has_a_sign_and_is_left_out_where_it_cannot_be_told():
    assert attention_view.change_text(LOOK, STUCK) == "since last month: -1, -50.00"
    assert attention_view.change_text(LOOK, TWICE) == ""


def test_missing_data_are_counted_by_what_is_missing():
    data = Finding(Matter.DATA, 6, None, 5, parts=(3, 1, 2))
    assert attention_view.lamp(LOOK, data) == "▲ to be completed"
    assert attention_view.answer(LOOK, [NO_COSTS, MISSING, data]).endswith(
        "The data are not complete: 3 organisations have not reported this month, 1 months are missing, 2 batches wait "
        "to be mended."
    )


def test_six_matters_with_money_have_a_tile_and_the_reports_and_data_always():
    money = [Finding(matter, 1, 1.0) for matter in Matter if matter not in (Matter.MISSING, Matter.DATA)]
    shown = attention_view.shown_in_tiles([*money, MISSING, DATA])
    assert matters(shown) == [*matters(money[:6]), Matter.MISSING, Matter.DATA]


def test_the_table_has_every_matter_and_no_amount_where_there_is_none():
    table = attention_view.table(LOOK, ordered(ALL))
    rows = {row["matter"]: row for row in table.frame.to_dicts()}
    assert len(rows) == len(ALL)
    assert (rows["stuck"]["change_n"], rows["stuck"]["change_yuan"]) == (-1, -500_000)
    assert (rows["prices"]["n"], rows["prices"]["stake_yuan"], rows["prices"]["n_looked_at"]) == (None, None, None)
    assert rows["missing"]["stake_yuan"] is None
    assert rows["unit_costs"]["n"] == 0


def test_bars_are_of_money_only():
    assert [(bar.code, bar.value) for bar in attention_view.bars(LOOK, ordered(ALL), None)] == [
        ("twice", 700), ("stuck", 500),
    ]  # fmt: skip


@pytest.mark.usefixtures("own_thresholds")
def test_the_home_page_looks_and_leads_on_by_the_thresholds_of_the_settings():
    limits = attention.stuck_view(LOOK).limits
    assert (limits.slow_gap, limits.dormant_months, limits.lamp_red, limits.watch_gap) == (0.33, 5, 0.55, 0.10)
    reports = attention.reports(LOOK, 8, "missing")
    assert (reports.limit, reports.least_yuan) == (0.25, 3_000_000)
    _page, query = attention_view.link(LOOK, Matter.STUCK)
    told = [query[name] for name in ("slow_gap", "dormant", "lamp_red", "lamp_green", "watch_gap")]
    assert told == ["33", "5", "55", "80", "10"]


def test_of_the_money_to_take_back_that_worth_acting_on_is_named_apart():
    assert attention.worth_acting(pl.DataFrame({"recoverable_yuan": [100_000.0, 99_999.99, 300_000.0]})) == (2, 400_000)
    found = Finding(Matter.RECOVERABLE, 3, 499_999.99, 40, worth=(2, 400_000.0))
    said = "of these 2 of at least 10.00 × 10,000 yuan, together 40.00 × 10,000 yuan"
    assert attention_view.remark(LOOK, found) == said
    assert said in attention_view.answer(LOOK, ordered([found, MISSING, DATA]))


def test_where_projects_have_no_forecast_their_amount_is_not_called_one():
    def meaning(n_unforeseen):
        return attention_view.meaning_of(Finding(Matter.STUCK, 3, 5.0, 40, n_unforeseen=n_unforeseen))

    assert meaning(0) == "forecast to be left"
    assert meaning(1) == "forecast to be left; 1 without a forecast count by how far they are behind the calendar"
    assert meaning(3) == "behind the calendar (none has a forecast)"
