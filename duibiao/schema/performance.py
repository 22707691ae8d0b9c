"""What projects promise: performance indicators with their target values."""

from dataclasses import replace

from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.organisations import ORG_CODE, ORG_NAME, YEAR
from duibiao.schema.projects import PROJECT_CODE, PROJECT_NAME

INDICATOR = Extract(
    "indicator",
    "绩效指标",
    "Performance indicators",
    "project × organisation × indicator of a year",
    (
        YEAR,
        ORG_CODE,
        ORG_NAME,
        replace(PROJECT_CODE, required=True),
        PROJECT_NAME,
        Column(
            "budget_yuan",
            Kind.MONEY,
            "项目预算数",
            "Project budget",
            "Budget of the project at the organisation; on the first of its indicators only, so that it adds up.",
            ("预算数", "项目预算", "年度预算数"),
            unit="元",
        ),
        Column("goal", Kind.TEXT, "年度目标", "Goal", "What the year is to bring.", ("绩效目标", "年度绩效目标")),
        Column("level1", Kind.TEXT, "一级指标", "Level 1", "Kind of indicator: cost, output, benefit, satisfaction."),
        Column("level2", Kind.TEXT, "二级指标", "Level 2", "Kind within it: quantity, quality, timeliness …"),
        Column(
            "level3",
            Kind.TEXT,
            "三级指标",
            "Indicator",
            "The indicator itself.",
            ("指标名称", "指标"),
            required=True,
        ),
        Column("comparison", Kind.TEXT, "指标性质", "Comparison", "≥, ≤, ＝, or 定性 for one in words.", ("计算符号",)),
        Column(
            "target",
            Kind.TEXT,
            "指标值",
            "Target",
            "Value to be reached, a number or words.",
            ("年度指标值", "目标值"),
            required=True,
        ),
        Column("target_unit", Kind.TEXT, "度量单位", "Unit of the target", "In what the target counts.", ("计量单位",)),
        Column("weight", Kind.QUANTITY, "权重", "Weight", "Points of the indicator in the evaluation.", ("分值",)),
    ),
    key=("year", "org_code", "project_code", "level1", "level2", "level3"),
    period=("year",),
    unique=False,
)
