"""What is bought: kinds of service, and how much of each was done."""

from duibiao.schema.column import Choice, Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.organisations import ORG_CODE, ORG_NAME, ORG_TYPE, YEAR

ITEM_CODE = Column(
    "item_code",
    Kind.CODE,
    "一类事代码",
    "Service item code",
    "The same kind of thing done by many.",
    ("服务事项代码", "事项代码", "项目类别代码", "类别代码"),
)
ITEM_NAME = Column(
    "item_name",
    Kind.TEXT,
    "一类事名称",
    "Service item",
    "Name of the service item as the extract spells it.",
    ("一类事", "服务事项", "事项名称", "项目类别", "类别名称"),
)
GRADE = Column(
    "grade",
    Kind.TEXT,
    "等级",
    "Grade",
    "Service level of the item (greening grade 1–3, road class …); empty where it has none.",
    ("养护等级", "服务等级", "作业等级", "级别"),
)

PROVENANCES = (
    Choice("inventory", "台账", "Inventory", ("设施台账", "资产台账")),
    Choice("contract", "合同", "Contract", ("合同约定",)),
    Choice("self_reported", "自报", "Self-reported", ("自行填报", "填报")),
)

SERVICE_ITEM = Extract(
    "service_item",
    "一类事目录",
    "Service items",
    "one service item",
    (
        Column(
            "item_code",
            Kind.CODE,
            ITEM_CODE.zh,
            ITEM_CODE.en,
            ITEM_CODE.description,
            ITEM_CODE.aliases,
            required=True,
        ),
        Column(
            "item_name",
            Kind.TEXT,
            ITEM_NAME.zh,
            ITEM_NAME.en,
            "Name of the service item.",
            ITEM_NAME.aliases,
            required=True,
        ),
        Column("field", Kind.TEXT, "领域", "Field", "Field of work (城市运维, 数字化 …).", ("所属领域", "类别")),
        Column(
            "measure_unit",
            Kind.TEXT,
            "计量单位",
            "Unit of workload",
            "In what its workload is counted.",
            ("单位", "工作量单位"),
        ),
        Column("definition", Kind.TEXT, "定义", "Definition", "What it is.", ("内涵", "事项说明", "说明")),
        Column("includes", Kind.TEXT, "包含", "Includes", "What belongs to it.", ("包含内容", "包括")),
        Column("excludes", Kind.TEXT, "不包含", "Excludes", "What does not.", ("不含", "不包括")),
        Column(
            "grades", Kind.TEXT, "等级划分", "Grades", "The grades of service that it is split into.", ("等级设置",)
        ),
        Column("drivers", Kind.TEXT, "成本动因", "Cost drivers", "What its cost depends on.", ("影响因素", "动因")),
    ),
    key=("item_code",),
    organisation="",
)

WORKLOAD = Extract(
    "workload",
    "工作量",
    "Workload",
    "organisation × service item × measure × grade × year",
    (
        YEAR,
        ORG_CODE,
        ORG_NAME,
        ORG_TYPE,
        Column(
            "item_code",
            Kind.CODE,
            ITEM_CODE.zh,
            ITEM_CODE.en,
            ITEM_CODE.description,
            ITEM_CODE.aliases,
            required=True,
        ),
        ITEM_NAME,
        Column(
            "measure_code",
            Kind.CODE,
            "计量指标代码",
            "Measure code",
            "Which quantity, where an item has several; empty for the item's own workload.",
            ("指标代码",),
        ),
        Column(
            "measure_name",
            Kind.TEXT,
            "计量指标",
            "Measure",
            "Name of the quantity, where an item has several.",
            ("指标名称", "指标"),
        ),
        GRADE,
        Column(
            "quantity",
            Kind.QUANTITY,
            "工作量",
            "Workload",
            "Quantity done in the year.",
            ("数量", "实际工作量", "完成量", "工作量数值"),
            required=True,
        ),
        Column(
            "planned_quantity",
            Kind.QUANTITY,
            "计划工作量",
            "Planned workload",
            "Quantity planned for the year.",
            ("计划数量", "核定工作量"),
        ),
        Column(
            "measure_unit",
            Kind.TEXT,
            "计量单位",
            "Unit of workload",
            "In what the quantity is counted.",
            ("工作量单位",),
        ),
        Column(
            "provenance",
            Kind.TEXT,
            "数据来源",
            "Provenance",
            "Where the quantity comes from.",
            ("工作量来源", "来源"),
            choices=PROVENANCES,
        ),
    ),
    key=("year", "org_code", "item_code", "measure_code", "grade"),
    period=("year",),
)
