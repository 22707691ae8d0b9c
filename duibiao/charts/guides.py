"""Lines and bands through a whole chart, as shapes of its layout: far quicker to make than plotly's `add_vline`."""

from typing import Any

Shape = dict[str, Any]


def vertical(x: float, line: Shape, below: bool = False) -> Shape:
    """A line from bottom to top at `x`."""
    return {
        "type": "line", "xref": "x", "yref": "y domain", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line,
        "layer": "below" if below else "above",
    }  # fmt: skip


def horizontal(y: float, line: Shape) -> Shape:
    """A line from left to right at `y`."""
    return {"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def upright_band(lower: float, upper: float, colour: str) -> Shape:
    """What lies between two values of x, behind the marks."""
    return {
        "type": "rect", "xref": "x", "yref": "y domain", "x0": lower, "x1": upper, "y0": 0, "y1": 1,
        "fillcolor": colour, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
