"""The files of the demo: which extract goes into which file, in whose words, and what its control totals are."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl

from duibiao.demo.changes import adjustment_rows, analysis_rows
from duibiao.demo.components import catalogue_rows, component_rows
from duibiao.demo.costs import cost_rows
from duibiao.demo.district import aliases, names_at, organisations, profiles, renamed_from
from duibiao.demo.ledger import Ledger
from duibiao.demo.manifest import DemoFile, yuan
from duibiao.demo.monitoring import monitoring_rows
from duibiao.demo.project_lists import list_rows
from duibiao.demo.projects import Library
from duibiao.demo.quality import score_rows
from duibiao.demo.requests import MONEY as REQUEST_MONEY
from duibiao.demo.requests import YEAR as REQUEST_YEAR
from duibiao.demo.requests import request_rows
from duibiao.demo.settlements import carryover_rows, settlement_rows
from duibiao.demo.sheets import Statement, headers_of, write_csv, write_workbook
from duibiao.demo.standards import standard_rows
from duibiao.demo.stories import bends
from duibiao.demo.tables import DISTRICT, LAST_MONTH, LAST_YEAR, reference_table
from duibiao.demo.vouchers import vouchers_of
from duibiao.demo.workload import workload_rows

FULL_YEAR = 12

VERSIONS = ("requested", "reviewed", "approved", "adjusted", "current")
_MONEY = ("approved_yuan", "adjustment_yuan", "current_yuan", "contracted_yuan", "paid_yuan")
_ORG_TYPES = {"department": "部门", "unit": "单位", "town": "镇", "subdistrict": "街道"}
_NATURES = {"routine": "经常性", "one_off": "一次性", "build": "建设", "maintenance": "运维"}


def write_lists(folder: Path, library: Library) -> Iterator[DemoFile]:
    """The lists that hold always: organisations, their other names, service items, projects, sizes."""
    orgs = organisations().join(renamed_from(), on="org_code", how="left", maintain_order="left")
    orgs = orgs.with_columns(pl.col("org_type").replace_strict(_ORG_TYPES))
    yield _list(folder, "org", "list", "预算单位目录", orgs)
    yield _list(folder, "org_alias", "list", "预算单位曾用名对照表", aliases())
    yield _list(folder, "service_item", "catalogue", "一类事目录", reference_table("service_items"))
    yield _list(folder, "org_profile", "statement", "镇街和部门基本情况表", _named(profiles(), date(2026, 8, 31)))
    yield _projects(folder, library)
    yield _amounts(folder, "standard", "成本定额标准汇编", standard_rows(), "amount_yuan")
    yield _requests(folder, library)


def write_year(folder: Path, library: Library, ledger: Ledger, seed: int) -> Iterator[DemoFile]:
    """The files of one year: budget and its changes, workload, execution month by month, payments."""
    lines = _described(ledger)
    yield _budget(folder, ledger, _approved_scope(library, ledger.year, lines))
    yield _changes(folder, ledger, "adjustment", f"{_span(ledger)}预算调整明细表", adjustment_rows(ledger, seed))
    yield _changes(folder, ledger, "analysis", f"{ledger.year}年度预算成本效益分析表", analysis_rows(ledger, seed))
    workload = workload_rows(library, ledger, seed)
    rows = pl.concat([workload, score_rows(workload, ledger.year, seed)], how="diagonal_relaxed")
    title = f"{_span(ledger)}工作量统计表"
    yield _list(folder, "workload", "statement", title, _named(rows, _end(ledger.year, ledger.months)))
    costs = _named(cost_rows(library, ledger, seed), _end(ledger.year, ledger.months))
    yield _amounts(folder, "cost", f"{_span(ledger)}成本构成表", costs, "cost_yuan")
    parts = _named(component_rows(library, ledger, seed), _end(ledger.year, ledger.months))
    yield _amounts(folder, "digital_component", f"{ledger.year}年度信息化项目组成明细表", parts, "amount_yuan")
    told = _named(list_rows(library, ledger.year, seed), _end(ledger.year, ledger.months))
    yield _amounts(folder, "project_list", f"{ledger.year}年度信息化项目总投资清单", told, "total_budget_yuan")
    watched = _named(monitoring_rows(library, ledger, seed), _end(ledger.year, ledger.months))
    yield _in_yuan(folder, "monitoring", f"{ledger.year}年1-8月项目支出绩效运行监控表", watched)
    if ledger.months == FULL_YEAR:
        yield from _year_end(folder, library, ledger, seed)
    prices = catalogue_rows(ledger.year)
    yield _amounts(folder, "catalogue_price", f"{ledger.year}年度信息化产品目录价格", prices, "price_yuan")
    for month in range(1, ledger.months + 1):
        yield _execution(folder, ledger, lines, month)
    yield _payments(folder, ledger, lines, seed)


def _year_end(folder: Path, library: Library, ledger: Ledger, seed: int) -> Iterator[DemoFile]:
    """How a year that is over was settled, and what was carried over from it."""
    settled = _named(settlement_rows(library, ledger), _end(ledger.year, ledger.months))
    title = f"{ledger.year}年度支出决算明细表"
    yield _in_yuan(folder, "settlement", title, settled)
    carried = _named(carryover_rows(library, ledger, seed), _end(ledger.year, ledger.months))
    yield _in_yuan(folder, "carryover", f"{ledger.year + 1}年度结转结余资金明细表", carried)


def _in_yuan(folder: Path, extract: str, title: str, frame: pl.DataFrame) -> DemoFile:
    """A list with several amounts a row, in yuan."""
    path = folder / f"{DISTRICT}{title}.xlsx"
    headers = headers_of(extract, "statement")
    money = tuple(name for name in headers if name.endswith("_yuan"))
    write_workbook(Statement(f"{DISTRICT}{title}（模拟数据）", frame, headers, money, "元"), path)
    return DemoFile(extract, path, None, frame.height, _totals(frame, money))


def _list(folder: Path, extract: str, variant: str, title: str, frame: pl.DataFrame) -> DemoFile:
    path = folder / f"{DISTRICT}{title}.xlsx"
    write_workbook(Statement(f"{DISTRICT}{title}（模拟数据）", frame, headers_of(extract, variant)), path)
    return DemoFile(extract, path, None, frame.height, {})


def _amounts(folder: Path, extract: str, title: str, frame: pl.DataFrame, money: str) -> DemoFile:
    """A list with one amount a row, in yuan."""
    path = folder / f"{DISTRICT}{title}.xlsx"
    headers = headers_of(extract, "statement")
    write_workbook(Statement(f"{DISTRICT}{title}（模拟数据）", frame, headers, (money,), "元"), path)
    return DemoFile(extract, path, None, frame.height, _totals(frame, (money,)))


def _requests(folder: Path, library: Library) -> DemoFile:
    title = f"{DISTRICT}{REQUEST_YEAR}年度部门预算申请明细表"
    path = folder / f"{title}.xlsx"
    frame = _named(request_rows(library), date(2026, 8, 31))
    headers = headers_of("request", "statement")
    write_workbook(Statement(f"{title}（模拟数据）", frame, headers, REQUEST_MONEY, "元"), path)
    return DemoFile("request", path, None, frame.height, _totals(frame, REQUEST_MONEY))


def _changes(folder: Path, ledger: Ledger, extract: str, title: str, rows: pl.DataFrame) -> DemoFile:
    """A statement in 万元 with its total last."""
    items = reference_table("service_items").select("item_code", "item_name")
    named = _named(rows, _end(ledger.year, ledger.months)).join(
        items, on="item_code", how="left", maintain_order="left"
    )
    path = folder / f"{DISTRICT}{title}.xlsx"
    headers = headers_of(extract, "statement")
    money = tuple(name for name in headers if name.endswith("_yuan"))
    write_workbook(Statement(f"{DISTRICT}{title}（模拟数据）", named, headers, money, totals="last"), path)
    return DemoFile(extract, path, None, named.height, _totals(named, money))


def _projects(folder: Path, library: Library) -> DemoFile:
    items = reference_table("service_items").select("item_code", "item_name", "field")
    named = _named(library.projects, date(2026, 8, 31)).join(items, on="item_code", how="left", maintain_order="left")
    frame = named.with_columns(
        pl.col("nature").replace_strict(_NATURES), cost_kind=_cost_kind(), total_budget_yuan="total_cents"
    )
    money = ("total_budget_yuan",)
    statement = Statement(
        f"{DISTRICT}预算项目库（模拟数据）", frame, headers_of("project", "library"), money, totals="last"
    )
    path = folder / f"{DISTRICT}预算项目库.xlsx"
    write_workbook(statement, path)
    return DemoFile("project", path, None, frame.height, _totals(frame, money))


def _cost_kind() -> pl.Expr:
    """Most costs are of the year; about one project in fifty without a workload pays arrears or a central charge."""
    rest = pl.col("project_no") % 97
    plain = pl.col("unit_cost").is_null() & pl.col("story").is_null()
    return (
        pl.when(plain & (rest == 5))
        .then(pl.lit("以前年度费用"))
        .when(plain & (rest == 50))
        .then(pl.lit("统一承担费用"))
        .otherwise(pl.lit("当年费用"))
    )


def _budget(folder: Path, ledger: Ledger, lines: pl.DataFrame) -> DemoFile:
    amounts = ledger.amounts
    columns = (amounts.requested, amounts.reviewed, amounts.approved, amounts.adjustments.sum(axis=1), amounts.current)
    frame = _named(lines, _end(ledger.year, ledger.months)).with_columns(
        pl.Series(version, values) for version, values in zip(VERSIONS, columns, strict=True)
    )
    title = f"{DISTRICT}{ledger.year}年度部门预算申报审核批复及变动情况表"
    path = folder / f"{title}.xlsx"
    statement = Statement(
        f"{title}（模拟数据）", frame, headers_of("budget", "wide"), VERSIONS,
        subtotals="org_name", totals="first" if ledger.year % 2 else "last",
    )  # fmt: skip
    write_workbook(statement, path)
    total = sum(_totals(frame, VERSIONS).values(), Decimal(0))
    return DemoFile("appropriation", path, "budget_wide", frame.height * len(VERSIONS), {"amount_yuan": total})


def _approved_scope(library: Library, year: int, lines: pl.DataFrame) -> pl.DataFrame:
    """The lines as the budget names them: where a story says so, the whole project under its first economic class."""
    for bend in bends("scope"):
        if bend.year == year:
            bent = library.projects.filter("bent")["project_code"].implode()
            meant = pl.col("org_code").is_in(bend.orgs) & (pl.col("item_code") == bend.item_code)
            meant &= pl.col("project_code").is_in(bent)
            first = pl.col("economic_code").min().over("org_code", "project_code")
            lines = lines.with_columns(pl.when(meant).then(first).otherwise("economic_code").alias("economic_code"))
    return lines


def _execution(folder: Path, ledger: Ledger, lines: pl.DataFrame, month: int) -> DemoFile:
    """A statement in Excel for year ends and the latest month, an export of the system for the others."""
    year = ledger.year
    frame = _named(lines, _end(year, month)).with_columns(
        _position(ledger, month), year=pl.lit(year), month=pl.lit(month)
    )
    if month == 12 or (year, month) == (LAST_YEAR, LAST_MONTH):
        path = folder / f"{DISTRICT}{year}年1-{month}月预算执行情况表.xlsx"
        write_workbook(_statement(frame, year, month), path)
    else:
        variant, unit = ("export", "元") if year > 2023 else ("older", "万元")
        path = folder / f"{DISTRICT}预算执行_模拟数据_{year}{month:02d}.csv"
        write_csv(Statement("", frame, headers_of("execution", variant), _MONEY, unit), path)
    return DemoFile("execution", path, None, frame.height, _totals(frame, _MONEY))


def _statement(frame: pl.DataFrame, year: int, month: int) -> Statement:
    end = _end(year, month)
    return Statement(
        f"{DISTRICT}{year}年1-{month}月预算执行情况表（模拟数据）",
        frame,
        headers_of("execution", "statement"),
        _MONEY,
        notes=(f"截至{end.year}年{end.month}月{end.day}日",),
        subtotals="org_name",
        totals="first" if year % 2 == 0 else "last",
        subtotal_label="{name}小计" if year % 2 == 0 else "小计",
    )


def _position(ledger: Ledger, month: int) -> list[pl.Series]:
    """The cumulative amounts at a month end, in cents."""
    amounts = ledger.amounts
    adjusted = amounts.adjustments[:, :month].sum(axis=1)
    paid = amounts.paid[:, :month].sum(axis=1)
    contracted = amounts.contracted[:, month - 1]
    values = (amounts.approved, adjusted, amounts.approved + adjusted, contracted, paid)
    return [pl.Series(name, value) for name, value in zip(_MONEY, values, strict=True)]


def _payments(folder: Path, ledger: Ledger, lines: pl.DataFrame, seed: int) -> DemoFile:
    """One csv a year, written month by month so that memory stays small."""
    path = folder / f"{DISTRICT}{ledger.year}年支付明细_模拟数据.csv"
    headers = headers_of("payment", "system" if ledger.year > 2023 else "older")
    rows, cents = 0, 0
    for month in range(1, ledger.months + 1):
        frame = _vouchers(ledger, lines, month, seed)
        write_csv(Statement("", frame, headers, ("amount_yuan",), "元"), path, append=month > 1)
        rows, cents = rows + frame.height, cents + int(frame["amount_yuan"].sum())
    return DemoFile("payment", path, None, rows, {"amount_yuan": yuan(cents)})


def _vouchers(ledger: Ledger, lines: pl.DataFrame, month: int, seed: int) -> pl.DataFrame:
    vouchers = vouchers_of(ledger, month, seed)
    named = _named(lines, _end(ledger.year, month))[vouchers["line"].to_numpy()]
    number = vouchers["payee"].cast(pl.String)
    return named.with_columns(
        vouchers["pay_date"],
        vouchers["voucher_no"],
        vouchers["cents"].alias("amount_yuan"),
        ("模拟收款人" + number).alias("payee"),
        number.str.zfill(18).alias("account"),
    )


def _described(ledger: Ledger) -> pl.DataFrame:
    """The lines with the words that statements print beside the codes."""
    items = reference_table("service_items").select("item_code", "item_name")
    renamed = ledger.lines.rename({"fund": "fund_type"})
    return renamed.join(items, on="item_code", how="left", maintain_order="left")


def _named(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """With the names that organisations had on that day."""
    return frame.join(names_at(day), on="org_code", how="left", maintain_order="left")


def _totals(frame: pl.DataFrame, money: tuple[str, ...]) -> dict[str, Decimal]:
    return {name: yuan(int(frame[name].sum())) for name in money}


def _span(ledger: Ledger) -> str:
    return f"{ledger.year}年度" if ledger.months == 12 else f"{ledger.year}年1-{ledger.months}月"


def _end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
