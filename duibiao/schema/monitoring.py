"""Dual monitoring (双监控): what projects report of their indicators and of the money until the year's end."""

from dataclasses import replace

from duibiao.schema.column import Choice, Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.organisations import MONTH, ORG_CODE, ORG_NAME, YEAR
from duibiao.schema.performance import INDICATOR
from duibiao.schema.projects import PROJECT_CODE, PROJECT_NAME

DEVIATIONS = (
    Choice("funds", "经费保障", "Funds", ("经费",)),
    Choice("rules", "制度保障", "Rules", ("制度",)),
    Choice("staff", "人员保障", "Staff", ("人员",)),
    Choice("hardware", "硬件条件保障", "Hardware", ("硬件", "硬件条件")),
    Choice("other", "其他", "Other reasons", ("其它",)),
)
"""Reasons of a deviation, as the official form divides them."""

LIKELIHOODS = (
    Choice("certain", "确定能", "Certain", ("能",)),
    Choice("possible", "有可能", "Possible", ("可能",)),
    Choice("impossible", "完全不可能", "Impossible", ("不可能", "不能")),
)

MONITORING = Extract(
    "monitoring",
    "项目支出绩效运行监控",
    "Dual monitoring",
    "project × indicator at a month end",
    (
        YEAR,
        MONTH,
        replace(ORG_CODE, required=True),
        ORG_NAME,
        replace(PROJECT_CODE, required=True),
        PROJECT_NAME,
        Column(
            "expected_yuan",
            Kind.MONEY,
            "全年预计执行数",
            "Expected by the year's end",
            "What the unit expects to have paid by December; on the first indicator of a project only, so it adds up.",
            ("预计全年执行数", "全年预计支出"),
            unit="元",
        ),
        *(INDICATOR.by_name[name] for name in ("level1", "level2", "level3", "comparison", "target", "target_unit")),
        Column(
            "actual", Kind.TEXT, "执行情况", "So far", "Value reached by the month end.", ("完成情况", "实际完成值")
        ),
        Column(
            "expected_value",
            Kind.TEXT,
            "全年预计完成情况",
            "Expected value",
            "Value expected by the year's end.",
            ("预计完成值", "全年预计完成值"),
        ),
        Column(
            "deviation_kind",
            Kind.TEXT,
            "偏差原因类别",
            "Reason of the deviation",
            "Which of the five reasons of the form explains a deviation.",
            ("偏差原因分析",),
            choices=DEVIATIONS,
        ),
        Column("deviation", Kind.TEXT, "偏差原因说明", "Deviation in words", "The reason in words.", ("原因说明",)),
        Column(
            "likelihood",
            Kind.TEXT,
            "完成目标可能性",
            "Likelihood",
            "Whether the target of the year will be reached.",
            ("完成可能性",),
            choices=LIKELIHOODS,
        ),
        Column("reported_on", Kind.DATE, "填报日期", "Reported on", "Day of the report.", ("上报日期", "报送日期")),
    ),
    key=("year", "month", "org_code", "project_code", "level1", "level2", "level3"),
    period=("year", "month"),
    unique=False,
)
