"""Lists of projects with their total budgets as they are told from time to time."""

from dataclasses import replace

from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.organisations import ORG_CODE, ORG_NAME, YEAR
from duibiao.schema.projects import PROJECT_CODE, PROJECT_NAME

PROJECT_LIST = Extract(
    "project_list",
    "项目总投资清单",
    "Lists of projects",
    "project as the list of a year tells it",
    (
        replace(YEAR, description="Year of the list."),
        replace(ORG_CODE, required=True),
        ORG_NAME,
        replace(PROJECT_CODE, required=True),
        replace(PROJECT_NAME, required=True),
        Column(
            "total_budget_yuan",
            Kind.MONEY,
            "项目总投资",
            "Total budget",
            "Budget over the whole life of the project; empty where the list does not tell it.",
            ("总投资", "项目总预算", "总投资额", "投资总额"),
            unit="元",
        ),
        Column(
            "end_date",
            Kind.DATE,
            "计划完成日期",
            "Planned end",
            "Day on which the project is to be finished.",
            ("完成日期", "结束日期", "预计完成日期", "计划竣工日期"),
        ),
        Column("told_on", Kind.DATE, "统计日期", "As of", "Day for which the list holds.", ("填报日期", "截至日期")),
    ),
    key=("year", "org_code", "project_code"),
    period=("year",),
    hallmarks=("total_budget_yuan",),
)
