"""What money is for and where it went: projects, budget lines, monthly execution, payments."""

from dataclasses import replace

from duibiao.schema.column import Choice, Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.items import GRADE, ITEM_CODE, ITEM_NAME
from duibiao.schema.organisations import MONTH, ORG_CODE, ORG_NAME, ORG_TYPE, YEAR

PROJECT_CODE = Column(
    "project_code",
    Kind.CODE,
    "项目代码",
    "Project code",
    "Code of the project in the budget system (21 characters).",
    ("项目编码", "预算项目代码", "项目编号"),
)
PROJECT_NAME = Column(
    "project_name",
    Kind.TEXT,
    "项目名称",
    "Project name",
    "Name of the project as the extract spells it.",
    ("预算项目名称", "项目"),
)
FUND_TYPE = Column(
    "fund_type",
    Kind.TEXT,
    "资金性质",
    "Fund type",
    "Which budget pays (general public budget, government fund …).",
    ("资金来源", "资金类型", "经费来源"),
)
FUNCTION_CODE = Column(
    "function_code",
    Kind.CODE,
    "支出功能分类",
    "Function code",
    "Functional expenditure class (7 digits, e.g. 2120501).",
    ("功能分类代码", "功能科目代码", "支出功能分类代码", "支出功能分类科目编码", "功能分类科目"),
)
FUNCTION_NAME = Column(
    "function_name",
    Kind.TEXT,
    "支出功能分类名称",
    "Function",
    "Name of the functional class as the extract spells it.",
    ("功能分类名称", "功能科目名称", "功能科目"),
)
ECONOMIC_CODE = Column(
    "economic_code",
    Kind.CODE,
    "部门预算支出经济分类",
    "Economic code",
    "Economic class of the department budget (5 digits, e.g. 30213).",
    ("经济分类代码", "经济科目代码", "部门经济分类", "部门经济分类代码", "支出经济分类"),
)
ECONOMIC_NAME = Column(
    "economic_name",
    Kind.TEXT,
    "经济分类名称",
    "Economic class",
    "Name of the economic class as the extract spells it.",
    ("经济科目名称", "经济科目", "部门经济分类名称"),
)
UNIT_CODE = Column(
    "unit_code",
    Kind.CODE,
    "基层单位代码",
    "Unit code",
    "Budget unit below the organisation, where the extract tells it.",
    ("下级单位代码",),
)
UNIT_NAME = Column("unit_name", Kind.TEXT, "基层单位名称", "Unit", "Name of that budget unit.", ("下级单位名称",))

NATURES = (
    Choice("routine", "经常性", "Routine", ("经常性项目", "延续性项目")),
    Choice("one_off", "一次性", "One-off", ("一次性项目",)),
    Choice("build", "建设", "Build", ("建设类", "新建", "建设项目")),
    Choice("maintenance", "运维", "Operation and maintenance", ("运维类", "运行维护", "维护")),
)

PROJECT = Extract(
    "project",
    "项目库",
    "Projects",
    "one project",
    (
        ORG_CODE,
        ORG_NAME,
        replace(PROJECT_CODE, required=True),
        replace(PROJECT_NAME, required=True),
        Column("field", Kind.TEXT, "领域", "Field", "Field of work (城市运维, 数字化 …).", ("所属领域",)),
        ITEM_CODE,
        ITEM_NAME,
        GRADE,
        Column(
            "nature",
            Kind.TEXT,
            "项目性质",
            "Nature",
            "Routine or one-off; for digital projects build, or operation and maintenance.",
            ("项目类型", "建设性质"),
            choices=NATURES,
        ),
        FUNCTION_CODE,
        Column(
            "start_date",
            Kind.DATE,
            "开始日期",
            "Start",
            "First day.",
            ("起始日期", "开工日期", "实施开始日期"),
        ),
        Column(
            "end_date",
            Kind.DATE,
            "结束日期",
            "End",
            "Last day planned.",
            ("完成日期", "完工日期", "实施结束日期"),
        ),
        Column(
            "total_budget_yuan",
            Kind.MONEY,
            "项目总投资",
            "Total budget",
            "Budget over the whole life of the project.",
            ("总投资", "项目总预算"),
            unit="元",
        ),
        Column(
            "related_project_code",
            Kind.CODE,
            "关联项目代码",
            "Related project",
            "For operation and maintenance: the project that built it.",
            ("关联建设项目代码", "建设项目代码"),
        ),
    ),
    key=("project_code",),
)

VERSIONS = (
    Choice("requested", "申报", "Requested", ("申报数", "部门申报数")),
    Choice("reviewed", "审核", "Reviewed", ("审核数", "财政审核数", "评审数")),
    Choice("approved", "批复", "Approved", ("批复数", "年初预算", "年初预算数", "预算批复数")),
    Choice("adjusted", "调整", "Adjusted", ("调整数", "预算调整数", "调剂数")),
    Choice("current", "变动后", "Current", ("变动后预算", "变动后预算数", "调整后预算", "调整后预算数")),
)

APPROPRIATION = Extract(
    "appropriation",
    "预算指标",
    "Appropriations",
    "project × year × fund × function × economic class × version",
    (
        YEAR,
        ORG_CODE,
        ORG_NAME,
        ORG_TYPE,
        UNIT_CODE,
        PROJECT_CODE,
        PROJECT_NAME,
        ITEM_CODE,
        ITEM_NAME,
        FUND_TYPE,
        FUNCTION_CODE,
        FUNCTION_NAME,
        ECONOMIC_CODE,
        ECONOMIC_NAME,
        Column(
            "version",
            Kind.TEXT,
            "预算版本",
            "Version",
            "Which version of the budget line the amount is.",
            ("版本", "预算阶段"),
            required=True,
            choices=VERSIONS,
        ),
        Column(
            "amount_yuan",
            Kind.MONEY,
            "金额",
            "Amount",
            "Amount of the line in that version.",
            ("预算金额", "预算数", "指标金额"),
            required=True,
            unit="元",
        ),
    ),
    key=("year", "org_code", "project_code", "fund_type", "function_code", "economic_code", "version"),
    period=("year",),
    unique=False,
)


def _amount(name: str, zh: str, en: str, description: str, *aliases: str, required: bool = False) -> Column:
    return Column(name, Kind.MONEY, zh, en, description, aliases, required=required, unit="元")


EXECUTION = Extract(
    "execution",
    "预算执行",
    "Execution",
    "project or budget line × month end (cumulative since 1 January)",
    (
        YEAR,
        MONTH,
        ORG_CODE,
        ORG_NAME,
        ORG_TYPE,
        UNIT_CODE,
        UNIT_NAME,
        PROJECT_CODE,
        PROJECT_NAME,
        ITEM_CODE,
        ITEM_NAME,
        FUND_TYPE,
        FUNCTION_CODE,
        FUNCTION_NAME,
        ECONOMIC_CODE,
        ECONOMIC_NAME,
        _amount(
            "approved_yuan",
            "年初预算数",
            "Approved budget",
            "Budget approved at the start of the year.",
            "年初预算",
            "批复数",
            "预算批复数",
            "年初批复数",
        ),
        replace(
            _amount(
                "adjustment_yuan",
                "预算调整数",
                "Adjustment",
                "Net change of the budget since its approval.",
                "调整数",
                "调剂数",
                "预算调整",
            ),
            signed=True,
        ),
        _amount(
            "current_yuan",
            "变动后预算数",
            "Current budget",
            "Budget after adjustments: the denominator of the execution rate.",
            "调整后预算数",
            "变动后预算",
            "调整后预算",
            "全年预算数",
            "指标数",
        ),
        replace(
            _amount(
                "authorised_yuan",
                "已授权数",
                "Authorised",
                "Amount authorised to be committed.",
                "授权数",
                "用款计划数",
            ),
            cumulative=True,
            may_fall=True,
        ),
        replace(
            _amount(
                "contracted_yuan",
                "合同签订数",
                "Contracted",
                "Amount bound by contract.",
                "合同金额",
                "已签合同金额",
            ),
            cumulative=True,
            may_fall=True,
        ),
        replace(
            _amount(
                "paid_yuan",
                "累计支付数",
                "Paid",
                "Cumulative amount paid at the month end.",
                "支付数",
                "累计执行数",
                "执行数",
                "累计支出数",
                "支出数",
                "本年累计支付",
                required=True,
            ),
            cumulative=True,
            ceiling="current_yuan",
        ),
    ),
    key=(
        "year",
        "month",
        "org_code",
        "unit_code",
        "project_code",
        "fund_type",
        "item_code",
        "function_code",
        "economic_code",
    ),
    period=("year", "month"),
    unique=False,
)

PAYMENT = Extract(
    "payment",
    "支付明细",
    "Payments",
    "one voucher",
    (
        Column(
            "pay_date",
            Kind.DATE,
            "支付日期",
            "Payment date",
            "Day of the payment.",
            ("付款日期", "清算日期", "记账日期"),
            required=True,
        ),
        Column(
            "voucher_no",
            Kind.CODE,
            "支付凭证号",
            "Voucher number",
            "Number of the payment voucher.",
            ("凭证号", "支付令号", "凭证编号"),
            required=True,
        ),
        ORG_CODE,
        ORG_NAME,
        PROJECT_CODE,
        PROJECT_NAME,
        FUND_TYPE,
        FUNCTION_CODE,
        ECONOMIC_CODE,
        _amount(
            "amount_yuan",
            "支付金额",
            "Amount",
            "Amount paid; negative for a refund.",
            "金额",
            "付款金额",
            "支付数",
            required=True,
        ),
    ),
    key=("voucher_no",),
    period=("pay_date",),
)
