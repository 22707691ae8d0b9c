"""Charts of slides as pictures on the screen: they fill what room there is, and no script draws them."""

from base64 import b64encode
from functools import lru_cache
from html import escape

from duibiao.export.picture import svg_text
from duibiao.export.style import Style
from duibiao.export.view import Chart

PICTURES_KEPT = 128
"""How many pictures stay in memory for all sessions; a chart never changes once it is kept."""


@lru_cache(maxsize=PICTURES_KEPT)
def image(chart: Chart, style: Style) -> str:
    """The chart as an image element, its texts in the fonts of the reader's machine."""
    picture = b64encode(svg_text(chart, style=style).encode()).decode("ascii")
    return f'<img alt="{escape(chart.axis)}" src="data:image/svg+xml;base64,{picture}">'
