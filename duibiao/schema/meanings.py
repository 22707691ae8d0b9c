"""What a column means in the words of those who fill it in, and a value as an example (invented)."""

from duibiao.schema.column import Column, Kind

MEANINGS: dict[str, tuple[str, str]] = {
    "org_code": ("预算管理系统中的单位代码", "101001"),
    "org_name": ("单位全称，与预算管理系统一致", "夏阳街道办事处"),
    "org_type": ("单位属于哪一类", ""),
    "short_name": ("图表和窄表中用的简称", "夏阳街道"),
    "parent_code": ("上级主管单位的代码；没有上级的留空", "101"),
    "division_code": ("统计用区划代码（镇、街道填写）", "310118001"),
    "valid_from": ("从哪一天起使用", "2020-01-01"),
    "valid_to": ("到哪一天为止；仍在使用的留空", "2026-12-31"),
    "alias": ("其他写法、曾用名或曾用代码", "夏阳街道"),
    "note": ("为什么是同一个单位，例如更名、合并的文号", "2024 年更名"),
    "item_code": ("一类事的代码，见“代码表”", "CY01"),
    "item_name": ("一类事的名称", "道路保洁"),
    "field": ("所属工作领域", "城市运维"),
    "measure_unit": ("工作量用什么单位计", "平方米"),
    "definition": ("这一类事指什么", "城市道路路面及附属设施的清扫保洁"),
    "includes": ("包括哪些内容", "人行道冲洗"),
    "excludes": ("不包括哪些内容", "农村公路养护"),
    "project_code": ("预算管理一体化系统中的项目代码，21 位，按文本填写", "310118260000000000001"),
    "project_name": ("项目名称，与系统一致", "城区道路保洁"),
    "grade": ("服务或养护等级（一级、二级……）；不分等级的留空", "一级"),
    "cost_kind": ("当年费用、以前年度费用（偿还欠款）还是统一承担的费用；当年费用可不填", ""),
    "nature": ("经常性还是一次性；信息化项目填建设或运维", ""),
    "function_code": ("支出功能分类科目编码，7 位，见“代码表”", "2120501"),
    "function_name": ("支出功能分类科目名称", "城乡社区环境卫生"),
    "economic_code": ("部门预算支出经济分类科目编码，5 位，见“代码表”", "30213"),
    "economic_name": ("部门预算支出经济分类科目名称", "维修(护)费"),
    "start_date": ("开始的第一天", "2026-01-01"),
    "end_date": ("计划的最后一天", "2026-12-31"),
    "total_budget_yuan": ("项目全周期的总投资", "1200000"),
    "related_project_code": ("运维项目填写当初的建设项目代码", "310118230000000000001"),
    "year": ("预算年度", "2026"),
    "month": ("数据截至哪个月的月末（1—12）", "8"),
    "unit_code": ("下属基层预算单位的代码；没有的留空", "101001003"),
    "unit_name": ("下属基层预算单位的名称", "夏阳街道社区服务中心"),
    "fund_type": ("资金来自哪一本预算", "一般公共预算"),
    "version": ("这笔金额是预算的哪一个版本", ""),
    "amount_yuan": ("这一行的金额", "360000"),
    "approved_yuan": ("年初批复的预算", "360000"),
    "adjustment_yuan": ("批复以后的净调整，调减填负数", "-20000"),
    "current_yuan": ("调整以后的预算，执行率以它为分母", "340000"),
    "authorised_yuan": ("自 1 月 1 日起累计的授权额度", "300000"),
    "contracted_yuan": ("自 1 月 1 日起累计签订的合同金额", "280000"),
    "paid_yuan": ("自 1 月 1 日起累计支付的金额", "210000"),
    "pay_date": ("支付的日期", "2026-08-15"),
    "voucher_no": ("支付凭证的编号，不能重复", "ZF20260815001"),
    "department_name": ("主管部门的名称", "夏阳街道办事处"),
    "expense_area": ("花钱的处室、成本中心或业务领域", "城市管理"),
    "expense_type": ("支付的用途", "保洁服务费"),
    "population": ("年末常住人口", "120000"),
    "area_km2": ("辖区面积", "35.6"),
    "staff_count": ("年末在职人数", "86"),
    "measure_code": ("一类事有多个计量指标时填写；没有的留空", "CY01-1"),
    "measure_name": ("计量指标的名称", "保洁面积"),
    "quantity": ("全年完成的工作量", "250000"),
    "planned_quantity": ("全年计划的工作量", "260000"),
    "provenance": ("工作量数据从哪里来", ""),
    "budget_yuan": ("该项目在本单位的预算数，只填在第一条指标上", "1200000"),
    "goal": ("项目年度绩效目标", "城区道路整洁达标"),
    "level1": ("成本指标、产出指标、效益指标或满意度指标", "产出指标"),
    "level2": ("一级指标下的分类", "数量指标"),
    "level3": ("具体指标", "保洁面积"),
    "comparison": ("≥、≤、＝；定性指标填“定性”", "≥"),
    "target": ("要达到的数值或说法", "120"),
    "target_unit": ("指标值用什么单位计", "万平方米"),
    "weight": ("该指标在评价中的分值", "20"),
    "product_code": ("目录中的商品编号", "155046"),
    "product_name": ("品牌、型号、规格", "台式计算机（示例型号）"),
    "category": ("目录中的类别", "台式计算机"),
    "price_unit": ("按什么计价", "台"),
    "price_yuan": ("目录中的含税单价", "4200"),
}

_ANY = {
    Kind.CODE: "A001",
    Kind.TEXT: "文字",
    Kind.MONEY: "10000",
    Kind.QUANTITY: "100",
    Kind.COUNT: "10",
    Kind.YEAR: "2026",
    Kind.MONTH: "8",
    Kind.DATE: "2026-08-15",
}


def meaning(column: Column) -> str:
    """What the column means, in Chinese; its label where nobody wrote more."""
    return MEANINGS[column.name][0] if column.name in MEANINGS else column.zh


def example(column: Column) -> str:
    """A value that the column takes, written as one types it into a cell."""
    if column.choices:
        return column.choices[0].zh
    return (MEANINGS[column.name][1] if column.name in MEANINGS else "") or _ANY[column.kind]
