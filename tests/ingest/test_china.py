"""Workbooks and catalogues as governments of China and Taiwan published them, through the shipped profiles.

Every expected number is counted here in another way: with openpyxl, xlrd's successor or the csv module, never by our
own reading.
"""

import csv
import io
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import python_calamine
import real
from openpyxl.worksheet.worksheet import Worksheet

from duibiao.errors import RefusedFileError
from duibiao.ingest.load import load_file
from duibiao.ingest.mapping import load_mapping
from duibiao.ingest.period import parse_period
from duibiao.ingest.propose import Choice, propose
from duibiao.ingest.reading import Reading, Wish, read_file
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

pytestmark = pytest.mark.real

WAN = Decimal(10_000)


def through(profile: str, data: bytes, name: str, wish: Wish | None = None) -> Reading:
    mapping = load_mapping(profile)
    return read_file(data, name, extract_named(mapping.extract), mapping, wish or Wish())


def hainan() -> bytes:
    return (real.folder("china") / "workbooks" / "hainan_2024.xlsx").read_bytes()


@cache
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(hainan()), data_only=True)


def sheet_named(part: str) -> Worksheet:
    return next(sheet for sheet in book().worksheets if part in sheet.title and sheet.sheet_state == "visible")


def decimal(value: object) -> Decimal:
    return Decimal(str(value).strip() or 0) if value is not None else Decimal(0)


# The sheet 重大项目绩效表, counted by hand in it: the table stands in rows 5 to 1838, one indicator a row; column B has
# 112 merged cells (projects), columns C, D and E 336 each (a unit of a project, its budget, its goal).
ROWS, PROJECTS, UNITS_OF_PROJECTS = 1838 - 4, 112, 336


def test_the_indicators_of_the_major_projects_load_with_merged_cells_filled_down() -> None:
    reading = through("hainan_indicators", hainan(), "hainan_2024.xlsx")
    assert (reading.rows.height, reading.rejected.height) == (ROWS, 0)
    assert reading.rows["project_code"].n_unique() == PROJECTS
    assert reading.rows["project_code"].null_count() == reading.rows["org_code"].null_count() == 0
    assert reading.rows["project_code"].str.len_chars().unique().to_list() == [21]
    assert reading.rows["year"].unique().to_list() == [2024]


def test_every_indicator_stands_under_the_project_and_unit_of_its_merged_cell() -> None:
    sheet = sheet_named("重大项目绩效表")
    over = {column: {} for column in (2, 3)}
    for area in sheet.merged_cells.ranges:
        if area.min_col in over and area.min_row > 4:
            text = sheet.cell(area.min_row, area.min_col).value
            over[area.min_col] |= dict.fromkeys(range(area.min_row, area.max_row + 1), text)
    reading = through("hainan_indicators", hainan(), "hainan_2024.xlsx")
    for row in reading.rows.select("row_number", "project_code", "org_code", "level3", "target").iter_rows(named=True):
        number = row["row_number"]
        project = over[2].get(number) or sheet.cell(number, 2).value
        unit = over[3].get(number) or sheet.cell(number, 3).value
        assert (project[:21], unit.partition("-")[0]) == (row["project_code"], row["org_code"]), number
        assert sheet.cell(number, 8).value.strip() == row["level3"], number


def test_a_budget_that_is_merged_over_indicators_is_counted_once() -> None:
    sheet = sheet_named("重大项目绩效表")
    cells = [sheet.cell(row, 4).value for row in range(5, 1839)]
    budgets = [decimal(value) for value in cells if value is not None]
    assert len(budgets) == UNITS_OF_PROJECTS
    reading = through("hainan_indicators", hainan(), "hainan_2024.xlsx")
    assert reading.rows["budget_yuan"].count() == UNITS_OF_PROJECTS
    assert abs(reading.rows["budget_yuan"].sum() - sum(budgets) * WAN) < Decimal("0.01")


def functional_leaves() -> dict[str, tuple[Decimal, ...]]:
    """The rows of the functional table under which there is no other, by code: four budgets in 万元."""
    found = {}
    for row in sheet_named("支出功能分类预算表").iter_rows(6, 733, max_col=6, values_only=True):
        code = str(row[0]).replace("-", "—").partition("—")[0]
        found[code] = tuple(map(decimal, row[2:6]))
    return {code: row for code, row in found.items() if not any(o != code and o.startswith(code) for o in found)}


def test_the_functional_table_loads_as_appropriations_by_its_lowest_classes(tmp_path: Path) -> None:
    leaves = functional_leaves()
    file = tmp_path / "hainan_2024.xlsx"
    file.write_bytes(hainan())
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        report = load_file(warehouse, "appropriation", file, mapping="hainan_functions", despite_totals=True)
        loaded = warehouse.live_rows("appropriation", warehouse.live_scopes("appropriation"))
    assert report.rejected == 0
    assert set(loaded["function_code"]) == set(leaves)
    for i, fund in enumerate(("一般公共预算", "政府性基金预算", "国有资本经营预算", "社会保险基金预算")):
        total = loaded.filter(pl.col("fund_type") == fund)["amount_yuan"].sum()
        assert abs(total - sum(row[i] for row in leaves.values()) * WAN) < 1, fund


def test_what_the_publisher_left_out_below_a_class_is_said_before_it_is_loaded() -> None:
    """公共安全支出 (204) says 556 846.51万元, its lowest classes add up to 535 676.67: some are not published."""
    with pytest.raises(RefusedFileError, match="do not tie"):
        through("hainan_functions", hainan(), "hainan_2024.xlsx")
    reading = through("hainan_functions", hainan(), "hainan_2024.xlsx", Wish(despite_totals=True))
    leaves = functional_leaves()
    below = sum(row[0] for code, row in leaves.items() if code.startswith("204")) * WAN
    safety = [each for each in reading.control_totals if each.file_yuan == "5568465100.00"]
    assert [(each.status, each.rows_yuan) for each in safety] == [("differs", f"{below:.2f}")]
    assert f"{below:.2f}" == "5356766700.00"


@pytest.mark.parametrize("kind", ["department", "unit"])
def test_a_disclosure_template_of_shanghai_filled_in_loads(kind: str) -> None:
    rows = [
        (205, None, None, "教育支出", 60.5, 40.25, 20.25),
        (205, "02", None, "普通教育", 60.5, 40.25, 20.25),
        (205, "02", "05", "高等教育", 60.5, 40.25, 20.25),
        (207, None, None, "文化旅游体育与传媒支出", 7, 3, 4),
        (207, "99", None, "其他文化旅游体育与传媒支出", 7, 3, 4),
        (207, "99", "99", "其他文化旅游体育与传媒支出", 7, 3, 4),
        ("…", None, None, "…", None, None, None),
        ("合计", None, None, None, 67.5, 43.25, 24.25),
    ]
    book = openpyxl.load_workbook(real.folder("china") / "workbooks" / f"{kind}_budget_template.xlsx")
    sheet = next(each for each in book.worksheets if each.title.endswith("支出总表") and "收支" not in each.title)
    head = next(cell.row for cell in sheet["A"] if cell.value == "类")
    for area in [each for each in sheet.merged_cells.ranges if each.min_row > head]:
        sheet.unmerge_cells(str(area))
    for cells in sheet.iter_rows(head + 1, sheet.max_row):
        for cell in cells:
            cell.value = None
    for i, row in enumerate(rows, head + 1):
        for j, value in enumerate(row, 1):
            sheet.cell(i, j).value = value
    filled = io.BytesIO()
    book.save(filled)
    reading = through("shanghai_budget", filled.getvalue(), f"{kind}.xlsx", Wish(org="101001"))
    found = reading.rows.select("function_code", "project_name", "amount_yuan", "year").sort(pl.all()).rows()
    assert found == [
        ("2050205", "基本支出", Decimal("40.25"), 2026),
        ("2050205", "项目支出", Decimal("20.25"), 2026),
        ("2079999", "基本支出", Decimal("3.00"), 2026),
        ("2079999", "项目支出", Decimal("4.00"), 2026),
    ]
    assert reading.rejected.is_empty()
    assert {each.status for each in reading.control_totals} == {"ties"}


def test_the_counties_of_taiwan_are_read_from_an_old_workbook() -> None:
    """合計, 直轄市合計 and 縣市合計 are no counties; the tables of other years below are not this year's."""
    file = next(real.folder("taiwan").glob("100*.xls"))
    book = python_calamine.CalamineWorkbook.from_path(file)
    lines = book.get_sheet_by_name("融資-縣市(明細）").to_python(skip_empty_area=False)
    counties = {}
    for line in lines[5:30]:
        name = str(line[0]).replace("\u3000", "").strip()
        if name.startswith("上年度"):
            break
        if name and not name.endswith("計"):
            counties[name] = (Decimal(str(line[6])) * 1000, Decimal(str(line[7])) * 1000)
    reading = through("taiwan_counties", file.read_bytes(), file.name)
    assert len(counties) == 22
    for i, kind in enumerate(("歲出", "債務之償還")):
        rows = reading.rows.filter(pl.col("project_name") == kind)
        assert dict(rows.select("org_code", "amount_yuan").iter_rows()) == {n: each[i] for n, each in counties.items()}
    assert reading.rows["year"].unique().to_list() == [2011]  # the hundredth year of the calendar used there
    assert {each.status for each in reading.control_totals} == {"ties"}
    assert reading.mapping is not None
    assert reading.mapping.currency == "TWD"


def test_the_catalogue_of_shenzhen_is_read_without_a_header() -> None:
    file = real.folder("shenzhen") / "catalogue_gbk_no_header.csv"
    with file.open(encoding="gb18030", newline="") as source:
        rows = [(row[0].strip(), row[2].strip(), row[3].strip()) for row in csv.reader(source)]
    priced = [(code, name, Decimal(price)) for code, name, price in rows if code and name and price]
    reading = through("shenzhen_catalogue", file.read_bytes(), file.name, Wish(parse_period("2018")))
    assert len(rows) == 23_061
    assert reading.rows.select("product_code", "product_name", "price_yuan").rows() == priced
    assert reading.rows.height + reading.rejected.height == len(rows)


def test_the_sheet_of_indicators_is_recognised_as_such() -> None:
    name = sheet_named("重大项目绩效表").title
    proposal = propose(hainan(), "hainan_2024.xlsx", Choice(sheet=name))
    assert proposal.extract.name == "indicator"
    assert proposal.header.last + 1 == 4
