"""Reruns of both pages on the warehouse of the environment; prints their seconds as JSON."""

import json
import sys
from collections.abc import Iterable

from streamlit.testing.v1 import AppTest

from bench.timing import timed
from duibiao.settings import house
from duibiao.ui import store

PATIENCE_SECONDS = 120


def main() -> None:
    """Time new questions and repeated ones on both pages."""
    app = AppTest.from_file(str(house() / "app.py"), default_timeout=PATIENCE_SECONDS)
    app.run()
    months = [("month", str(month)) for month in (1, 2, 3, 4, 5, 6, 7, 8)]
    times = _both("overview", app, months)
    app.switch_page("pages/compare/same_thing.py").run()
    items = list(store.read("choices", year=2026).filter(kind="item", level=3)["code"])[::6]
    times |= _both("comparison", app, [("item", code) for code in items])
    sys.stdout.write(json.dumps(times) + "\n")


def _both(page: str, app: AppTest, choices: list[tuple[str, str]]) -> dict[str, list[float]]:
    new = list(_reruns(app, choices))
    return {f"{page}, new": new, f"{page}, again": list(_reruns(app, choices * 2))}


def _reruns(app: AppTest, choices: Iterable[tuple[str, str]]) -> Iterable[float]:
    for key, value in choices:
        app.selectbox(key=key).set_value(value)
        yield timed(app.run)
        if app.exception:
            raise RuntimeError(app.exception[0].value)


if __name__ == "__main__":
    main()
