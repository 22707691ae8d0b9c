"""Prices that catalogues publish: references, never standards of the district."""

from duibiao.schema.column import Column, Kind
from duibiao.schema.extract import Extract
from duibiao.schema.organisations import YEAR

CATALOGUE_PRICE = Extract(
    "catalogue_price",
    "目录价格",
    "Catalogue prices",
    "product of a catalogue in a year",
    (
        YEAR,
        Column("product_code", Kind.CODE, "商品编号", "Product code", "Number in the catalogue.", ("商品编码",), True),
        Column("product_name", Kind.TEXT, "商品名称", "Product", "Name with make and type.", ("品名",), True),
        Column("category", Kind.TEXT, "商品类别", "Category", "Class of the catalogue.", ("品目", "商品分类")),
        Column("price_unit", Kind.TEXT, "计价单位", "Priced by", "For what the price is paid: each, metre …"),
        Column(
            "price_yuan",
            Kind.MONEY,
            "目录单价",
            "Price",
            "Price in the catalogue, tax included.",
            ("单价", "商品价格"),
            required=True,
            unit="元",
        ),
    ),
    key=("year", "product_code"),
    period=("year",),
    organisation="",
    unique=False,
)

PRICE_INDEX = Extract(
    "price_index",
    "价格指数",
    "Price index",
    "year × currency",
    (
        YEAR,
        Column("currency", Kind.CODE, "币种", "Currency", "Whose prices: CNY, EUR …", ("货币",), True),
        Column(
            "change_percent",
            Kind.QUANTITY,
            "比上年涨跌（%）",
            "Change",
            "Annual average of consumer prices on the year before, in per cent; negative where they fell.",
            ("涨跌幅", "比上年增长"),
            required=True,
            unit="%",
            signed=True,
        ),
        Column("source_document", Kind.TEXT, "依据文件", "Source", "Where it is published.", ("来源",)),
    ),
    key=("year", "currency"),
    period=("year",),
    organisation="",
)
