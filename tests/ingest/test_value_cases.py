"""The files that were once read with a wrong value, as they are proposed and read."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from bureau import reasons

from duibiao.ingest.document import Document
from duibiao.ingest.doubts import doubts
from duibiao.ingest.propose import Proposal, propose
from duibiao.ingest.reading import Reading, Wish, read_file
from duibiao.ingest.recognise import plan_for, recognise

FOLDERS = Path(__file__).parent / "cases", Path(__file__).parents[3] / "shared" / "cases" / "files"


def case(name: str) -> bytes:
    found = next((folder / name for folder in FOLDERS if (folder / name).exists()), None)
    if found is None:
        pytest.skip("the cases are not here")
    return found.read_bytes()


def proposed(name: str) -> tuple[Proposal, Reading]:
    data = case(name)
    proposal = propose(data, name)
    return proposal, read_file(data, name, proposal.extract, proposal.mapping, Wish(despite_totals=True))


def values_of(name: str, column: str) -> list[object]:
    return proposed(name)[1].rows[column].to_list()


@pytest.mark.parametrize("name", ["34_long_codes_as_numbers.xlsx", "p6_code18.xls"])
def test_codes_that_were_stored_as_numbers_are_all_set_aside(name: str):
    reading = proposed(name)[1]
    assert reading.rows.is_empty()
    assert all("last digits" in reason for reason in reasons(reading).values())


def test_days_in_seven_spellings():
    reading = proposed("06_payment_codes_numbers_dates.xlsx")[1]
    assert reading.rows["pay_date"].to_list() == [date(2024, 8, day) for day in (31, 29, 28, 27, 26, 26, 25)]
    assert reading.rejected["row_number"].to_list() == [4, 5, 6, 14, 15]


def test_one_year_of_two_digits_is_that_of_the_others():
    assert values_of("22_one_two_digit_year.xlsx", "pay_date")[3] == date(2024, 8, 25)
    assert sum(values_of("22_one_two_digit_year.xlsx", "amount_yuan")) == Decimal("10045.00")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "day"), [("pay_1904.xlsx", date(2025, 12, 31)), ("p5_1904_mixed.xlsx", date(2026, 7, 31))]
)
def test_days_of_workbooks_from_1904(name: str, day: date):
    assert set(values_of(name, "pay_date")) == {day}


def test_a_time_of_another_zone_is_of_the_day_that_it_is_here():
    days = values_of("pay_text_dates.xlsx", "pay_date")
    assert days == [date(2025, 12, 31)] * 2 + [date(2026, 1, 1)] * 2 + [date(2025, 12, 31)] * 4


@pytest.mark.parametrize(
    ("name", "paid"),
    [
        ("display_scaled_wan.xlsx", ["400000.00", "900000.00"]),
        ("p14_scaled_escaped.xlsx", ["1234567.89", "1234568.89", "1234569.89", "1234570.89"]),
    ],
)
def test_amounts_that_are_shown_divided(name: str, paid: list[str]):
    assert values_of(name, "paid_yuan") == [Decimal(each) for each in paid]


def test_all_decimals_of_hundreds_of_millions():
    meant = [Decimal("1234567890.12"), Decimal("0.49"), Decimal("123456789.99")]
    assert values_of("p6_yi.xlsx", "amount_yuan") == meant


def test_three_digits_everywhere_are_a_question():
    data = case("eu_thousands_only.csv")
    proposal = propose(data, "eu_thousands_only.csv")
    assert [guess.what for guess in proposal.open] == ["decimal"]
    found = recognise(Document(data, "a.csv").sheets(), proposal.extract, None, None)
    asked = list(doubts(found.sheet, found.body, plan_for(found, proposal.extract, None)))
    assert [each.code for each in asked] == ["decimal"]


def test_percentages_of_the_monitoring_are_what_the_cells_show():
    assert values_of("monitor_percent_cells.xlsx", "actual") == ["53.8%", "60%", "53.8"]
    assert values_of("monitor_percent_cells.xlsx", "target") == ["100", "95%", "100"]


def test_nineteen_spellings_of_amounts():
    meant = (
        "1234.56 12345.67 -1234.56 -2000 -1234.56 -3000 -500.5 -1234.56 1234.56 35000 1234.56 -600 1234.56 -100 "
        "0 -1000 -250"
    )
    assert values_of("07_payment_negatives.xlsx", "amount_yuan") == [Decimal(each) for each in meant.split()]
    assert proposed("07_payment_negatives.xlsx")[1].rejected["row_number"].to_list() == [16, 17]
