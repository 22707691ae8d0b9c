from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duibiao import formats, language
from duibiao.formats import MoneyUnit, Scale

WAN = MoneyUnit(Scale.WAN)


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def test_amounts_are_in_wan_with_two_decimals_and_thousands_separators():
    assert formats.money(Decimal("123456789.00"), WAN) == "12,345.68"


def test_halves_are_rounded_away_from_zero():
    assert formats.money(Decimal("50"), WAN) == "0.01"
    assert formats.money(Decimal("-50"), WAN) == "-0.01"
    assert formats.decimal(2.675) == "2.68"


def test_a_rounded_zero_has_no_sign():
    assert formats.money(Decimal("-1"), WAN) == "0.00"


@pytest.mark.parametrize(
    ("scale", "text"), [(Scale.YUAN, "120,000,000.00"), (Scale.WAN, "12,000.00"), (Scale.YI, "1.20")]
)
def test_the_same_amount_in_each_unit(scale, text):
    assert formats.money(Decimal("120000000"), MoneyUnit(scale)) == text


@pytest.mark.parametrize(
    ("scale", "currency", "label"),
    [
        (Scale.YUAN, "CNY", "元"),
        (Scale.WAN, "CNY", "万元"),
        (Scale.YI, "CNY", "亿元"),
        (Scale.YUAN, "EUR", "欧元 (EUR)"),
        (Scale.WAN, "EUR", "万欧元 (EUR)"),
        (Scale.WAN, "JPY", "万 JPY"),
        (Scale.YUAN, "CNY, EUR", "CNY, EUR"),
    ],
)
def test_a_unit_names_its_currency(scale, currency, label):
    assert MoneyUnit(scale, currency).label == label


def test_unit_names_follow_the_language():
    language.use("en")
    assert [MoneyUnit(scale).label for scale in Scale] == ["yuan", "10,000 yuan", "100 million yuan"]


def test_missing_zero_and_an_amount_are_three_different_texts():
    texts = {formats.money(value, WAN, blank_zero=True) for value in (None, Decimal(0), Decimal(10000))}
    assert texts == {"—", "", "1.00"}


def test_a_cost_per_something_is_in_whole_yuan():
    assert formats.unit_cost_label(WAN, "平方米") == "元/平方米"


def test_sentences_carry_the_unit():
    assert formats.money_with_unit(Decimal(15000), WAN) == "1.50 万元"
    language.use("en")
    assert formats.money_with_unit(Decimal(15000), WAN) == "1.50 × 10,000 yuan"
    assert formats.money_with_unit(Decimal(15000), MoneyUnit(Scale.YUAN)) == "15,000.00 yuan"


def test_rates_are_in_per_cent_and_differences_of_rates_in_points():
    assert formats.percent(0.6167) == "61.7%"
    assert formats.signed_percent(0.6) == "+60.0%"
    assert formats.points(-0.052) == "-5.2"
    assert formats.points_with_unit(0.052) == "+5.2 个百分点"


def test_nothing_known_is_a_dash_everywhere():
    unknown = [
        formats.percent(None),
        formats.points(None),
        formats.day(None),
        formats.count(None),
        formats.decimal(None),
    ]
    assert set(unknown) == {"—"}


def test_dates_are_written_as_each_language_does():
    assert formats.day(date(2024, 8, 31)) == "2024年8月31日"
    language.use("en")
    assert formats.day(date(2024, 8, 31)) == "31 August 2024"


def test_a_month_ends_on_its_last_day():
    assert formats.month_end(2024, 2) == date(2024, 2, 29)
    assert formats.month_end(2026, 8) == date(2026, 8, 31)


def test_periods_are_written_in_words():
    assert formats.period("2024") == "2024年"
    assert formats.period("2024-08") == "2024年8月"
    assert formats.period_span("2022-01", "2026-08") == "2022年1月 – 2026年8月"
    assert formats.period_span("2026", "2026") == "2026年"
    assert formats.period_span(None, None) == "—"


def test_a_moment_without_a_time_zone_is_utc():
    aware = datetime(2026, 8, 31, 12, 0, tzinfo=UTC)
    assert formats.moment(aware.replace(tzinfo=None)) == formats.moment(aware)


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_text_and_amount_differ_by_half_a_unit_of_the_last_place_at_most(amount):
    for scale in Scale:
        shown = Decimal(formats.money(amount, MoneyUnit(scale)).replace(",", ""))
        assert abs(shown - amount / scale.factor) <= Decimal("0.005")


def test_each_value_of_a_column_is_written_once_and_nothing_for_what_is_not_known():
    asked = []

    def write(value):
        asked.append(value)
        return f"<{value}>"

    column = pl.Series([date(2026, 8, 31), None, date(2026, 8, 31), date(2026, 1, 1)])
    assert formats.written(column, write).to_list() == ["<2026-08-31>", "", "<2026-08-31>", "<2026-01-01>"]
    assert sorted(asked) == [date(2026, 1, 1), date(2026, 8, 31)]
    assert formats.written(pl.Series([None, None], dtype=pl.Date), write).to_list() == ["", ""]
