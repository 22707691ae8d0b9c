"""What a reader of a file must know beside the numbers."""

from dataclasses import dataclass

from duibiao.language import _


@dataclass(frozen=True)
class About:
    """Where the numbers come from: filters chosen, definitions, up to which day, from which batches."""

    filters: tuple[tuple[str, str], ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    data_date: str = ""
    batches: tuple[str, ...] = ()
    warning: str = ""
    """Said first, in the table too: demo data, for example."""
    remarks: tuple[str, ...] = ()
    """What people said about the figures, each with who and when."""
    as_of: str = ""
    """The past day at whose end the numbers stood so; empty for now."""

    @property
    def up_to(self) -> str:
        """Up to which day it counts, in words; empty where there is no such day."""
        return _("Data up to {date}").format(date=self.data_date) if self.data_date else ""

    @property
    def moment(self) -> str:
        """What a file says of itself that shows the past; empty for now."""
        if not self.as_of:
            return ""
        return _("What stood at the end of {day}; later uploads are not shown").format(day=self.as_of)
