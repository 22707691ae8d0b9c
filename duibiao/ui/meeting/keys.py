"""Keys pressed in a meeting, wherever the focus is; while somebody types into a field they are letters."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


def listen(key: str, words: Mapping[str, str], told: Callable[[str], None], slides: bool = False) -> None:
    """Tell `told` the word of each key pressed; with `slides`, digits too, as `slide 12`. `full` fills the screen."""

    def pressed() -> None:
        word = st.session_state[key].get("pressed")
        if word:
            told(str(word))

    _component()(key=key, data={"keys": dict(words), "slides": slides}, on_pressed_change=pressed, height=1)


@cache
def _component() -> Any:
    script = (Path(__file__).parent / "keys.js").read_text(encoding="utf-8")
    return st.components.v2.component("duibiao_keys", js=script)
