"""One demo extract sent in ten other ways: what comes of each, and why that is right.

June 2026 of the synthetic district is loaded; the file is its July. A file that says the same in another way loads the
same; one that cannot be the extract, or contradicts itself, is refused; rows that cannot be read are set aside; what
is possible but unlikely is loaded only after somebody took note.
"""

import csv
import io
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from bureau import spoken

from duibiao.demo import DemoManifest
from duibiao.errors import DuibiaoError, RefusedFileError
from duibiao.ingest.examine import Examined, accept, examine
from duibiao.ingest.findings import Finding, Severity
from duibiao.ingest.load import load_file
from duibiao.ingest.reading import Wish
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

TODAY = date(2026, 8, 20)
PAID, CURRENT, CONTRACTED = "累计支付数", "变动后预算数", "合同签订数"
MONEY = ("年初预算数", "预算调整数", CURRENT, CONTRACTED, PAID)


@dataclass(frozen=True)
class Sheet:
    """The file as a table of texts, so that it can be written again in another way."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    above: tuple[tuple[str, ...], ...] = ()

    def place(self, name: str) -> int:
        return self.header.index(name)

    def cells(self, change: Callable[[str, str], str]) -> "Sheet":
        """Every cell under its header, changed."""
        return replace(self, rows=tuple(tuple(map(change, self.header, row)) for row in self.rows))

    def columns(self, *names: str) -> "Sheet":
        """Only those columns, in that order."""
        places = [self.place(name) for name in names]
        return replace(self, header=names, rows=tuple(tuple(row[place] for place in places) for row in self.rows))

    def total(self, times: int = 1) -> tuple[str, ...]:
        """A total row over all rows."""
        sums = {name: sum(Decimal(row[self.place(name)]) for row in self.rows) * times for name in MONEY}
        return ("合计", *(str(sums.get(name, "")) for name in self.header[1:]))

    def data(self, encoding: str = "gb18030") -> bytes:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows((*self.above, self.header, *self.rows))
        return out.getvalue().encode(encoding)


def of_month(manifest: DemoManifest, month: str) -> Path:
    return next(file.path for file in manifest.files if file.path.stem.endswith(month))


def sheet_of(path: Path) -> Sheet:
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="gb18030")))
    return Sheet(tuple(header), tuple(map(tuple, rows)))


@pytest.fixture(scope="module")
def june(demo_manifest: DemoManifest) -> Sheet:
    return sheet_of(of_month(demo_manifest, "202606"))


@pytest.fixture(scope="module")
def july(demo_manifest: DemoManifest) -> Sheet:
    return sheet_of(of_month(demo_manifest, "202607"))


@pytest.fixture(scope="module")
def loaded_june(demo_manifest: DemoManifest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("june") / "june.duckdb"
    with Warehouse.open(path) as warehouse:
        assert load_file(warehouse, "execution", of_month(demo_manifest, "202606")).status == "loaded"
    return path


@pytest.fixture(scope="module")
def warehouse(loaded_june: Path) -> Iterator[Warehouse]:
    """Only read: examining writes nothing."""
    with Warehouse.open(loaded_june, read_only=True) as opened:
        yield opened


def examined(warehouse: Warehouse, data: bytes, name: str = "预算执行_202607.csv", **wish: object) -> Examined:
    return examine(warehouse, data, name, extract_named("execution"), None, Wish(**wish), today=TODAY)


def codes(found: Examined) -> set[str]:
    return {finding.code for finding in found.findings}


def the(found: Examined, code: str) -> Finding:
    return spoken(next(finding for finding in found.findings if finding.code == code))


def values(found: Examined) -> list[tuple[object, ...]]:
    """The accepted rows whatever their order in the file."""
    columns = [name for name in found.reading.extract.by_name if name in found.reading.rows.columns]
    return sorted(found.reading.rows.select(sorted(columns)).rows(), key=str)


@pytest.fixture(scope="module")
def usual(warehouse: Warehouse, july: Sheet) -> Examined:
    return examined(warehouse, july.data())


def test_the_file_as_it_is_has_one_line_to_be_checked_which_the_demo_planted(usual: Examined, july: Sheet) -> None:
    """A project without a budget that is paid all the same; nothing else."""
    assert codes(usual) == {"paid_above_budget"}
    (example,) = the(usual, "paid_above_budget").examples
    row = july.rows[example.row_number - 2]
    assert (example.cell, Decimal(row[july.place(CURRENT)])) == (f"P{example.row_number}", 0)
    assert Decimal(row[july.place(PAID)]) > 0
    assert (usual.blocked, usual.replaces, usual.change) == (False, (), None)


def test_columns_in_another_order_load_the_same(warehouse: Warehouse, usual: Examined, july: Sheet) -> None:
    """Columns are known by their headers, not by their places."""
    swapped = examined(warehouse, july.columns(*reversed(july.header)).data())
    assert values(swapped) == values(usual)
    assert codes(swapped) == codes(usual)


def test_columns_whose_headers_were_swapped_warn(warehouse: Warehouse, july: Sheet) -> None:
    """Budgets under 累计支付数 and payments under 变动后预算数: each row is possible, but all of them are unlikely."""
    names = {PAID: CURRENT, CURRENT: PAID}
    swapped = examined(warehouse, replace(july, header=tuple(names.get(name, name) for name in july.header)).data())
    assert not swapped.blocked
    assert the(swapped, "paid_above_budget").count > len(july.rows) / 2


def test_a_file_without_a_required_column_is_refused_and_told_which(warehouse: Warehouse, july: Sheet) -> None:
    """Without the amounts paid there is no execution to load."""
    rest = [name for name in july.header if name != PAID]
    with pytest.raises(RefusedFileError) as refused:
        examined(warehouse, july.columns(*rest).data())
    assert PAID in refused.value.message or "Paid" in refused.value.message


def test_a_file_without_another_column_warns_that_last_month_had_it(warehouse: Warehouse, july: Sheet) -> None:
    """The rest is right and can be loaded; but contracts would vanish from the pages without a word."""
    rest = [name for name in july.header if name != CONTRACTED]
    without = examined(warehouse, july.columns(*rest).data())
    assert the(without, "columns_missing").severity is Severity.WARN
    assert without.reading.rows.height == len(july.rows)


def in_wan(name: str, cell: str) -> str:
    return str(Decimal(cell) / 10_000) if name in MONEY else cell


def test_ten_thousands_in_place_of_yuan_are_refused_and_named(warehouse: Warehouse, july: Sheet) -> None:
    """A budget does not shrink to a ten-thousandth in a month in every line; loading it would ruin every figure."""
    small = examined(warehouse, july.cells(in_wan).data())
    assert the(small, "wrong_unit").severity is Severity.REFUSE
    assert "万元" in the(small, "wrong_unit").message


def test_ten_thousands_that_say_so_load_the_same(warehouse: Warehouse, usual: Examined, july: Sheet) -> None:
    """单位:万元 above the table is all that was missing."""
    said = examined(warehouse, replace(july.cells(in_wan), above=(("单位:万元",),)).data())
    assert values(said) == values(usual)


@pytest.mark.parametrize(
    ("year", "code"), [("2062", "wrong_year"), ("2006", "wrong_year"), ("2025", "other_period_said")]
)
def test_a_wrong_year_warns(warehouse: Warehouse, july: Sheet, year: str, code: str) -> None:
    """The year may be meant (history is loaded too), so it is asked: it is far, or the file name says another."""
    other = examined(warehouse, july.cells(lambda name, cell: year if name == "年度" else cell).data())
    assert the(other, code).severity is Severity.WARN
    assert not other.blocked


def test_a_total_row_that_stands_twice_loads_the_same(warehouse: Warehouse, usual: Examined, july: Sheet) -> None:
    """Totals are compared with the rows and never loaded, however often they stand there."""
    doubled = examined(warehouse, replace(july, rows=(*july.rows, july.total(), july.total())).data())
    assert values(doubled) == values(usual)
    assert codes(doubled) == codes(usual)


def test_a_total_of_twice_the_amount_refuses_the_file_and_tells_the_cell(warehouse: Warehouse, july: Sheet) -> None:
    """Either the total is wrong or rows are missing; a clerk has to find out which."""
    wrong = examined(warehouse, replace(july, rows=(*july.rows, july.total(2))).data())
    finding = the(wrong, "totals_differ")
    assert (wrong.blocked, finding.severity) == (True, Severity.REFUSE)
    row = len(july.rows) + 2
    assert {example.cell for example in finding.examples} == {f"{letter}{row}" for letter in "LMNOP"}


def test_a_file_cut_off_below_its_total_is_refused(warehouse: Warehouse, july: Sheet) -> None:
    """The total at the top tells that rows are missing below."""
    data = replace(july, rows=(july.total(), *july.rows)).data()
    cut = examined(warehouse, data[: len(data) * 2 // 3])
    assert the(cut, "totals_differ").severity is Severity.REFUSE


def test_a_file_cut_off_without_a_total_warns_of_what_last_month_had(warehouse: Warehouse, july: Sheet) -> None:
    """Nothing in the file tells that it is cut, but organisations and lines of June are missing in July."""
    data = july.data()
    cut = examined(warehouse, data[: data.rindex(b"\n", 0, len(data) * 2 // 3)])
    assert {"organisations_missing", "lines_missing"} <= codes(cut)
    assert cut.reading.n_rows < len(july.rows)


def test_a_file_cut_off_in_a_character_is_refused(warehouse: Warehouse, july: Sheet) -> None:
    """Half a character is no character: the file is certainly damaged."""
    data = july.data()
    with pytest.raises(RefusedFileError, match="damaged or cut short"):
        examined(warehouse, data[: data.rindex("街道".encode("gb18030")) + 3])


def test_a_row_cut_off_in_the_middle_is_set_aside(warehouse: Warehouse, july: Sheet) -> None:
    """The last row has lost its payments: it cannot be loaded, and is kept with the reason."""
    cut = examined(warehouse, july.data().rstrip()[:-12])
    assert (cut.reading.rows.height, cut.reading.rejected.height) == (len(july.rows) - 1, 1)
    assert the(cut, "rows_set_aside").examples[0].row_number == len(july.rows) + 1


def test_rows_in_another_order_load_the_same(warehouse: Warehouse, usual: Examined, july: Sheet) -> None:
    """A row stands for itself."""
    rows = list(july.rows)
    random.Random(7).shuffle(rows)
    shuffled = examined(warehouse, replace(july, rows=tuple(rows)).data())
    assert values(shuffled) == values(usual)
    assert codes(shuffled) == codes(usual)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_another_encoding_loads_the_same(warehouse: Warehouse, usual: Examined, july: Sheet, encoding: str) -> None:
    """The bytes differ, the characters do not."""
    assert values(examined(warehouse, july.data(encoding))) == values(usual)


def test_an_extra_title_row_loads_the_same(warehouse: Warehouse, usual: Examined, july: Sheet) -> None:
    """What stands above the header is a title."""
    titled = examined(warehouse, replace(july, above=(("青浦区2026年1-7月预算执行情况表",), ())).data())
    assert values(titled) == values(usual)
    assert codes(titled) == codes(usual)


def test_a_title_of_another_month_warns(warehouse: Warehouse, july: Sheet) -> None:
    """Rows and title contradict each other; the rows are loaded as they say, when somebody has taken note."""
    titled = examined(warehouse, replace(july, above=(("青浦区2026年1-5月预算执行情况表",),)).data())
    assert "2026-05" in the(titled, "other_period_said").message


def test_the_very_file_of_an_earlier_month_is_recognised(
    warehouse: Warehouse, june: Sheet, demo_manifest: DemoManifest
) -> None:
    """It would change nothing; the batch that it made is named."""
    again = examined(warehouse, of_month(demo_manifest, "202606").read_bytes(), "预算执行_202606.csv")
    assert again.same_file == (1,)
    assert ["batch 1" in each.message for each in again.findings if each.code == "same_file"] == [True]
    assert again.change is not None
    assert again.change.is_nothing
    assert len(june.rows) == again.reading.rows.height


def test_an_earlier_month_under_a_new_month_warns(warehouse: Warehouse, june: Sheet) -> None:
    """June sent as July: every organisation has exactly the amounts of June, which no real month has."""
    copy = examined(warehouse, june.cells(lambda name, cell: "7" if name == "月份" else cell).data())
    assert "2026-06" in the(copy, "copied").message
    assert not copy.blocked


def test_a_closed_month_that_changes_warns_of_restated_history(
    loaded_june: Path, june: Sheet, july: Sheet, tmp_path: Path
) -> None:
    """With July loaded, June is closed; a June with other payments is history restated."""
    place = june.place(PAID)
    first = june.rows[0]
    changed = (*first[:place], str(Decimal(first[place]) + 5), *first[place + 1 :])
    path = tmp_path / "w.duckdb"
    shutil.copy(loaded_june, path)
    with Warehouse.open(path) as warehouse:
        found = examined(warehouse, july.data())
        with pytest.raises(DuibiaoError):
            accept(warehouse, found, accepted_by="张三")
        assert accept(warehouse, found, accepted_by="张三", acknowledged=True) == (2,)
        restated = examined(warehouse, replace(june, rows=(changed, *june.rows[1:])).data(), "预算执行_202606.csv")
        assert the(restated, "restated").count == 1
        assert restated.change is not None
        assert restated.change.largest["difference"].to_list() == [Decimal(5)]
