"""What a reader of a file must know beside the numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """Where the numbers come from: filters chosen, definitions, up to which day, from which batches."""

    filters: tuple[tuple[str, str], ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    data_date: str = ""
    batches: tuple[str, ...] = ()
    warning: str = ""
    """Said first, in the table too: demo data, for example."""
