"""The currency of amounts: said by headers, cells or titles, told by the person, never mixed in silence."""

from decimal import Decimal

import pytest
from bureau import accepted, csv_text, read, reasons
from typer.testing import CliRunner

from duibiao.cli import app
from duibiao.errors import DuibiaoError
from duibiao.ingest import units
from duibiao.ingest.currency import CURRENCIES, code_of
from duibiao.ingest.header import plain
from duibiao.ingest.propose import Choice, Guess, Proposal, propose

HEADER = ("支付日期", "支付凭证号", "预算单位代码")


def payments(amount: str, *cells: str, title: str = "", more: tuple[str, ...] = ()) -> str:
    """A list of payments with that header over those amounts, and perhaps a column of currencies."""
    header = (*HEADER, amount, *(("币种",) if more else ()))
    rows = [(f"2026-08-{i + 3:02}", f"V{i}", "1", f'"{cell}"', *more[i : i + 1]) for i, cell in enumerate(cells)]
    return (f'"{title}"\n' if title else "") + csv_text((header, *rows))


def proposed(text: str, currency: str | None = None) -> Proposal:
    return propose(text.encode(), "支付.csv", Choice(currency=currency))


def unit(text: str, currency: str | None = None) -> Guess:
    return next(guess for guess in proposed(text, currency).guesses if guess.what == "unit")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Amount (£)", "GBP"),
        ("Amount £", "GBP"),
        ("GBP Amount", "GBP"),
        ("Net Amount GBP", "GBP"),
        ("金额(港币)", "HKD"),
        ("支付金额（美元）", "USD"),
        ("港元金额", "HKD"),
        ("金额_EUR", "EUR"),
        ("Amount HK$", "HKD"),
        ("金额(新臺幣)", "TWD"),
        ("支付金额(欧元)", "EUR"),
        ("金额（円）", "JPY"),
        ("支付金额/USD", "USD"),
        ("支付金额（人民币）", "CNY"),
    ],
)
def test_a_header_says_the_currency_and_the_file_does_not_wait(header: str, code: str) -> None:
    text = payments(header, "100.50", "200")
    found = proposed(text)
    assert (found.extract.name, found.open, found.mapping.currency) == ("payment", (), code)
    reading = read(text, "payment")
    assert (reading.plan.currency, accepted(reading, "amount_yuan")) == (code, [Decimal("100.50"), 200])


@pytest.mark.parametrize(
    ("cells", "code"),
    [(("£100.50", "-£3"), "GBP"), (("100.50 €", "(3 €)"), "EUR"), (("HK$100.50", "-HK$3.00"), "HKD"),
     (("NT$ 100.50", "NT$ -3"), "TWD"), (("US$100.50", "-3"), "USD"), (("GBP 100.50", "-3.00 GBP"), "GBP"),
     (("GBP100.50", "-3"), "GBP"), (("100.50美元", "-3美元"), "USD"), (("￥100.50", "¥-3"), "CNY"),
     (("¥100.50", "-3円"), "JPY"), (("100.50元", "-3元"), "CNY"), (("$100.50", "US$-3"), "USD")],
)  # fmt: skip
def test_the_cells_say_the_currency_and_are_read(cells: tuple[str, ...], code: str) -> None:
    text = payments("支付金额", *cells)
    found = proposed(text)
    assert (found.open, found.mapping.currency) == ((), code)
    assert accepted(read(text, "payment"), "amount_yuan") == [Decimal("100.50"), -3]


@pytest.mark.parametrize(
    ("title", "code"),
    [("单位：美元", "USD"), ("（单位：港币元）", "HKD"), ("單位：新臺幣元", "TWD"), ("Amounts in GBP", "GBP"),
     ("币种：欧元", "EUR"), ("Spend over £25,000", "GBP"), ("Currency: EUR", "EUR")],
)  # fmt: skip
def test_a_title_says_the_currency(title: str, code: str) -> None:
    found = proposed(payments("支付金额", "100", "200", title=title))
    assert (found.open, found.mapping.currency) == ((), code)


@pytest.mark.parametrize("word", [word for words in CURRENCIES.values() for word in words])
def test_a_header_is_the_same_with_and_without_any_word_for_a_currency(word: str) -> None:
    assert plain(f"Amount {word}") == "amount"
    assert plain(f"Amount ({word})") == "amount"
    assert plain(f"支付 {word}") == "支付"


def test_a_title_that_only_names_a_loan_in_dollars_says_no_currency() -> None:
    found = proposed(payments("支付金额", "100", "200", title="世行美元贷款项目支付明细"))
    assert found.mapping.currency is None
    assert [guess.what for guess in found.open] == ["unit"]


@pytest.mark.parametrize(
    ("header", "factor"),
    [("金额(万美元)", 10_000), ("金额(港币万元)", 10_000), ("金额(新臺幣千元)", 1_000), ("Amount £000", 1_000),
     ("Amount (£'000)", 1_000), ("Amount (US$ million)", 1_000_000), ("Amount £m", 1_000_000), ("Amount (€)", 1),
     ("金额(百万日元)", 1_000_000), ("金额(亿日元)", 100_000_000), ("批复数(万元)", 10_000),
     ("Amount over £25,000", None), ("金額(萬元)", 10_000)],
)  # fmt: skip
def test_the_unit_of_another_currency_is_one_unless_the_header_says_more(header: str, factor: int | None) -> None:
    assert units.in_header(header) == factor


def test_thousands_of_another_currency_are_multiplied_and_said() -> None:
    text = payments("支付金额(万美元)", "1.5", "2")
    assert unit(text) == Guess("unit", "USD × 10,000", "in the header")
    assert accepted(read(text, "payment"), "amount_yuan") == [15_000, 20_000]


def test_two_currencies_in_the_cells_are_a_question_and_are_not_added_up() -> None:
    text = payments("支付金额", "£100", "£200", "€300", "400")
    assert unit(text) == Guess("unit", "GBP / EUR", "the file says several currencies, which cannot be added up", False)
    reading = read(text, "payment")
    assert accepted(reading, "amount_yuan") == [100, 200, 400]
    assert reasons(reading) == {4: "its amount is in EUR, the file in GBP"}


def test_a_column_of_currencies_tells_that_of_each_row() -> None:
    text = payments("支付金额", "100", "200", "300", more=("人民币", "USD", "人民币"))
    assert not unit(text).sure
    reading = read(text, "payment")
    assert (reading.plan.currency, accepted(reading, "amount_yuan")) == ("CNY", [100, 300])
    alike = payments("支付金额", "100", "200", more=("港币", "港币"))
    assert (unit(alike).sure, unit(alike).value) == (True, "HKD")


def test_a_header_and_cells_that_say_different_currencies_are_a_question() -> None:
    guess = unit(payments("支付金额(美元)", "€100", "€200"))
    assert (guess.sure, guess.value) == (False, "EUR / USD")


def test_a_dollar_sign_alone_is_a_question_that_an_answer_settles() -> None:
    text = payments("支付金额", "$100", "$200")
    guess = unit(text)
    assert (guess.sure, guess.value.split(" / ")[:2]) == (False, ["USD", "HKD"])
    told = proposed(text, "HKD")
    assert (told.open, told.mapping.currency) == ((), "HKD")


def test_the_sign_of_yuan_and_yen_is_a_question_in_a_japanese_table() -> None:
    text = payments("支付金额", "¥100", "¥200", title="支払いリスト")
    assert unit(text) == Guess("unit", "CNY / JPY", "¥ may mean several currencies", sure=False)


def test_the_person_tells_the_currency_of_a_file_that_says_none() -> None:
    assert unit(payments("支付金额", "100", "200"), "GBP") == Guess("unit", "GBP", "as told")


@pytest.mark.parametrize(
    ("text", "code"), [("GBP", "GBP"), ("gbp", "GBP"), ("£", "GBP"), ("港币", "HKD"), ("ＨＫＤ", "HKD"), ("SEK", "SEK")]
)
def test_a_currency_is_told_by_code_sign_or_name(text: str, code: str) -> None:
    assert code_of(text) == code


def test_what_is_no_currency_is_refused_with_those_that_are() -> None:
    with pytest.raises(DuibiaoError) as refused:
        code_of("dollars")
    assert "CNY" in refused.value.hint


def test_the_command_line_takes_a_currency(tmp_path) -> None:
    file = tmp_path / "支付.csv"
    file.write_text(payments("支付金额", "100", "200"), encoding="utf-8")
    command = ["--warehouse", str(tmp_path / "w.duckdb"), "load", "auto", str(file)]
    assert CliRunner().invoke(app, command).exit_code == 1
    loaded = CliRunner().invoke(app, [*command, "--currency", "英镑", "--json"])
    assert (loaded.exit_code, '"status": "loaded"' in loaded.output) == (0, True)
    batches = CliRunner().invoke(app, [*command[:2], "read", "batches", "--format", "csv"])
    assert ",GBP," in batches.output
    assert CliRunner().invoke(app, [*command, "--currency", "dollars"]).exit_code == 2
