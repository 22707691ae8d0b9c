"""The colours and the typeface of all charts and tables, by what they mean; red is a problem and nothing else.

There are two palettes, for a light and for a dark screen. A session draws in one of them; files and paper are light.
Neighbouring meanings stay apart for readers with any kind of colour blindness, and none is told by colour alone.
"""

from contextvars import ContextVar
from dataclasses import dataclass

FONT = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"


@dataclass(frozen=True)
class Palette:
    """One set of colours; `.streamlit/config.toml` says the same ones to the rest of the screen."""

    ground: str
    """Behind everything."""
    surface: str
    """Behind totals and fields."""
    ink: str
    quiet: str
    """Text that is read second: axes, units, captions; and lines that things are measured against."""
    grid: str
    axis: str
    bar: str
    """What is so, of anybody."""
    chosen: str
    """What is so, of the one that was chosen."""
    problem: str
    watch: str
    good: str
    past: str
    """What was so in earlier years, and those in the background."""
    rise: str
    fall: str
    total: str
    band: str
    """The middle half of the peers, and what is tolerated: an area behind the marks."""
    poor: str
    """The corner that is cheap because the service is poor: an area behind the marks."""
    scale: tuple[str, str, str]
    """Below the middle, the middle, above it: squares with a figure in ink on them."""
    shades: tuple[str, ...]
    """From a few of those who ever report to all of them."""
    on_shades: tuple[str, ...]
    """The text on each shade."""
    parts: tuple[str, ...]
    """One a part, none of them red: a part is no problem by itself. Neighbours differ in lightness, too."""


LIGHT = Palette(
    ground="#ffffff",
    surface="#f2f5f8",
    ink="#1c2733",
    quiet="#566270",
    grid="#e6ebf0",
    axis="#86929f",
    bar="#5b8db3",
    chosen="#17406b",
    problem="#b01030",
    watch="#8f6200",
    good="#0f7a6c",
    past="#86929f",
    rise="#c26f1c",
    fall="#2f6d9e",
    total="#566270",
    band="rgba(91, 141, 179, 0.16)",
    poor="rgba(194, 111, 28, 0.10)",
    scale=("#7fb2d6", "#f3f5f7", "#ea9a63"),
    shades=("#ebf3f9", "#bfd7e8", "#95c0dd", "#66a3cc", "#2f6690"),
    on_shades=("#1c2733", "#1c2733", "#1c2733", "#1c2733", "#ffffff"),
    parts=("#2f6690", "#c8741f", "#3d8f83", "#6a55a3", "#a8862a", "#6b7885", "#5c2f57"),
)

DARK = Palette(
    ground="#12181f",
    surface="#1c252f",
    ink="#e6ebf0",
    quiet="#a4b1be",
    grid="#27313c",
    axis="#6b7885",
    bar="#5e93bd",
    chosen="#cfe4f5",
    problem="#ff7b6b",
    watch="#e3b341",
    good="#3fbfa8",
    past="#7d8a97",
    rise="#dba24a",
    fall="#5b9bd0",
    total="#a4b1be",
    band="rgba(94, 147, 189, 0.22)",
    poor="rgba(227, 179, 65, 0.12)",
    scale=("#2a628f", "#1c252f", "#9a4a1a"),
    shades=("#1b2c3a", "#264b66", "#33709a", "#6db0de", "#c5e3f8"),
    on_shades=("#e6ebf0", "#e6ebf0", "#ffffff", "#12181f", "#12181f"),
    parts=("#6ba3cf", "#dba24a", "#4fae9f", "#a08fdc", "#d4b65a", "#8d9aa7", "#eac3e0"),
)

_palette: ContextVar[Palette] = ContextVar("palette", default=LIGHT)


def current() -> Palette:
    """The colours of this session; light ones where nobody has chosen."""
    return _palette.get()


def use(palette: Palette) -> None:
    """Draw in these colours from here on in this session."""
    _palette.set(palette)
