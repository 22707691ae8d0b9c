"""One way to draw each scenario, in all charts: what is so is solid, what is planned outlined, what was so before grey,
what is foreseen hatched or dashed. After the International Business Communication Standards (IBCS, rule UN 3.2)."""

from collections.abc import Sequence
from enum import StrEnum

from duibiao import palette

Marker = dict[str, object]
_LINE_PIXELS = 1.5


class Scenario(StrEnum):
    """What kind of figure it is."""

    ACTUAL = "actual"
    PLAN = "plan"
    """A budget, a target, a quota."""
    PRIOR = "prior"
    """The same of an earlier year."""
    FORECAST = "forecast"


def bars(scenarios: Sequence[Scenario], colours: Sequence[str]) -> Marker:
    """The look of bars: one scenario and one colour each."""
    look: Marker = {
        "color": [_fill(each, colour) for each, colour in zip(scenarios, colours, strict=True)],
        "line": {
            "color": list(colours),
            "width": [_LINE_PIXELS if each in _OUTLINED else 0 for each in scenarios],
        },
    }
    if Scenario.FORECAST in scenarios:
        look["pattern"] = {
            "shape": ["/" if each == Scenario.FORECAST else "" for each in scenarios],
            "size": 6,
            "solidity": 0.35,
        }
    return look


_OUTLINED = (Scenario.PLAN, Scenario.FORECAST)


def _fill(scenario: Scenario, colour: str) -> str:
    """A hatching takes the colour of its bar, and lets the ground through."""
    return palette.current().ground if scenario == Scenario.PLAN else colour
