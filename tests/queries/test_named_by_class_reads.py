"""Of how many projects it can be said whether they paid beyond their scope."""

from decimal import Decimal

from small import batch, line

from duibiao.warehouse import Warehouse


def named(project, economic, amount, org="1", version="approved"):
    return {
        "year": 2026, "org_code": org, "project_code": project, "economic_code": economic, "version": version,
        "amount_yuan": Decimal(amount),
    }  # fmt: skip


def test_projects_count_whose_budget_and_execution_both_name_a_class(tmp_path):
    budgets = [named("A", "30213", 9), named("A", "30227", 9), named("B", "30213", 0), named("C", "30213", 9)]
    budgets += [named("E", "30213", 9, version="requested")]
    paid = [
        line("1", 5, project_code="A", economic_code="30227"),
        line("1", 5, project_code="A", economic_code="30299"),
        line("1", 5, project_code="B", economic_code="30213"),
        line("1", 5, project_code="C"),
        line("1", 5, project_code="D", economic_code="30213"),
        line("1", 5, project_code="E", economic_code="30213"),
    ]
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        warehouse.accept(batch("appropriation", budgets))
        warehouse.accept(batch("execution", paid))
        assert warehouse.read("named_by_class", year=2026)["n_projects"].to_list() == [1]
        assert warehouse.read("named_by_class", year=2025)["n_projects"].to_list() == [0]


def test_projects_count_too_whose_budget_and_execution_both_name_a_service_item(tmp_path):
    """A by item on both sides, B by item in the budget and class in the execution, C by both in the budget."""
    budgets = [
        named("A", None, 9) | {"item_code": "CY0101"},
        named("B", None, 9) | {"item_code": "CY0101"},
        named("C", "30213", 9) | {"item_code": "CY0101"},
    ]
    paid = [
        line("1", 5, project_code="A", item_code="CY0102"),
        line("1", 5, project_code="B", economic_code="30213"),
        line("1", 5, project_code="C", economic_code="30299"),
    ]
    with Warehouse.open(tmp_path / "small.duckdb") as warehouse:
        warehouse.accept(batch("appropriation", budgets))
        warehouse.accept(batch("execution", paid))
        assert warehouse.read("named_by_class", year=2026)["n_projects"].to_list() == [2]
        assert warehouse.read("out_of_scope", year=2026)["project_code"].to_list() == ["A", "C"]
