"""One extract: its grain, its columns, and the scope that a batch of it replaces."""

from dataclasses import dataclass
from functools import cached_property

from duibiao import language
from duibiao.errors import DuibiaoError
from duibiao.language import _
from duibiao.schema.column import Column, Kind


@dataclass(frozen=True)
class Extract:
    """A kind of file that a bureau sends.

    `period` names the columns that make the period of a row: none (a list that holds always),
    `("year",)` or `("year", "month")`; a date column gives the month it falls in. A batch replaces the
    earlier rows of the same extract for the organisations and periods it holds.
    """

    name: str
    zh: str
    en: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    period: tuple[str, ...] = ()
    organisation: str = "org_code"
    """The column that tells whose row it is: an organisation, or a standard; empty for lists that belong to nobody."""

    unique: bool = True
    """Whether a row that repeats a key is set aside; lines of budgets, execution and vouchers may be several rows."""

    line: str = ""
    """The column of the key that counts the rows of one document: told by the file, else their position in it."""

    hallmarks: tuple[str, ...] = ()
    """Columns that a file must have to be taken for this extract unasked, though their cells may be empty."""

    def __hash__(self) -> int:
        """By its name: caches ask for it at every header."""
        return hash(self.name)

    @property
    def is_of_organisations(self) -> bool:
        """Whether its rows belong to organisations."""
        return self.organisation == "org_code"

    @property
    def label(self) -> str:
        """Its name on the screen, in the language of the session."""
        return self.zh if language.current() == "zh_CN" else self.en

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    def column(self, name: str) -> Column:
        """The column called `name`; raises DuibiaoError for a name it has not."""
        if name not in self.by_name:
            raise DuibiaoError(
                _("The extract {extract} has no column {column}").format(extract=self.name, column=repr(name)),
                _("Its columns: {names}.").format(names=", ".join(self.by_name)),
            )
        return self.by_name[name]

    @cached_property
    def dated_by(self) -> str:
        """The column of days that makes the period of a row; empty where years and months make it."""
        return next((name for name in self.period if self.column(name).kind is Kind.DATE), "")

    @property
    def document(self) -> tuple[str, ...]:
        """The key without the number of the line: what several lines have in common."""
        return tuple(name for name in self.key if name != self.line)

    @cached_property
    def required(self) -> tuple[Column, ...]:
        """The columns without which a row cannot be loaded."""
        return tuple(column for column in self.columns if column.required)

    @cached_property
    def money(self) -> tuple[Column, ...]:
        """The columns that hold money."""
        return tuple(column for column in self.columns if column.kind is Kind.MONEY)

    @cached_property
    def numbers(self) -> tuple[Column, ...]:
        """The columns that can be summed."""
        return tuple(column for column in self.columns if column.kind.is_number)
