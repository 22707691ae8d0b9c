"""How charts look where they are shown: on a screen by day or night, on the wall of a meeting room, on paper.

The colours are those of the pages: blue for what is, dark blue for what was chosen, red for a problem and nothing else.
Charts carry the colours of the light pages; a dark style says what stands in for each.
"""

from dataclasses import dataclass, replace

FONT = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"


@dataclass(frozen=True)
class Style:
    """Colours as `#rrggbb` and sizes in pixels of a chart."""

    background: str = "#ffffff"
    ink: str = "#1f2933"
    muted: str = "#5b6470"
    grid: str = "#e6ebf0"
    usual: str = "#7fa3c0"
    total: str = "#6b7280"
    reference: str = "#4b5563"
    series: tuple[str, ...] = ("#3f7cac", "#1f4e79", "#b07a12", "#8fb1cc", "#6b7280", "#4f8a6b", "#c9a86a", "#8a6fa8")
    low: str = "#2f6690"
    middle: str = "#f3f5f7"
    high: str = "#b5532a"
    stands_in: tuple[tuple[str, str], ...] = ()
    """What a colour of the light pages becomes here."""
    size: int = 13
    """Of the type."""
    width: int = 680
    """Of the plot, without the names at its side."""

    @property
    def row(self) -> float:
        """Height of a row of horizontal bars, dots or squares."""
        return self.size * 1.9

    def colour(self, given: str) -> str:
        """What a colour of the light pages is shown as."""
        return dict(self.stands_in).get(given.lower(), given)

    def legible(self, colour: str) -> str:
        """The colour for words on the background; a muted one where it would be too pale."""
        one, other = luminance(colour), luminance(self.background)
        contrast = (max(one, other) + 0.05) / (min(one, other) + 0.05)
        return colour if contrast >= 3.5 else self.muted

    def ink_on(self, colour: str) -> str:
        """Black or white, whichever is read better on a colour."""
        return "#111111" if luminance(colour) > 0.18 else "#ffffff"


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` as WCAG 2 defines it, from 0 for black to 1 for white."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


LIGHT = Style()
DARK = Style(
    background="#0f1720",
    ink="#e8edf2",
    muted="#a7b3c0",
    grid="#2a3542",
    usual="#6f9cc0",
    total="#9aa7b4",
    reference="#c3ccd6",
    series=("#6aa6d6", "#b8d4ec", "#dca63f", "#7f93a8", "#c3ccd6", "#7cc09a", "#e3c893", "#b9a3d6"),
    low="#4f8fc4",
    middle="#2a3542",
    high="#d9793f",
    stands_in=(
        ("#1f4e79", "#b8d4ec"),
        ("#3f7cac", "#6aa6d6"),
        ("#b3372f", "#f0776c"),
        ("#b07a12", "#dca63f"),
        ("#2f7d4f", "#7cc09a"),
        ("#1f2933", "#e8edf2"),
        ("#6b7280", "#c3ccd6"),
        ("#f3f5f7", "#2a3542"),
        ("#ffffff", "#0f1720"),
    ),
)
WALL = replace(LIGHT, size=22, width=1060)
WALL_DARK = replace(DARK, size=22, width=1060)
"""On the wall of a meeting room: read at ten metres."""
PAPER = replace(LIGHT, ink="#000000", muted="#333333", grid="#dddddd", reference="#000000", usual="#6d94b5")
"""Black on white."""
