"""The planted stories: what `data/demo/stories.toml` says, as typed parts that the generator bends its data by."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from duibiao.demo.manifest import Story
from duibiao.demo.tables import demo_toml, months_of

CENTS_PER_WAN = 1_000_000


@dataclass(frozen=True)
class StoryYear:
    """One project in one year; every amount in cents, `paid` and `adjusted` one amount a month (not cumulative)."""

    year: int
    requested: int
    reviewed: int
    approved: int
    adjusted: tuple[int, ...]
    contracted_from: int
    contracted: int
    paid: tuple[int, ...]


@dataclass(frozen=True)
class StoryProject:
    """A project whose every amount is given."""

    story: str
    org_code: str
    unit_code: str | None
    item_code: str
    project_name: str
    nature: str
    function_code: str
    economic_code: str
    fund: str
    start_date: date
    end_date: date
    total_cents: int | None
    built_by: str | None
    years: tuple[StoryYear, ...]


@dataclass(frozen=True)
class Bend:
    """Something an organisation does otherwise than the others: `factor` times the price, the workload …"""

    kind: str
    year: int
    orgs: tuple[str, ...]
    item_code: str
    grade: str | None
    first_year: int
    factor: float


@dataclass(frozen=True)
class Plot:
    """One story with its parts."""

    id: str
    kind: str
    year: int
    orgs: tuple[str, ...]
    item_code: str
    zh: str
    en: str
    bend: Bend | None
    projects: tuple[StoryProject, ...] = field(default=())

    def told(self, codes: dict[str, str]) -> Story:
        """The story for readers; `codes` gives the project code of each project name."""
        found = tuple(codes[project.project_name] for project in self.projects)
        return Story(self.id, self.kind, self.year, self.orgs, self.item_code, found, self.zh, self.en)


@cache
def plots() -> tuple[Plot, ...]:
    """All planted stories."""
    return tuple(_plot(given) for given in demo_toml("stories")["story"])


def bends(kind: str) -> tuple[Bend, ...]:
    """The bends of one kind: price, december or workload."""
    return tuple(plot.bend for plot in plots() if plot.bend and plot.kind == kind)


def story_projects() -> tuple[StoryProject, ...]:
    """The projects of all stories."""
    return tuple(project for plot in plots() for project in plot.projects)


def _plot(given: dict[str, Any]) -> Plot:
    projects = tuple(_project(given["id"], project) for project in given.get("projects", []))
    return Plot(
        given["id"], given["kind"], given["year"], tuple(given["orgs"]), given["item_code"], given["zh"], given["en"],
        _bend(given) if "factor" in given else None, projects,
    )  # fmt: skip


def _bend(given: dict[str, Any]) -> Bend:
    year = given["year"]
    first_year = given.get("first_year", year)
    orgs = tuple(given["orgs"])
    return Bend(given["kind"], year, orgs, given["item_code"], given.get("grade"), first_year, given["factor"])


def _project(story: str, given: dict[str, Any]) -> StoryProject:
    return StoryProject(
        story=story,
        org_code=given["org_code"],
        unit_code=given.get("unit_code"),
        item_code=given["item_code"],
        project_name=given["project_name"],
        nature=given["nature"],
        function_code=given["function_code"],
        economic_code=given["economic_code"],
        fund=given.get("fund", "general"),
        start_date=date(given["first_year"], 1, 1),
        end_date=given.get("end_date", date(given["last_year"], 12, 31)),
        total_cents=_cents(given["total"]) if "total" in given else None,
        built_by=given.get("built_by"),
        years=tuple(_year(year) for year in given["years"]),
    )


def _year(given: dict[str, Any]) -> StoryYear:
    months = months_of(given["year"])
    steps = dict(given.get("adjustments", []))
    contracted_from, contracted = given.get("contracted", (1, 0))
    return StoryYear(
        year=given["year"],
        requested=_cents(given["requested"]),
        reviewed=_cents(given["reviewed"]),
        approved=_cents(given["approved"]),
        adjusted=tuple(_cents(steps.get(month, 0)) for month in range(1, months + 1)),
        contracted_from=contracted_from,
        contracted=_cents(contracted),
        paid=tuple(_cents(amount) for amount in given["paid"]),
    )


def _cents(wan: float) -> int:
    return round(wan * CENTS_PER_WAN)
