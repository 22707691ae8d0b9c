"""Of what a cost is made up: labour, machinery, materials …"""

from dataclasses import replace

from duibiao.schema.column import Choice, Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.items import GRADE, ITEM_CODE, ITEM_NAME
from duibiao.schema.organisations import ORG_CODE, ORG_NAME, YEAR

COST_ELEMENTS = (
    Choice("labour", "人工", "Labour", ("人工费", "人员经费", "人工成本")),
    Choice("machinery", "机械", "Machinery", ("机械费", "机械使用费", "设备")),
    Choice("materials", "材料", "Materials", ("材料费", "物料")),
    Choice("energy", "能源", "Energy", ("水电费", "燃料", "水电燃料")),
    Choice("management", "管理", "Management", ("管理费", "企业管理费")),
    Choice("profit", "利润", "Profit", ("合理利润",)),
    Choice("tax", "税金", "Tax", ("税费", "税金及附加")),
)

COST = Extract(
    "cost",
    "成本构成",
    "Cost elements",
    "organisation × service item × grade × year × cost element",
    (
        YEAR,
        ORG_CODE,
        ORG_NAME,
        replace(ITEM_CODE, required=True),
        ITEM_NAME,
        GRADE,
        Column(
            "cost_element",
            Kind.TEXT,
            "成本要素",
            "Cost element",
            "Labour, machinery, materials, energy, management, profit or tax.",
            ("成本项目", "费用构成", "要素"),
            required=True,
            choices=COST_ELEMENTS,
        ),
        Column(
            "cost_yuan",
            Kind.MONEY,
            "成本金额",
            "Cost",
            "What this element cost in the year.",
            ("金额", "费用", "成本"),
            required=True,
            unit="元",
        ),
    ),
    key=("year", "org_code", "item_code", "grade", "cost_element"),
    period=("year",),
)
