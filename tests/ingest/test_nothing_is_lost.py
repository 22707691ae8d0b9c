"""Whatever is done to a file: every row is accepted or set aside, and no amount gets lost between them.

The test writes the file itself and counts what it wrote; it never asks the reader what was in there.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from bureau import notes, read
from hypothesis import given, settings
from hypothesis import strategies as st

D = Decimal
EXECUTION = ("年度", "月份", "预算单位代码", "项目代码", "变动后预算数", "累计支付数")
PAYMENT = ("支付日期", "支付凭证号", "预算单位代码", "项目代码", "支付金额")
NOISE = ("repeated header", "footnote", "blank", "total")
SPOILED = ("无", "x12", "1O0", "--5", "12..5", "#REF!", "5元整")


@dataclass(frozen=True)
class Written:
    """A file and what was written into it: its rows (not header, totals and notes) and the amounts that are numbers."""

    data: bytes
    n_rows: int
    amount: Decimal


def amount_in(cell: str) -> Decimal:
    try:
        return D(cell.replace(",", ""))
    except InvalidOperation:
        return D(0)


AMOUNTS = st.decimals(min_value=-(10**7), max_value=10**8, places=2).map(lambda amount: f"{amount:.2f}")
CELLS = st.one_of(AMOUNTS, AMOUNTS.map(lambda text: f"{D(text):,.2f}"), st.sampled_from(SPOILED), st.just(""))


@st.composite
def execution_rows(draw: st.DrawFn, number: int) -> tuple[str, ...]:
    month = draw(st.sampled_from(("7", "8", "8", "8", "13", "")))
    org = draw(st.sampled_from(("1", "2", "2", "")))
    return ("2026", month, org, f"P{number % 7}", draw(CELLS), draw(CELLS))


@st.composite
def payment_rows(draw: st.DrawFn, number: int) -> tuple[str, ...]:
    day = draw(st.sampled_from(("2026-08-03", "2026-08-31", "2026-02-30", "不详")))
    voucher = draw(st.sampled_from((f"V{number}", f"V{number}", "V0", "")))
    return (day, voucher, draw(st.sampled_from(("1", "2", ""))), f"P{number}", draw(CELLS))


@st.composite
def files(draw: st.DrawFn) -> tuple[str, Written]:
    """A file with rows good and bad, with noise between them, its columns and rows in any order, in some encoding."""
    extract, header, rows_of = draw(
        st.sampled_from((("execution", EXECUTION, execution_rows), ("payment", PAYMENT, payment_rows)))
    )
    good = {
        "execution": ("2026", "8", "1", "P99", "10.00", "5.00"),
        "payment": ("2026-08-01", "V99", "1", "P99", "5.00"),
    }
    rows = [good[extract], *(draw(rows_of(number)) for number in range(draw(st.integers(0, 12))))]
    rows = draw(st.permutations(rows))
    total = sum((amount_in(row[-1]) for row in rows), D(0))
    lines = [list(row) for row in rows]
    for noise in draw(st.lists(st.sampled_from(NOISE), max_size=3)):
        place = draw(st.integers(0, len(lines)))
        lines.insert(place, _noise(noise, header, total))
    order = draw(st.permutations(range(len(header))))
    table = [header, *lines] if draw(st.booleans()) else [("某区表（模拟）",), header, *lines]
    text = "".join(_line(row, order if len(row) == len(header) else range(len(row))) for row in table)
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", "gb18030")))
    return extract, Written(text.encode(encoding), len(rows), total)


def _noise(kind: str, header: tuple[str, ...], total: Decimal) -> list[str]:
    if kind == "repeated header":
        return list(header)
    if kind == "total":
        return ["合计", *[""] * (len(header) - 2), str(total)]
    return ["注：单位自行填报"] if kind == "footnote" else [""] * len(header)


def _line(row: list[str] | tuple[str, ...], order: object) -> str:
    cells = [row[place] for place in order]
    return ",".join(f'"{cell}"' if "," in cell else cell for cell in cells) + "\n"


@settings(max_examples=150, deadline=None)
@given(files())
def test_accepted_and_rejected_are_all_rows_and_all_amounts_of_the_file(given_file: tuple[str, Written]) -> None:
    extract, written = given_file
    reading = read(written.data, extract, despite_totals=True)
    assert reading.rows["row_number"].n_unique() + reading.rejected.height == written.n_rows == reading.n_rows
    assert not set(reading.rows["row_number"]) & set(reading.rejected["row_number"])
    amount = {"execution": "paid_yuan", "payment": "amount_yuan"}[extract]
    cell = reading.plan.sources[amount]
    aside = sum((amount_in(text or "") for text in reading.rejected[cell]), D(0))
    assert (reading.rows[amount].sum() or D(0)) + aside == written.amount
    assert sum(reading.sums()[amount], D(0)) == written.amount


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(AMOUNTS | st.just(""), AMOUNTS | st.just("") | st.sampled_from(SPOILED)), min_size=1, max_size=10
    )
)
def test_a_wide_file_loses_no_amount_either(cells: list[tuple[str, str]]) -> None:
    """A row with two versions side by side becomes up to two rows; where one cannot be read, both are set aside."""
    wide = {"into": "version", "value": "amount_yuan", "columns": {"申报数": "requested", "批复数": "approved"}}
    text = "预算单位代码,项目代码,申报数,批复数\n1,P,10,8\n"
    text += "".join(f"1,P{number},{one},{two}\n" for number, (one, two) in enumerate(cells))
    reading = read(text, "appropriation", mapping={"wide": wide}, period="2026", despite_totals=True)
    blank = sum(one == two == "" for one, two in cells)
    assert reading.n_rows == 1 + len(cells) - blank
    assert sum(reading.sums()["amount_yuan"], D(0)) == D(18) + sum(
        (amount_in(x) + amount_in(y) for x, y in cells), D(0)
    )
    assert any("without any amount" in note for note in notes(reading)) == bool(blank)
