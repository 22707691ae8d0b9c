"""Where the money of a year ended: settlements, and money carried over by year of origin."""

from dataclasses import replace

from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.organisations import ORG_CODE, ORG_NAME, YEAR
from duibiao.schema.projects import (
    FUND_TYPE,
    PROJECT_CODE,
    PROJECT_NAME,
)


def _money(name: str, zh: str, en: str, description: str, aliases: tuple[str, ...], required: bool = False) -> Column:
    return Column(name, Kind.MONEY, zh, en, description, aliases, required=required, unit="元")


SETTLEMENT = Extract(
    "settlement",
    "支出决算",
    "Settlement",
    "budget item of an organisation in a year",
    (
        replace(YEAR, description="Year that was settled."),
        replace(ORG_CODE, required=True),
        ORG_NAME,
        Column("unit_name", Kind.TEXT, "基层单位名称", "Unit", "Part of the organisation.", ("下级单位",)),
        Column(
            "section_code",
            Kind.CODE,
            "决算科目代码",
            "Section code",
            "Number of the section of the settlement.",
            ("科目代码", "科目编码"),
        ),
        Column("section_name", Kind.TEXT, "决算科目名称", "Section", "Section of the settlement.", ("科目名称",)),
        replace(PROJECT_CODE, required=False),
        Column(
            "settled_item",
            Kind.TEXT,
            "决算项目",
            "Item",
            "What was settled: the project, or the item below the section.",
            ("决算事项", "项目"),
            required=True,
        ),
        _money("initial_yuan", "年初预算数", "Approved budget", "Budget at the start of the year.", ("年初预算",)),
        _money(
            "appropriation_yuan",
            "决算预算数",
            "Current appropriation",
            "All that could be spent in the year, with changes and what was carried in.",
            ("调整预算数", "全年预算数", "预算现额"),
            required=True,
        ),
        _money(
            "spent_yuan", "决算支出数", "Spent", "What was spent in the year.", ("支出决算数", "决算数"), required=True
        ),
        _money(
            "carried_yuan", "结转下年", "Carried over", "What may be spent in the next year.", ("结转数", "年末结转")
        ),
        _money("unused_yuan", "结余", "Unused", "What lapsed or was taken back.", ("结余数", "年末结余", "注销数")),
    ),
    key=("year", "org_code", "unit_name", "section_code", "section_name", "project_code", "settled_item"),
    period=("year",),
    unique=False,
)

CARRYOVER = Extract(
    "carryover",
    "结转结余资金",
    "Money carried over",
    "project × fund × year of origin",
    (
        replace(YEAR, description="Year into which the money was carried."),
        replace(ORG_CODE, required=True),
        ORG_NAME,
        PROJECT_CODE,
        replace(PROJECT_NAME, required=True),
        FUND_TYPE,
        Column(
            "origin_year",
            Kind.YEAR,
            "资金来源年度",
            "Year of origin",
            "Year of whose budget the money was.",
            ("指标年度", "结转来源年度", "形成年度"),
            required=True,
        ),
        _money(
            "carried_in_yuan",
            "年初结转结余数",
            "Carried in",
            "What was left at the start of the year.",
            ("上年结转数", "年初结转"),
            required=True,
        ),
        _money(
            "used_yuan", "本年已使用数", "Used", "What of it was spent in the year so far.", ("已使用数", "本年支出")
        ),
        _money("returned_yuan", "已收回数", "Taken back", "What of it was taken back.", ("收回数", "上缴数")),
    ),
    key=("year", "org_code", "project_code", "project_name", "fund_type", "origin_year"),
    period=("year",),
)
