"""Who spends: organisations, their other names, their size."""

from dataclasses import replace

from duibiao.schema.column import Choice, Column, Kind
from duibiao.schema.extract import Extract

ORG_TYPES = (
    Choice("department", "部门", "Department", ("主管部门", "委办局", "区级部门")),
    Choice("unit", "单位", "Unit", ("预算单位", "基层单位", "下属单位")),
    Choice("town", "镇", "Town", ("镇政府",)),
    Choice("subdistrict", "街道", "Subdistrict", ("街道办", "街道办事处")),
)

ORG_CODE = Column(
    "org_code",
    Kind.CODE,
    "预算单位代码",
    "Organisation code",
    "Code of the organisation in the budget system.",
    ("单位代码", "部门代码", "预算部门代码", "单位编码", "部门编码", "预算单位编码", "机构代码", "区划代码"),
    required=True,
)
ORG_NAME = Column(
    "org_name",
    Kind.TEXT,
    "预算单位名称",
    "Organisation name",
    "Name of the organisation as the extract spells it.",
    ("单位名称", "部门名称", "预算单位", "单位", "部门", "机构名称", "预算部门", "镇街名称"),
)
ORG_TYPE = Column(
    "org_type",
    Kind.TEXT,
    "单位类型",
    "Organisation type",
    "What kind of organisation it is.",
    ("类型", "单位类别", "机构类型"),
    choices=ORG_TYPES,
)
YEAR = Column(
    "year",
    Kind.YEAR,
    "预算年度",
    "Year",
    "Budget year.",
    ("年度", "年份", "年", "会计年度"),
    required=True,
)
MONTH = Column(
    "month",
    Kind.MONTH,
    "月份",
    "Month",
    "Month at whose end the cumulative amounts stand (1–12).",
    ("月", "截至月份", "执行月份", "期间月份"),
    required=True,
)

ORG = Extract(
    "org",
    "单位目录",
    "Organisations",
    "one organisation",
    (
        replace(
            ORG_CODE,
            aliases=tuple(alias for alias in ORG_CODE.aliases if alias != "区划代码"),  # here it is division_code
        ),
        Column(
            "org_name",
            Kind.TEXT,
            "预算单位名称",
            "Organisation name",
            "Present official name.",
            ORG_NAME.aliases,
            required=True,
        ),
        Column(
            "org_type",
            Kind.TEXT,
            "单位类型",
            "Organisation type",
            "What kind of organisation it is.",
            ORG_TYPE.aliases,
            required=True,
            choices=ORG_TYPES,
        ),
        Column(
            "short_name",
            Kind.TEXT,
            "简称",
            "Short name",
            "Name for charts and narrow tables.",
            ("单位简称", "部门简称"),
        ),
        Column(
            "parent_code",
            Kind.CODE,
            "上级单位代码",
            "Parent code",
            "Organisation it belongs to; empty for the top.",
            ("主管部门代码", "上级代码"),
        ),
        Column(
            "division_code",
            Kind.CODE,
            "区划代码",
            "Division code",
            "Administrative division (GB/T 2260 and its town extension); only for towns and subdistricts.",
            ("行政区划代码", "行政区划"),
        ),
        Column("valid_from", Kind.DATE, "启用日期", "Valid from", "First day of this name.", ("生效日期",)),
        Column("valid_to", Kind.DATE, "停用日期", "Valid to", "Last day of this name.", ("失效日期",)),
    ),
    key=("org_code",),
)

ORG_ALIAS = Extract(
    "org_alias",
    "单位别名对照",
    "Organisation aliases",
    "one other name of one organisation",
    (
        ORG_CODE,
        Column(
            "alias",
            Kind.TEXT,
            "别名",
            "Alias",
            "Another spelling, a former name or a former code.",
            ("曾用名", "其他名称", "原名称"),
            required=True,
        ),
        Column("valid_from", Kind.DATE, "启用日期", "Valid from", "First day of the alias.", ("生效日期",)),
        Column("valid_to", Kind.DATE, "停用日期", "Valid to", "Last day of the alias.", ("失效日期",)),
        Column("note", Kind.TEXT, "备注", "Note", "Why it is the same organisation.", ("说明",)),
    ),
    key=("org_code", "alias"),
)

ORG_PROFILE = Extract(
    "org_profile",
    "单位基本情况",
    "Organisation profiles",
    "organisation × year",
    (
        YEAR,
        ORG_CODE,
        ORG_NAME,
        Column(
            "population",
            Kind.COUNT,
            "常住人口",
            "Resident population",
            "Residents at the year's end.",
            ("常住人口数", "人口", "人口数", "年末常住人口"),
            unit="人",
        ),
        Column(
            "area_km2",
            Kind.QUANTITY,
            "面积",
            "Area",
            "Area of the territory.",
            ("区域面积", "辖区面积", "行政区域面积"),
            unit="km²",
        ),
        Column(
            "staff_count",
            Kind.COUNT,
            "在职人数",
            "Staff",
            "Staff in post at the year's end.",
            ("编制内在职人数", "职工人数", "年末在职人数", "实有人数"),
            unit="人",
        ),
    ),
    key=("year", "org_code"),
    period=("year",),
)
