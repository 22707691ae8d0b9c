"""One column of an extract: what it is called, what it holds, how headers spell it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from duibiao import language


class Kind(StrEnum):
    """What a column holds; decides how a cell is read and how it is stored."""

    CODE = "code"
    TEXT = "text"
    MONEY = "money"
    QUANTITY = "quantity"
    COUNT = "count"
    YEAR = "year"
    MONTH = "month"
    DATE = "date"

    @property
    def is_number(self) -> bool:
        """Whether cells of this kind are amounts or quantities that can be summed."""
        return self in (Kind.MONEY, Kind.QUANTITY, Kind.COUNT)

    @property
    def storage(self) -> str:
        """The DuckDB type in the warehouse."""
        return _STORAGE[self]


_STORAGE = {
    Kind.CODE: "varchar",
    Kind.TEXT: "varchar",
    Kind.MONEY: "decimal(18, 2)",
    Kind.QUANTITY: "decimal(18, 4)",
    Kind.COUNT: "bigint",
    Kind.YEAR: "smallint",
    Kind.MONTH: "tinyint",
    Kind.DATE: "date",
}


@dataclass(frozen=True)
class Choice:
    """One admitted value of a code list, with the words that extracts and screens use for it."""

    value: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The word for it on the screen, in the language of the session."""
        return self.zh if language.current() == "zh_CN" else self.en

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text that means this value."""
        return (self.value, self.zh, self.en, *self.aliases)


@dataclass(frozen=True)
class Column:
    """A column of an extract, declared once: storage, header aliases, labels, dictionary entry."""

    name: str
    kind: Kind
    zh: str
    en: str
    description: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    cumulative: bool = False
    """Whether amounts count from 1 January."""
    may_fall: bool = False
    """Whether a cumulative amount ordinarily falls within a year, as contracts do that are cancelled."""
    ceiling: str = ""
    """The column that this amount cannot ordinarily exceed."""
    signed: bool = False
    """Whether a sum below zero is ordinary, as of net changes."""
    faint: tuple[str, ...] = ()
    """Headers that mean this column only where no other header of the file does."""
    may_be_lost: bool = False
    """Whether a row is loaded, with a note, though its cell of this column cannot be read."""

    def __hash__(self) -> int:
        """By what tells columns apart: caches ask for it at every cell of a header."""
        return hash((self.name, self.zh))

    @property
    def label(self) -> str:
        """Its name on the screen, in the language of the session."""
        return self.zh if language.current() == "zh_CN" else self.en

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every text that means one of its choices."""
        return frozenset(spelling for choice in self.choices for spelling in choice.spellings)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """Every header text that means this column."""
        return (self.name, self.zh, self.en, *self.aliases)
