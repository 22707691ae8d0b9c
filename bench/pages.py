"""Reruns of the pages on the warehouse of the environment; prints their seconds as JSON.

Where the settings say so, the server works ahead first, as it does once its first page is drawn.
"""

import json
import sys
from collections.abc import Iterable, Sequence

from streamlit.testing.v1 import AppTest

from bench.timing import plain_work, timed
from duibiao.settings import house, settings
from duibiao.ui import ahead, store

PATIENCE_SECONDS = 120
MEANWHILE = ", meanwhile"
"""Behind the name of a page: seconds of plain work."""
NEW, AGAIN = ", new", ", again"
AHEAD = "working ahead"

MONTHS = tuple(("month", str(month)) for month in range(1, 9))
WORKBENCH = {
    "comparison": "compare/same_thing",
    "over the years": "compare/over_the_years",
    "cost and service": "compare/cost_and_service",
    "why dearer": "compare/why_dearer",
}
"""Pages on which another service item is chosen."""

BY_MONTH = {
    "to be checked": "compare/to_be_checked",
    "where dear": "compare/where_dear",
    "exploration": "compare/explore",
    "city operations": "cost/city_operations",
    "digital projects": "cost/digital",
    "candidate standards": "cost/candidates",
}
"""Pages on which another month is chosen."""

ELSE = {
    "stuck money": ("progress/which_money_is_stuck", "month", [str(month) for month in range(1, 9)]),
    "dual monitoring": ("progress/money_and_output", "monitored", ["2022-08", "2023-08", "2024-08", "2025-08"]),
    "settlement": ("progress/where_the_money_ended", "year", ["2023", "2024", "2025"]),
    "stuck money of another year": ("progress/which_money_is_stuck", "year", ["2023", "2024", "2025", "2026"]),
    "budget adjustments": ("progress/what_to_take_back", "month", [str(month) for month in range(1, 9)]),
    "cuts": ("progress/did_the_cut_hold", "year", ["2024", "2025", "2026"]),
    "year-end foreseen": ("progress/how_well_foreseen", "from_month", [str(month) for month in range(3, 12)]),
    "growth of projects": ("cost/growth", "list", ["2024", "2025", "2026"]),
    "prices of goods": ("cost/same_goods", "catalogue", ["2023", "2024", "2025"]),
    "standards library": ("cost/standards", "standing", ["applies", "future", "past", "in_work", "repealed"]),
    "budget review": ("cost/budget_review", "bars", ["org", "request"]),
}
"""Pages on which something else is chosen: script, widget, choices."""

MOST_STANDARDS = 20

Choice = tuple[str, str]


def main() -> None:
    """Time new questions and repeated ones on all pages of figures."""
    app = AppTest.from_file(str(house() / "app.py"), default_timeout=PATIENCE_SECONDS)
    app.run()
    times = {AHEAD: [timed(ahead.finish)]} if settings().work_ahead else {}
    times |= _both("what needs attention", app, MONTHS)
    app.switch_page("pages/overview/what_came_in.py").run()
    times |= _both("overview", app, MONTHS)
    items = [
        ("item", code) for code in list(store.read("choices", year=2026).filter(kind="item", level=3)["code"])[::6]
    ]
    for name, script in WORKBENCH.items():
        app.switch_page(f"pages/{script}.py").run()
        times |= _both(name, app, items)
    for name, script in BY_MONTH.items():
        app.switch_page(f"pages/{script}.py").run()
        times |= _both(name, app, MONTHS)
    codes = store.read("standard_cells")["standard_code"].unique().sort().to_list()
    every = ELSE | {"one standard": ("cost/standards", "standard", codes[:MOST_STANDARDS])}
    for name, (script, key, choices) in every.items():
        app.switch_page(f"pages/{script}.py").run()
        times |= _both(name, app, [(key, choice) for choice in choices])
    sys.stdout.write(json.dumps(times) + "\n")


def _both(page: str, app: AppTest, choices: Sequence[Choice]) -> dict[str, list[float]]:
    """The seconds of new and repeated questions, and of plain work meanwhile: the machine is not always as fast."""
    new, pace = list(_reruns(app, choices)), timed(plain_work)
    again = list(_reruns(app, [*choices, *choices]))
    return {f"{page}{NEW}": new, f"{page}{AGAIN}": again, f"{page}{MEANWHILE}": [pace, timed(plain_work)]}


def _reruns(app: AppTest, choices: Iterable[Choice]) -> Iterable[float]:
    for key, value in choices:
        app.selectbox(key=key).set_value(value)
        yield timed(app.run)
        if app.exception:
            raise RuntimeError(app.exception[0].value)


if __name__ == "__main__":
    main()
