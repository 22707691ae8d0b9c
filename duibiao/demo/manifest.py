"""What the generator wrote: files in load order with their own control totals, and the stories planted in them."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True)
class DemoFile:
    """One file as a bureau would send it.

    `totals` has, for every money column of the extract, the sum over the whole file in yuan, taken from the
    generator's integers before anything was formatted; `rows` is the number of rows an ingest must accept.
    """

    extract: str
    path: Path
    mapping: str | None
    rows: int
    totals: dict[str, Decimal]


@dataclass(frozen=True)
class Story:
    """One thing planted in the data that a query must find, and the projects it hangs on, if any."""

    id: str
    kind: str
    year: int
    orgs: tuple[str, ...]
    item_code: str
    project_codes: tuple[str, ...]
    zh: str
    en: str

    @property
    def org_code(self) -> str:
        """The organisation of the story, the first where there are several."""
        return self.orgs[0]

    @property
    def project_code(self) -> str:
        """The project of the story, the first where there are several; empty where it hangs on none."""
        return self.project_codes[0] if self.project_codes else ""


@dataclass(frozen=True)
class DemoManifest:
    """Everything that was generated: the folder, its files in load order, the stories."""

    folder: Path
    scale: int
    seed: int
    files: tuple[DemoFile, ...]
    stories: tuple[Story, ...]


def yuan(cents: int) -> Decimal:
    """An amount of whole cents in yuan, exactly."""
    return Decimal(cents).scaleb(-2)
