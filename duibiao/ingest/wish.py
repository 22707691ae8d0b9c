"""What the person who loads says of a file."""

from dataclasses import dataclass

from duibiao.ingest.period import Period


@dataclass(frozen=True)
class Wish:
    """What the person who loads says of the file: it wins over what the file says."""

    period: Period | None = None
    org: str | None = None
    sheet: str | None = None
    despite_totals: bool = False
    mends: int | None = None
    answers: tuple[tuple[str, str], ...] = ()
    """What was answered to the questions that the file gives rise to: the code of each with the value of an option."""
