"""The project library of the synthetic district: who runs which project, over which years, of which size."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from duibiao.demo.district import payers
from duibiao.demo.stories import story_projects
from duibiao.demo.tables import LAST_YEAR, YEARS, demo_table

RECURRING = 5
"""`years` of a kind of project that comes back every year."""

_FROM_TOWNS = {"towns": ["town", "subdistrict"], "rural": ["town"], "departments": ["department"]}
_OM_SHARE = (0.042, 0.078)
"""Yearly maintenance of software as a share of its build, outside the story."""

FUNDS = {"general": "一般公共预算", "land": "政府性基金预算"}


@dataclass(frozen=True)
class Library:
    """`projects` has one row a project, sorted by organisation and code; see `build` for its columns."""

    projects: pl.DataFrame

    def of_year(self, year: int) -> pl.DataFrame:
        """The projects that have a budget in that year, the planted ones left out."""
        return self.projects.filter(
            pl.col("story").is_null() & (pl.col("first_year") <= year) & (pl.col("last_year") >= year)
        )

    def codes_of_stories(self) -> dict[str, str]:
        """Project code by name of the planted projects."""
        planted = self.projects.filter(pl.col("story").is_not_null())
        return dict(zip(planted["project_name"], planted["project_code"], strict=True))


def build(seed: int, scale: int, stories: bool = True) -> Library:
    """Every project: who, what, when, how large; without stories nothing is planted and nobody does otherwise.

    Workload items carry `quantity` (a year's work) and `unit_cost` (yuan, price level of 2022); the others `base_cents`
    (a year's budget). The rows of `scale` 2 and more are further areas (片区) of the same projects.
    """
    rng = np.random.default_rng([seed, 1])
    planned = _sized(_dated(_expanded(rng), rng), rng)
    maintained = pl.concat([planned, _maintenance_of(planned, rng)], how="diagonal")
    copies = pl.concat([_copy(maintained, copy) for copy in range(scale)], how="vertical")
    everything = pl.concat([copies, _planted() if stories else _planted().clear()], how="diagonal")
    everything = everything.with_columns(bent=pl.lit(stories))
    return Library(_related(_coded(everything)))


def _expanded(rng: np.random.Generator) -> pl.DataFrame:
    """Kinds × payers × count, with `ordinal` counting the projects of one kind and payer."""
    kinds = demo_table("kinds").with_row_index("kind")
    pairs = pl.concat([_payers_of(kind) for kind in kinds.iter_rows(named=True)])
    fraction = pl.Series(rng.random(pairs.height))
    counted = pairs.with_columns(count=(pl.col("n") + fraction).floor().cast(pl.Int64)).filter(pl.col("count") > 0)
    named = counted.with_columns(ordinal=pl.int_ranges(pl.col("count"))).explode("ordinal")
    return (
        named.join(kinds.drop("payers", "n"), on="kind")
        .join(payers(), on="org_code")
        .sort("kind", "org_code", "ordinal")
    )


def _payers_of(kind: dict[str, object]) -> pl.DataFrame:
    words = str(kind["payers"]).split()
    types = [org_type for word in words for org_type in _FROM_TOWNS.get(word, [])]
    chosen = payers().filter(pl.col("org_type").is_in(types) | pl.col("org_code").is_in(words))
    return chosen.select(pl.lit(kind["kind"], pl.UInt32).alias("kind"), "org_code", n=pl.lit(kind["n"], pl.Float64))


def _dated(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """First and last year with a budget, dates, and the name."""
    chance, start, end = (pl.Series(rng.random(frame.height)) for _ in range(3))
    begins = pl.Series(rng.integers(1, 6, frame.height))
    ends = pl.Series(rng.integers(10, 13, frame.height))
    recurring = pl.col("years") == RECURRING
    always = pl.col("unit_cost").is_not_null()
    span = LAST_YEAR - YEARS[0] + 1
    return frame.with_columns(
        first_year=pl.when(recurring & (always | (chance > 0.15)))
        .then(YEARS[0])
        .otherwise(YEARS[0] + (start * span).floor().cast(pl.Int64)),
    ).with_columns(
        last_year=pl.when(recurring & (always | (end > 0.08)))
        .then(LAST_YEAR)
        .when(recurring)
        .then(pl.max_horizontal("first_year", pl.lit(LAST_YEAR - 2)))
        .otherwise(pl.col("first_year") + pl.col("years") - 1),
    ).with_columns(
        start_date=pl.date("first_year", pl.when(recurring).then(1).otherwise(begins), 1),
        end_date=pl.date("last_year", pl.when(recurring).then(12).otherwise(ends), 28),
        project_name=_names(frame, rng),
    ).with_columns(
        last_year=pl.min_horizontal("last_year", pl.lit(LAST_YEAR)),
        project_name=pl.when(recurring)
        .then("project_name")
        .otherwise(pl.format("{}（{}年）", "project_name", "first_year")),
    )  # fmt: skip


def _names(frame: pl.DataFrame, rng: np.random.Generator) -> pl.Series:
    """Names from the templates; {org} is the short name, {place} a name that fits the service item."""
    groups = dict(demo_table("place_groups").iter_rows())
    words = {group: names.split() for group, names in demo_table("places").iter_rows()}
    offsets = rng.integers(0, 1_000, frame.height)
    firsts: dict[tuple[int, str], int] = {}
    names = []
    columns = frame.select("kind", "org_code", "ordinal", "item_code", "template", "short_name")
    for (kind, org, ordinal, item, template, short), offset in zip(columns.iter_rows(), offsets, strict=True):
        places = words[next((group for prefix, group in groups.items() if item.startswith(prefix)), "default")]
        first = firsts.setdefault((kind, org), int(offset))
        lap = f"第{ordinal // len(places) + 1}期" if ordinal >= len(places) else ""
        place = places[(first + ordinal) % len(places)] + lap
        lot = f"（{ordinal + 1}标段）" if "{place}" not in template and ordinal > 0 else ""
        names.append(template.format(org=short, place=place) + lot)
    return pl.Series(names)


def _sized(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """A year's workload and price where the kind has one, else a year's budget; both lognormal around the plan."""
    n = frame.height
    spread = frame["sigma"].fill_null(0.1).to_numpy()
    size = pl.Series(np.exp(spread * rng.standard_normal(n)))
    price = pl.Series(np.clip(1 + 0.04 * rng.standard_normal(n), 0.92, 1.08))
    drivers = ("population", "area", "urban", "rural", "staff", "each")
    driver = pl.coalesce(pl.when(pl.col("driver") == name).then(pl.col(name)) for name in drivers)
    quantity = pl.col("per") * driver * size
    base = (pl.col("median_wan") * pl.col("size").sqrt() * size * 10).round() * 100_000
    return frame.select(
        "kind", "org_code", "item_code", "grade", "project_name", "nature", "economic_code", "fund", "curve",
        "first_year", "last_year", "start_date", "end_date", "years",
        function_code=pl.when(pl.col("function_code") == "own").then("own_function").otherwise("function_code"),
        quantity=pl.when(quantity >= 20).then(quantity.round()).otherwise(quantity.round(2)),
        unit_cost=pl.col("unit_cost") * price,
        base_cents=base.cast(pl.Int64),
        split=pl.Series(rng.uniform(0.7, 0.9, n)),
        unit_draw=pl.Series(rng.random(n)),
    ).with_columns(
        total_cents=pl.when(pl.col("years") < RECURRING).then(pl.col("base_cents") * pl.col("years") * 105 // 100),
    )  # fmt: skip


def _maintenance_of(planned: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The maintenance project of each software that was finished before the last year."""
    built = planned.filter((pl.col("item_code") == "SZ0101") & (pl.col("last_year") < LAST_YEAR))
    share = pl.Series(rng.uniform(*_OM_SHARE, built.height))
    return built.with_columns(
        built_by="project_name",
        project_name=pl.col("project_name").str.replace(r"（\d+年）$", "") + pl.format("运维（{}年建成）", "last_year"),
        item_code=pl.lit("SZ0201"),
        nature=pl.lit("maintenance"),
        economic_code=pl.lit("30213"),
        curve=pl.lit("quarterly"),
        years=pl.lit(RECURRING, pl.Int64),
        first_year=pl.col("last_year") + 1,
        last_year=pl.lit(LAST_YEAR, pl.Int64),
        start_date=pl.date(pl.col("last_year") + 1, 1, 1),
        end_date=pl.date(LAST_YEAR, 12, 28),
        base_cents=(pl.col("total_cents") * share / 100_000).round().cast(pl.Int64) * 100_000,
        total_cents=pl.lit(None, pl.Int64),
    )


def _copy(frame: pl.DataFrame, copy: int) -> pl.DataFrame:
    """Further areas of the same projects, told apart by name."""
    suffix = f"（第{copy + 1}片区）" if copy else ""
    return frame.with_columns(pl.col("project_name") + suffix, pl.col("built_by") + suffix, copy=pl.lit(copy))


def _planted() -> pl.DataFrame:
    rows = [
        {
            "story": project.story, "org_code": project.org_code, "unit_code": project.unit_code,
            "item_code": project.item_code, "project_name": project.project_name, "nature": project.nature,
            "function_code": project.function_code, "economic_code": project.economic_code, "fund": project.fund,
            "first_year": project.years[0].year, "last_year": project.years[-1].year,
            "start_date": project.start_date, "end_date": project.end_date,
            "total_cents": project.total_cents, "built_by": project.built_by,
        }
        for project in story_projects()
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _coded(frame: pl.DataFrame) -> pl.DataFrame:
    """21 characters: district, year of entry, organisation, kind of project, serial number; units by lot."""
    units = demo_table("units").group_by("parent_code", maintain_order=True).agg(units="org_code")
    serial = pl.int_range(pl.len()).over("first_year") + 1
    code = pl.concat_str(
        pl.lit("310118"),
        (pl.col("first_year") % 100).cast(pl.String).str.zfill(2),
        pl.col("org_code").str.slice(-3),
        pl.when(pl.col("years") == RECURRING).then(pl.lit("T")).otherwise(pl.lit("Z")),
        serial.cast(pl.String).str.zfill(9),
    )
    joined = frame.join(units, left_on="org_code", right_on="parent_code", how="left", maintain_order="left")
    drawn = (pl.col("unit_draw") * (pl.col("units").list.len() + 1)).floor().cast(pl.Int64) - 1
    drawn_unit = pl.when(drawn >= 0).then(pl.col("units").list.get(drawn, null_on_oob=True))
    return (
        joined.with_columns(project_code=code, unit_code=pl.coalesce("unit_code", drawn_unit))
        .with_columns(pl.col("fund").replace(FUNDS))
        .drop("units", "unit_draw")
        .sort("org_code", "project_code")
    )


def _related(frame: pl.DataFrame) -> pl.DataFrame:
    """The code of the project that built what a maintenance project maintains."""
    builds = frame.filter(pl.col("item_code") == "SZ0101").select(
        "org_code", built_by="project_name", related_project_code="project_code"
    )
    joined = frame.join(builds, on=["org_code", "built_by"], how="left", maintain_order="left")
    return joined.with_row_index("project_no")
