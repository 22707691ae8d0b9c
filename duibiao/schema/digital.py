"""What a digital project is made of: components with quantities and prices, and the systems they are for."""

from dataclasses import replace

from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.items import ITEM_CODE, ITEM_NAME
from duibiao.schema.organisations import ORG_CODE, ORG_NAME, YEAR
from duibiao.schema.projects import PROJECT_CODE, PROJECT_NAME

DIGITAL_COMPONENT = Extract(
    "digital_component",
    "信息化项目组成",
    "Digital components",
    "project × component",
    (
        YEAR,
        ORG_CODE,
        ORG_NAME,
        PROJECT_CODE,
        PROJECT_NAME,
        replace(ITEM_CODE, required=True),
        ITEM_NAME,
        Column(
            "system_name",
            Kind.TEXT,
            "信息系统名称",
            "System",
            "Information system that the component is for, as it is registered.",
            ("系统名称", "信息系统", "所属系统"),
        ),
        Column(
            "component_name",
            Kind.TEXT,
            "组成名称",
            "Component",
            "What is bought, in the words of the contract.",
            ("组件名称", "分项名称", "采购内容", "产品名称"),
            required=True,
        ),
        Column(
            "specification",
            Kind.TEXT,
            "规格型号",
            "Specification",
            "Specification that makes prices comparable; empty where the service item says all.",
            ("规格", "型号", "技术规格"),
        ),
        Column(
            "quantity",
            Kind.QUANTITY,
            "数量",
            "Quantity",
            "How much is bought, in the unit of workload; core·months for twelve months of cloud cores.",
            ("采购数量", "工程量"),
            required=True,
        ),
        Column("measure_unit", Kind.TEXT, "计量单位", "Unit", "In what the quantity counts.", ("数量单位",)),
        Column(
            "amount_yuan",
            Kind.MONEY,
            "金额",
            "Amount",
            "Price of all of it, tax included.",
            ("合计金额", "总价", "小计金额"),
            required=True,
            unit="元",
        ),
        Column(
            "purchased_on",
            Kind.DATE,
            "采购日期",
            "Purchased on",
            "Day of the contract; empty for services told by their period.",
            ("合同日期", "签订日期"),
        ),
        Column(
            "service_from", Kind.DATE, "服务开始日期", "Service from", "First day of the service.", ("服务起始日期",)
        ),
        Column("service_to", Kind.DATE, "服务结束日期", "Service to", "Last day of the service.", ("服务终止日期",)),
        Column(
            "function_points",
            Kind.QUANTITY,
            "功能点数",
            "Function points",
            "Size of software in function points.",
            ("功能点",),
        ),
        Column(
            "person_months", Kind.QUANTITY, "人月数", "Person-months", "Effort of software in person-months.", ("人月",)
        ),
    ),
    key=("year", "org_code", "project_code", "item_code", "component_name", "specification"),
    period=("year",),
    unique=False,
)
