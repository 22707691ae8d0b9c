"""Whatever a table looks like, no row and no cent of it is lost: all are accepted, or set aside with a reason."""

from dataclasses import dataclass
from decimal import Decimal

from bureau import read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
UNITS = {"元": 1, "万元": 10_000}
BAD_MONTHS = ("13", "0", "某月", "")
BAD_AMOUNTS = ("abc", "1..2", "#REF!")


@dataclass(frozen=True)
class Line:
    """One row of a generated file: its cents (in the unit of the file, two places) and what is wrong with it."""

    cents: int
    bad_month: str | None
    bad_amount: str | None


@dataclass(frozen=True)
class Table:
    """A generated execution table and how it is written."""

    lines: tuple[Line, ...]
    separator: str
    encoding: str
    unit: str
    comma: bool
    thousands: bool
    brackets: bool
    total: str | None

    @property
    def content(self) -> bytes:
        rows = [
            ["2026年预算执行", "", "", f"单位：{self.unit}"],
            ["年度", "月份", "预算单位代码", "项目名称", "累计支付数"],
        ]
        rows += [self._row(i, line) for i, line in enumerate(self.lines)]
        total = [self.total or "", "", "", "", self._amount(sum(line.cents for line in self.readable))]
        if self.total:
            rows.append(total)
        text = "".join(self.separator.join(map(self._quoted, row)) + "\n" for row in rows)
        return text.encode(self.encoding)

    @property
    def readable(self) -> list[Line]:
        return [line for line in self.lines if line.bad_amount is None]

    def _row(self, i: int, line: Line) -> list[str]:
        month = "8" if line.bad_month is None else line.bad_month
        amount = self._amount(line.cents) if line.bad_amount is None else line.bad_amount
        return ["2026", month, f"3101180{i % 11:02d}", f"道路保洁项目{i}", amount]

    def _amount(self, cents: int) -> str:
        text = f"{abs(cents) / Decimal(100):{',' if self.thousands else ''}.2f}"
        if self.comma:
            text = text.translate(str.maketrans(",.", ".,"))
        return f"({text})" if cents < 0 and self.brackets else f"-{text}" if cents < 0 else text

    def _quoted(self, cell: str) -> str:
        return f'"{cell}"' if self.separator in cell else cell


lines = st.builds(
    Line,
    st.integers(-(10**11), 10**11),
    st.none() | st.none() | st.none() | st.sampled_from(BAD_MONTHS),
    st.none() | st.none() | st.none() | st.sampled_from(BAD_AMOUNTS),
)

tables = st.builds(
    Table,
    st.lists(lines, min_size=1, max_size=30).map(tuple),
    st.sampled_from(SEPARATORS),
    st.sampled_from(ENCODINGS),
    st.sampled_from(tuple(UNITS)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.sampled_from(["合计", "总计"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables)
def test_no_row_and_no_cent_is_lost(table: Table) -> None:
    reading = read(table.content)
    assert reading.rows.height + reading.rejected.height == len(table.lines)
    expected = [line.bad_month is not None or line.bad_amount is not None for line in table.lines]
    set_aside = set(reading.rejected["row_number"])
    assert set_aside == {i + 3 for i, bad in enumerate(expected) if bad}
    good = [line for line, bad in zip(table.lines, expected, strict=True) if not bad]
    yuan = [Decimal(line.cents) * UNITS[table.unit] / 100 for line in good]
    assert reading.rows["paid_yuan"].to_list() == yuan
    assert all(reading.rejected["reason"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables)
def test_the_accepted_and_the_readable_rejected_add_up_to_the_file(table: Table) -> None:
    reading = read(table.content)
    factor = UNITS[table.unit]
    accepted = sum(reading.rows["paid_yuan"].to_list(), Decimal(0))
    numbers = set(reading.rejected["row_number"])
    rejected = [line for i, line in enumerate(table.lines) if i + 3 in numbers and line.bad_amount is None]
    whole = sum((Decimal(line.cents) * factor / 100 for line in table.readable), Decimal(0))
    assert accepted + sum((Decimal(line.cents) * factor / 100 for line in rejected), Decimal(0)) == whole
    if table.total and len(table.readable) == len(table.lines):
        aside = sum(line.cents for line in rejected)
        assert [control.status for control in reading.control_totals] == ["set_aside" if aside else "ties"]
    assert reading.account.ties
