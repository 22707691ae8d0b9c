"""How charts look where they are shown: on a screen by day or night, on the wall of a meeting room, on paper.

The colours are those of the pages: blue for what is, dark blue for what was chosen, red for a problem and nothing else.
Charts carry the colours of the light pages; a dark style says what stands in for each.
"""

from dataclasses import dataclass, fields, replace

from duibiao import palette
from duibiao.palette import FONT, Palette

__all__ = ["DARK", "FONT", "LIGHT", "PAPER", "WALL", "WALL_DARK", "Style", "luminance"]


@dataclass(frozen=True)
class Style:
    """Colours as `#rrggbb` and sizes in pixels of a chart."""

    background: str
    ink: str
    muted: str
    grid: str
    usual: str
    total: str
    reference: str
    series: tuple[str, ...]
    low: str
    middle: str
    high: str
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


def _of(colours: Palette, stands_in: tuple[tuple[str, str], ...] = ()) -> Style:
    low, middle, high = colours.scale
    return Style(
        background=colours.ground,
        ink=colours.ink,
        muted=colours.quiet,
        grid=colours.grid,
        usual=colours.bar,
        total=colours.total,
        reference=colours.ink,
        series=colours.parts,
        low=low,
        middle=middle,
        high=high,
        stands_in=stands_in,
    )


def _by_meaning(light: Palette, dark: Palette) -> tuple[tuple[str, str], ...]:
    """What each colour of one palette is in the other."""
    pairs = {getattr(light, field.name): getattr(dark, field.name) for field in fields(Palette)}
    single = [(here, there) for here, there in pairs.items() if isinstance(here, str)]
    return (*zip(light.parts, dark.parts, strict=True), *single)


LIGHT = _of(palette.LIGHT)
DARK = _of(palette.DARK, _by_meaning(palette.LIGHT, palette.DARK))
WALL = replace(LIGHT, size=22, width=1060)
WALL_DARK = replace(DARK, size=22, width=1060)
"""On the wall of a meeting room: read at ten metres."""
PAPER = replace(LIGHT, ink="#000000", muted="#333333", grid="#dddddd", reference="#000000")
"""Black on white."""
