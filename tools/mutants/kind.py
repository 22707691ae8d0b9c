"""The kinds of change, each under its name: a function that changes a book in place, or says that it cannot."""

from collections.abc import Callable
from random import Random

from tools.mutants.book import Book

Change = Callable[[Book, Random], bool]
KINDS: dict[str, Change] = {}


def kind(change: Change) -> Change:
    """The function is a kind, under its name; its first line says what real files have."""
    KINDS[change.__name__] = change
    return change


def changed(book: Book, name: str, random: Random) -> Book | None:
    """A copy of the book changed in that way; None where it has nothing to be changed so."""
    copy = book.copy()
    if not KINDS[name](copy, random):
        return None
    copy.history.append(name)
    return copy
