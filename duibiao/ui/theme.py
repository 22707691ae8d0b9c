"""Light or dark, as the viewer's browser asks: charts and tables are drawn in the colours of the rest of the screen."""

import streamlit as st

from duibiao.charts import palette


def follow() -> None:
    """Draw this run in the viewer's theme; a theme that is changed runs the page again."""
    palette.use(palette.DARK if st.context.theme.type == "dark" else palette.LIGHT)


def is_dark() -> bool:
    """Whether this run is drawn in the dark colours."""
    return palette.current() is palette.DARK
