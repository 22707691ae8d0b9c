"""What happened to budgets after their approval, and before the next: dated changes, cost-benefit analyses."""

from dataclasses import replace

from duibiao.schema.column import Choice, Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.items import ITEM_CODE, ITEM_NAME
from duibiao.schema.organisations import ORG_CODE, ORG_NAME, YEAR
from duibiao.schema.projects import ECONOMIC_CODE, FUND_TYPE, PROJECT_CODE, PROJECT_NAME, UNIT_CODE

ADJUSTMENT_KINDS = (
    Choice("cut", "调减", "Cut", ("核减", "压减", "减少")),
    Choice("addition", "追加", "Addition", ("调增", "增加")),
    Choice("transfer", "调剂", "Transfer", ("划转", "项目间调剂")),
    Choice("recovery", "收回", "Recovery", ("收回统筹", "盘活收回")),
)

ADJUSTMENT = Extract(
    "adjustment",
    "预算调整明细",
    "Budget adjustments",
    "one dated change of a budget line",
    (
        Column(
            "adjusted_on",
            Kind.DATE,
            "调整日期",
            "Date of the change",
            "Day on which the change of the budget took effect.",
            ("调剂日期", "调整批复日期", "指标调整日期"),
            required=True,
        ),
        Column(
            "adjustment_no",
            Kind.CODE,
            "调整文号",
            "Adjustment number",
            "Number of the document or order of the change; one document may change several lines.",
            ("调整单号", "调剂单号", "调整批复文号", "指标文号"),
            required=True,
        ),
        ORG_CODE,
        ORG_NAME,
        UNIT_CODE,
        PROJECT_CODE,
        PROJECT_NAME,
        ITEM_CODE,
        ITEM_NAME,
        FUND_TYPE,
        ECONOMIC_CODE,
        Column(
            "adjustment_kind",
            Kind.TEXT,
            "调整类型",
            "Kind of change",
            "Cut, addition, transfer between projects, or recovery.",
            ("调整类别", "调剂类型"),
            choices=ADJUSTMENT_KINDS,
        ),
        Column(
            "change_yuan",
            Kind.MONEY,
            "调整金额",
            "Change",
            "By how much the budget changed: negative for a cut.",
            ("调剂金额", "增减金额", "本次调整数"),
            required=True,
            unit="元",
            signed=True,
        ),
        Column(
            "adjustment_reason",
            Kind.TEXT,
            "调整原因",
            "Reason",
            "Why the budget was changed.",
            ("调剂原因", "调整事由", "调整理由"),
        ),
    ),
    key=("adjustment_no", "adjusted_on", "org_code", "project_code", "fund_type", "economic_code"),
    period=("adjusted_on",),
    unique=False,
)

STAGES = (
    Choice("planned", "计划", "Planned", ("列入计划", "未开始")),
    Choice("analysed", "已分析", "Analysed", ("分析中", "完成分析")),
    Choice("reported", "已报送", "Reported", ("已出报告", "形成报告")),
    Choice("reviewed", "已审核", "Reviewed", ("已评审", "财政审核")),
    Choice("confirmed", "已确认", "Confirmed", ("财政确认",)),
    Choice("applied", "已应用", "Applied", ("结果应用", "已挂钩")),
)
"""The way of an analysis, in its order."""

ANALYSIS = Extract(
    "analysis",
    "成本效益分析",
    "Cost-benefit analyses",
    "one cost-benefit analysis of a project, by the year of the budget that it is to change",
    (
        replace(YEAR, description="Year of the budget that the analysis is to change: the next one when it is made."),
        ORG_CODE,
        ORG_NAME,
        replace(PROJECT_CODE, required=True),
        PROJECT_NAME,
        ITEM_CODE,
        ITEM_NAME,
        Column(
            "stage",
            Kind.TEXT,
            "分析进度",
            "Stage",
            "How far the analysis is: planned, analysed, reported, reviewed, confirmed, applied.",
            ("分析状态", "工作进度"),
            required=True,
            choices=STAGES,
        ),
        Column(
            "stage_on",
            Kind.DATE,
            "进度日期",
            "Date of the stage",
            "Day on which that stage was reached.",
            ("分析完成日期", "状态日期"),
        ),
        Column(
            "requested_yuan",
            Kind.MONEY,
            "分析前申报金额",
            "Requested",
            "Amount asked for before the analysis.",
            ("申报金额", "送审金额"),
            unit="元",
        ),
        Column(
            "justified_yuan",
            Kind.MONEY,
            "分析核定金额",
            "Justified",
            "Amount that the analysis found justified.",
            ("核定金额", "审定金额"),
            unit="元",
        ),
        Column(
            "saved_yuan",
            Kind.MONEY,
            "核减金额",
            "Saved",
            "Amount that the analysis cut: requested less justified.",
            ("节约金额", "压减金额"),
            unit="元",
        ),
        Column(
            "applied_yuan",
            Kind.MONEY,
            "应用年度预算安排数",
            "Budget after the analysis",
            "Amount put into the budget of the year as the result, as the one who analysed reports it.",
            ("结果应用金额", "下年预算安排数"),
            unit="元",
        ),
        Column(
            "report_no",
            Kind.CODE,
            "分析报告编号",
            "Report",
            "Number of the report of the analysis.",
            ("报告编号", "报告文号"),
        ),
    ),
    key=("year", "org_code", "project_code"),
    period=("year",),
)
