"""How a file was read, as data: what was recognised, what was left out; kept with the batch."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from duibiao.ingest import wording
from duibiao.ingest.fact import Values, as_dict, values, values_from
from duibiao.ingest.wording.case import MOST_NAMED

__all__ = ["MOST_NAMED", "Note", "note", "notes_data", "notes_of"]

KEPT_TEXT = ""
"""The code of a sentence that a batch of an earlier version keeps; its only value is the text."""


@dataclass(frozen=True)
class Note:
    """One thing to be known of how a file was read: a stable word for machines and the values of the case."""

    code: str
    values: Values = ()

    @property
    def message(self) -> str:
        """It in words, in the language of the reader."""
        return str(dict(self.values)["text"]) if self.code == KEPT_TEXT else wording.note(self.code, self.values)

    def as_data(self) -> dict[str, object]:
        """It as JSON holds it."""
        return {"code": self.code, "values": as_dict(self.values)}


def note(code: str, **given: object) -> Note:
    """A note with its values."""
    return Note(code, values(**given))


def notes_data(notes: Iterable[Note]) -> tuple[dict[str, object], ...]:
    """The notes as a batch keeps them."""
    return tuple(each.as_data() for each in notes)


def notes_of(text: str) -> tuple[Note, ...]:
    """The notes that a batch keeps (JSON); batches of earlier versions keep sentences."""
    return tuple(
        note(KEPT_TEXT, text=each) if isinstance(each, str) else Note(each["code"], values_from(each["values"]))
        for each in json.loads(text)
    )
