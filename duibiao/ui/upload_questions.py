"""The questions that a file gives rise to, each with its options and none chosen, and the account of its amounts."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from duibiao.ingest.examine import Examined
from duibiao.ingest.findings import Finding
from duibiao.ingest.reading import Wish
from duibiao.language import _
from duibiao.ui import upload_view
from duibiao.ui.frames import as_arrow

MOST_ROUNDS = 6
"""How often the answer to a question may give rise to the next."""


def answered(sha256: str, wished: Wish, read: Callable[[Wish], Examined]) -> Examined:
    """The file read with the answers that the person gave, as far as they go; `read` examines it with a wish."""
    examined = read(wished)
    drawn: set[str] = set()
    for _round in range(MOST_ROUNDS):
        new = {question.code: question for question in examined.questions if question.code not in drawn}
        given = _asked(sha256, list(new.values()))
        drawn |= set(new)
        if not given:
            return examined
        wished = replace(wished, answers=(*wished.answers, *given))
        examined = read(wished)
    return examined


def account(examined: Examined) -> None:
    """What became of every amount of the file."""
    if not (said := upload_view.account_sentence(examined)):
        return
    with st.expander(said, icon=":material/receipt_long:"):
        st.dataframe(as_arrow(upload_view.account_frame(examined)), key=f"account_{examined.source.sha256}")


def _asked(sha256: str, questions: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    chosen = [(question.code, _chosen(sha256, question)) for question in questions]
    return tuple((code, value) for code, value in chosen if value is not None)


def _chosen(sha256: str, question: Finding) -> str | None:
    labels = {option.value: option.label for option in question.options}
    st.markdown(f"**{question.message}**")
    if question.advice:
        st.caption(question.advice)
    chosen: str | None = st.radio(
        _("Answer"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        key=f"answer_{question.code}_{sha256}",
        label_visibility="collapsed",
    )
    return chosen
