"""Light or dark, as the viewer's browser asks: charts and tables are drawn in the colours of the rest of the screen."""

from pathlib import Path

import streamlit as st

from duibiao import language, palette

STYLE = Path(__file__).parent / "style.css"
"""What the theme cannot say."""

_SCRIPT = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
_LANGUAGES = {"zh_CN": "zh-CN", "en": "en"}


def follow() -> None:
    """Draw this run in the viewer's theme; when the browser asks for the other one, the script runs the page again."""
    palette.use(palette.DARK if st.context.theme.type == "dark" else palette.LIGHT)
    script = _SCRIPT.replace("LANGUAGE", _LANGUAGES[language.current()])
    with st.container(key="unseen"):
        st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
        st.button("↻", key="redraw")


def is_dark() -> bool:
    """Whether this run is drawn in the dark colours."""
    return palette.current() is palette.DARK
