"""What a thing may cost: standards, one row a version, item, grade, area and tier.

A batch replaces the standards whose codes it holds, with all their versions; the others stay as they are.
"""

from duibiao.schema.column import Choice, Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.items import GRADE, ITEM_CODE, ITEM_NAME

STANDARD_KINDS = (
    Choice("service_standard", "公共服务标准", "Service standard", ("服务标准",)),
    Choice("cost_standard", "成本定额标准", "Cost standard", ("成本标准", "定额标准", "成本定额")),
    Choice("spending_standard", "财政支出标准", "Spending standard", ("支出标准",)),
)
STATUSES = (
    Choice("draft", "草案", "Draft", ("拟定", "起草")),
    Choice("reviewed", "审核", "Reviewed", ("已审核",)),
    Choice("confirmed", "确认", "Confirmed", ("已确认",)),
    Choice("issued", "印发", "Issued", ("已印发", "执行", "现行")),
    Choice("repealed", "废止", "Repealed", ("已废止",)),
)
COMPUTINGS = (
    Choice("quota", "定额", "Quota", ("定额法",)),
    Choice("ratio", "比例", "Ratio", ("比例法",)),
    Choice("cap", "上限", "Cap", ("最高限额", "限额")),
)

STANDARD = Extract(
    "standard",
    "标准库",
    "Standards",
    "standard × version × item × grade × area × tier",
    (
        Column(
            "standard_code",
            Kind.CODE,
            "标准代码",
            "Standard code",
            "Code of the standard; the same in all its versions.",
            ("标准编号",),
            required=True,
        ),
        Column("standard_name", Kind.TEXT, "标准名称", "Standard", "Name of the standard.", ("标准",)),
        Column(
            "standard_kind",
            Kind.TEXT,
            "标准类别",
            "Kind of standard",
            "Which of the three standards it is.",
            ("标准类型",),
            required=True,
            choices=STANDARD_KINDS,
        ),
        Column(
            "version", Kind.TEXT, "版本", "Version", "Version, as its document calls it.", ("标准版本",), required=True
        ),
        Column(
            "status",
            Kind.TEXT,
            "状态",
            "Status",
            "How far it is: only an issued one applies.",
            ("标准状态",),
            required=True,
            choices=STATUSES,
        ),
        Column(
            "valid_from",
            Kind.DATE,
            "生效日期",
            "Valid from",
            "First day on which it applies.",
            ("启用日期", "执行日期"),
            required=True,
        ),
        Column(
            "valid_to",
            Kind.DATE,
            "失效日期",
            "Valid to",
            "Last day; empty while it applies; of a repealed one the last day on which it held.",
            ("停用日期",),
        ),
        ITEM_CODE,
        ITEM_NAME,
        GRADE,
        Column("area", Kind.TEXT, "适用区域", "Area", "Where it applies; empty for everywhere.", ("区域",)),
        Column(
            "amount_yuan",
            Kind.MONEY,
            "标准金额",
            "Amount",
            "Amount for one unit of workload in a year; for a ratio see `ratio_percent`.",
            ("标准值", "定额", "金额"),
            unit="元",
        ),
        Column(
            "ratio_percent", Kind.QUANTITY, "比例（%）", "Ratio", "Share in per cent, for a ratio.", ("费率",), unit="%"
        ),
        Column("measure_unit", Kind.TEXT, "计量单位", "Unit of workload", "For what the amount is.", ("单位",)),
        Column(
            "computing", Kind.TEXT, "计算方式", "Computing", "Quota, ratio or cap.", ("测算方式",), choices=COMPUTINGS
        ),
        Column(
            "quantity_from", Kind.QUANTITY, "数量起", "From quantity", "Tier: from this quantity on.", ("起始数量",)
        ),
        Column("quantity_to", Kind.QUANTITY, "数量止", "To quantity", "Tier: below this quantity.", ("截止数量",)),
        Column("price_base", Kind.TEXT, "价格基期", "Price base", "At the prices of which time.", ("价格水平",)),
        Column("scope_text", Kind.TEXT, "适用范围", "Scope", "To what it applies.", ("范围",)),
        Column(
            "requirement",
            Kind.TEXT,
            "服务要求",
            "Requirement",
            "What a service standard asks for: how often, how well, how fast.",
            ("服务内容和频次", "质量要求", "作业要求"),
        ),
        Column("source_document", Kind.TEXT, "依据文件", "Source", "Document that it stands in.", ("文号", "来源")),
        Column(
            "evidence",
            Kind.TEXT,
            "测算依据",
            "Evidence",
            "From what a draft was worked out: year, organisations, quantile, spread.",
            ("测算过程", "测算说明"),
        ),
    ),
    key=("standard_code", "version", "item_code", "grade", "area", "quantity_from"),
    organisation="standard_code",
)
