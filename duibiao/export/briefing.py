"""A briefing: views in the order in which they are told, each with a title and a note, and what the meeting agreed."""

from dataclasses import dataclass
from datetime import date

from duibiao import formats
from duibiao.export.view import View
from duibiao.language import _


@dataclass(frozen=True)
class Slide:
    """One view of a briefing as it is told: under a title of its own where it has one, with a note."""

    view: View
    title: str = ""
    note: str = ""

    @property
    def heading(self) -> str:
        """The title given, else the question of the page."""
        return self.title or self.view.title


@dataclass(frozen=True)
class Action:
    """What somebody is to do until a day, as agreed in the meeting."""

    what: str
    who: str
    due_on: date | None = None
    done: bool = False


@dataclass(frozen=True)
class Briefing:
    """What is presented, handed out and exported; each view holds what was on the screen when it was taken."""

    title: str
    slides: tuple[Slide, ...]
    actions: tuple[Action, ...] = ()
    moment: str = ""
    """What the numbers stand on, in words: frozen on a day, or taken at a time."""


def place_of(slide: int, part: int, n_parts: int) -> str:
    """The number of a table or a chart: of its slide, and behind a dot which of several on it."""
    return f"{slide}.{part}" if n_parts > 1 else str(slide)


def action_words() -> tuple[str, str, str, str]:
    """What the columns of the actions are called."""
    return _("What is to be done"), _("Who does it"), _("By when"), _("State")


def action_cells(action: Action) -> tuple[str, str, str, str]:
    """An action as a row under those words."""
    return action.what, action.who, formats.day(action.due_on), _("Done") if action.done else _("Not yet done")
