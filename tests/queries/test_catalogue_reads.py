"""Catalogue prices as they are read for the comparison of goods."""

from decimal import Decimal

from small import batch

from duibiao.warehouse import Warehouse

D = Decimal


def test_the_same_product_at_the_same_price_comes_once(tmp_path):
    row = {"year": 2025, "product_code": "A", "product_name": "打印机", "price_unit": "台", "price_yuan": D("99.50")}
    with Warehouse.open(tmp_path / "prices.duckdb") as warehouse:
        rows = [row, row, row | {"product_code": "B"}, row | {"price_yuan": D(90)}]
        warehouse.accept(batch("catalogue_price", rows, synthetic=True))
        warehouse.accept(batch("catalogue_price", [row | {"year": 2024}]))
        every = warehouse.read("catalogue_prices", year=None)
        newest = warehouse.read("catalogue_prices", year=2025)
    assert every["year"].to_list() == [2024, 2025, 2025, 2025]
    told = newest.select("product_code", "price_yuan", "n_rows", "row_number", "currency", "synthetic").rows()
    assert told == [
        ("A", D(90), 1, 5, "CNY", True),
        ("A", D("99.50"), 2, 2, "CNY", True),
        ("B", D("99.50"), 1, 4, "CNY", True),
    ]
