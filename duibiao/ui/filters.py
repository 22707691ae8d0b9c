"""Every widget that chooses what a page shows; each has one key, and its choice stands in the address."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from duibiao import formats, language
from duibiao.analysis.comparison import Measure
from duibiao.analysis.deviation import PEERS
from duibiao.formats import MoneyUnit, Scale
from duibiao.language import _
from duibiao.settings import settings
from duibiao.ui import address

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""Between which a day can be chosen."""

MOST_OFFERED = 2_000
"""So many cases a list of them offers; a browser does not take tens of thousands, and nobody looks through them."""

PROJECTS = "projects"
"""The kind of subject that is a set of projects."""


@dataclass(frozen=True)
class Subject:
    """What is compared: a service item or a class of the functional classification, at any level."""

    kind: str
    code: str
    name: str

    @property
    def title(self) -> str:
        """Code before name."""
        return self.name if self.kind == PROJECTS else f"{self.code} {self.name}"


@dataclass(frozen=True)
class Members:
    """Whose spending is compared."""

    group: str
    label: str
    codes: tuple[str, ...]


def language_switch() -> None:
    """Choose the language of the screen and speak it from here on."""
    address.restore("lang", tuple(language.LANGUAGES), settings().language)
    code = _segments("语言 / Language", "lang", language.LANGUAGES, hidden=True)
    language.use(code)


def money_unit(currency: str) -> MoneyUnit:
    """Choose in what amounts of the currency are shown."""
    address.restore("unit", tuple(Scale), Scale.WAN)
    labels = {str(option): MoneyUnit(option, currency).label for option in Scale}
    return MoneyUnit(Scale(_segments(_("Unit of amounts"), "unit", labels)), currency)


def year(years: pl.DataFrame) -> int:
    """Choose a year that has data, the newest one first."""
    options = [str(number) for number in years["year"]]
    address.restore("year", options, options[0])
    labels = {option: formats.period(option) for option in options}
    chosen = st.selectbox(_("Year"), options, key="year", format_func=labels.__getitem__, width=130)
    address.keep("year", chosen)
    return int(chosen)


def cut_off(months: pl.DataFrame) -> int:
    """Choose the month at whose end the amounts stand; by default the last that at least half of those report who do.

    `months`: month and n_orgs, the newest first. One organisation ahead of all others does not move the date for them.
    """
    labels = {str(row["month"]): _month_label(row) for row in months.iter_rows(named=True)}
    address.restore("month", labels, str(last_reported(months)))
    chosen = st.selectbox(_("Up to the end of"), list(labels), key="month", format_func=labels.__getitem__, width=210)
    address.keep("month", chosen)
    return int(chosen)


def last_reported(months: pl.DataFrame) -> int:
    """The last month in which at least half of those report who do (`months` as in `cut_off`)."""
    reported = months.filter(pl.col("n_orgs") * 2 >= pl.col("n_orgs").max())
    return int(reported["month"][0])


def month(last_month: int) -> int:
    """Choose the month at whose end the amounts stand."""
    options = [str(number) for number in range(last_month, 0, -1)]
    address.restore("month", options, options[0])
    labels = {option: _("month {month}").format(month=option) for option in options}
    chosen = st.selectbox(_("Up to the end of"), options, key="month", format_func=labels.__getitem__, width=170)
    address.keep("month", chosen)
    return int(chosen)


def subject(choices: pl.DataFrame, projects: Callable[[], pl.DataFrame] | None = None) -> Subject:
    """Choose what to compare: the kind of catalogue, then an entry of any level, found by typing; or projects."""
    kind = _subject_kind(choices, with_projects=projects is not None)
    if projects is not None and kind == PROJECTS:
        return _chosen_projects(projects())
    entries = choices.filter(pl.col("kind") == kind).sort("code")
    labels = dict(zip(entries["code"], map(_entry_label, entries.iter_rows(named=True)), strict=True))
    address.restore("item", labels, _most_shared(entries))
    code = st.selectbox(
        _kind_label(kind), list(labels), key="item", format_func=labels.__getitem__, filter_mode="contains", width=420
    )
    address.keep("item", code)
    return Subject(kind, code, entries.row(by_predicate=pl.col("code") == code, named=True)["name"] or "")


def group(orgs: pl.DataFrame) -> str:
    """Choose whose spending to compare: all towns, all departments, named organisations, or the peers of one."""
    labels = {name: group_label(name) for name in (*_groups(orgs), "peers")}
    address.restore("who", labels, next(iter(labels)))
    return _segments(_("Organisations"), "who", labels)


def members(orgs: pl.DataFrame, group: str) -> Members:
    """The members of a group that is not the peers of one; draws their choice where they are chosen one by one."""
    codes = _chosen_organisations(orgs) if group == "chosen" else _groups(orgs)[group]
    return Members(group, group_label(group), codes)


def peers_of(orgs: pl.DataFrame) -> str:
    """Choose whose peers to compare."""
    labels = {row["org_code"]: f"{row['org_code']} {row['org_name']}" for row in orgs.iter_rows(named=True)}
    return one_of(_("Peers of"), "peers_of", labels, width=280)


def weight(name: str, label: str, most: int = 5) -> int:
    """Choose how much a driver counts, 0 (not at all) to 5; once by default."""
    options = [str(number) for number in range(most + 1)]
    address.restore(f"weight_{name}", options, "1")
    chosen = st.select_slider(label, options, key=f"weight_{name}")
    address.keep(f"weight_{name}", chosen if chosen != "1" else None)
    return int(chosen)


def how_many(label: str, key: str, options: Sequence[int], default: int, width: int = 130) -> int:
    """Choose a number among a few; a default that is none of them is put among them."""
    texts = [str(number) for number in sorted({*options, default})]
    address.restore(key, texts, str(default))
    chosen = st.selectbox(label, texts, key=key, width=width)
    address.keep(key, chosen if chosen != str(default) else None)
    return int(chosen)


def least_amount(label: str, key: str, options: Sequence[int], default: int, currency: str, width: int = 130) -> int:
    """Choose from which amount on something counts, in ten thousands (万) of the currency."""
    unit = MoneyUnit(Scale.WAN, currency).label
    return how_many(_("{label} ({unit})").format(label=label, unit=unit), key, options, default, width)


def measure(available: tuple[Measure, ...]) -> Measure:
    """Choose by what to compare, among the measures that the data allow."""
    labels = {str(option): measure_labels()[option] for option in available}
    address.restore("measure", labels, _best_measure(available))
    return Measure(_segments(_("Measure"), "measure", labels))


def grade(grades: tuple[str, ...]) -> str | None:
    """Choose one grade of the service item, or all together (None)."""
    everything = "all"
    labels = {everything: _("All grades"), **{name: name for name in grades}}
    address.restore("grade", labels, everything)
    if not grades:
        return None
    chosen = _segments(_("Grade"), "grade", labels)
    return None if chosen == everything else chosen


def organisation(rows: pl.DataFrame, key: str = "org") -> str | None:
    """Choose whose rows to look at, or nobody's; a click on a bar or a row sets the same choice."""
    labels = {row["org_code"]: f"{row['org_code']} {row['org_name']}" for row in rows.iter_rows(named=True)}
    return _drill(key, _("See the rows of"), labels)


def several(label: str, key: str, labels: dict[str, str]) -> frozenset[str]:
    """Any of a few options, all in sight; none of them by default."""
    address.restore_many(key, labels, [])
    chosen = st.pills(label, list(labels), selection_mode="multi", key=key, format_func=labels.__getitem__)
    address.keep(key, chosen)
    return frozenset(chosen)


def switch(label: str, key: str, default: bool) -> bool:
    """Something that counts or does not."""
    address.restore(key, ("1", "0"), "1" if default else "0")
    labels = {"1": _("yes"), "0": _("no")}
    return _segments(label, key, labels) == "1"


def on_day(label: str, key: str, default: date) -> date:
    """Choose a day; the default stands there from the start, and again where none is chosen."""
    address.restore_day(key, FIRST_DAY, LAST_DAY)
    if st.session_state[key] is None:
        st.session_state[key] = default
    chosen = st.date_input(label, value=None, min_value=FIRST_DAY, max_value=LAST_DAY, key=key, format="YYYY-MM-DD")
    address.keep(key, chosen.isoformat() if chosen and chosen != default else None)
    return chosen or default


def search(label: str, key: str) -> str:
    """A text to look for; empty for none."""
    address.restore_text(key)
    text = st.text_input(label, key=key, width=320).strip()
    address.keep(key, text)
    return text


def standard(labels: dict[str, str]) -> str | None:
    """Choose which standard to look into, or none."""
    return _drill("standard", _("See the standard"), labels)


def part(labels: dict[str, str]) -> str:
    """Choose which part of a page to see; the others are not computed."""
    address.restore("part", labels, next(iter(labels)))
    return _segments(_("See"), "part", labels, hidden=True)


def ordered(label: str, key: str, labels: dict[str, str], default: Sequence[str]) -> tuple[str, ...]:
    """Several of a list, in the order in which they were chosen."""
    address.restore_many(key, labels, [name for name in default if name in labels])
    chosen = st.multiselect(
        label, list(labels), key=key, format_func=labels.__getitem__, width=420, placeholder=_("Choose here")
    )
    address.keep(key, chosen)
    return tuple(chosen)


def one_of(label: str, key: str, labels: dict[str, str], width: int = 320, default: str | None = None) -> str:
    """One of a list; the first unless another is the default."""
    address.restore(key, labels, default or next(iter(labels)))
    chosen = st.selectbox(
        label, list(labels), key=key, format_func=labels.__getitem__, filter_mode="contains", width=width
    )
    address.keep(key, chosen)
    return chosen


def segments(label: str, key: str, labels: dict[str, str], default: str | None = None) -> str:
    """One of a few, all in sight; the first unless another is the default."""
    address.restore(key, labels, default or next(iter(labels)))
    return _segments(label, key, labels)


def basis(labels: dict[str, str]) -> str:
    """Choose by what deviations are judged; the strongest evidence there is comes first."""
    address.restore("basis", labels, next(iter(labels), None))
    return _segments(_("Judged by"), "basis", labels) if labels else ""


def case(labels: dict[str, str], label: str = "", n: int | None = None) -> str | None:
    """Choose which deviation or project to look into, or none; `n`: of how many, where only the first are offered."""
    return _drill("case", label or _("See the rows behind"), labels, n)


def offered(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """The rows that a list of cases offers: the first ones, and the one that was chosen."""
    if rows.height <= MOST_OFFERED:
        return rows
    chosen = pl.col(key) == (address.wanted(key) or "")
    return rows.filter((pl.int_range(pl.len()) < MOST_OFFERED) | chosen)


def pair(labels: dict[str, str]) -> str | None:
    """Choose which organisation and thing to look into, or none."""
    return _drill("pair", _("See the rows behind"), labels)


def pivot_row(labels: dict[str, str]) -> str | None:
    """Choose which row of the exploration to look into, or none."""
    return _drill("pivot_row", _("See the cells behind"), labels)


def step(labels: dict[str, str]) -> str | None:
    """Choose which step to see the items of, or none for all."""
    return _drill("step", _("See what is behind the step"), labels)


def side(labels: dict[str, str]) -> str | None:
    """Choose which side of a difference to see the rows of, or none."""
    return _drill("side", _("See the rows of"), labels)


def row_of(key: str, labels: dict[str, str], label: str = "") -> str | None:
    """Choose one part of what is shown, or none for all; a click on a bar or a row sets the same choice."""
    return _drill(key, label or _("See the rows of"), labels)


def extract(names: dict[str, str], state: pl.DataFrame) -> str | None:
    """Choose whose batches to look at, or none."""
    return _drill("extract", _("See the batches of"), {name: names.get(name, name) for name in state["extract"]})


def batch_state(labels: dict[str, str]) -> str | None:
    """Choose batches of one state, or all of them."""
    return _any("state", _("State"), labels)


def batch_extract(labels: dict[str, str]) -> str | None:
    """Choose batches of one extract, or all of them."""
    return _any("extract", _("Extract"), labels)


def batch(labels: dict[str, str]) -> str | None:
    """Choose which batch to look into, or none."""
    return _drill("batch", _("See all about"), labels)


def chosen(key: str, options: Collection[str]) -> str | None:
    """What is chosen to look into, before its widget is drawn below the chart that shows it."""
    address.restore(key, options, None)
    choice: str | None = st.session_state[key]
    return choice


def drill(key: str, value: str) -> None:
    """Make a choice from elsewhere than its own widget: a bar or a row that was selected."""
    st.session_state[key] = value


def drills(key: str) -> Callable[[str], None]:
    """What a bar does when it is clicked: it makes the choice `key`."""
    return lambda code: drill(key, code)


def unused(_code: str) -> None:
    """What a mark does that leads nowhere."""


def drills_key(key: str, codes: Sequence[str], n_totals: int = 0) -> Callable[[int], None]:
    """What a row does when it is selected: it makes the choice `key` with the code at its place."""
    return lambda row: drill(key, codes[row - n_totals])


def drills_row(key: str, rows: pl.DataFrame, column: str | None = None, n_totals: int = 0) -> Callable[[int], None]:
    """What a row does when it is selected: it makes the choice `key` with its cell in `column` (by default `key`)."""
    codes = rows[column or key]
    return lambda row: drill(key, str(codes[row - n_totals]))


def project(lines: pl.DataFrame) -> str | None:
    """Choose whose payments to look at, or none."""
    projects = lines.filter(pl.col("project_code").is_not_null()).unique("project_code", maintain_order=True)
    labels = {
        row["project_code"]: f"{row['project_code']} {row['project_name'] or ''}"
        for row in projects.iter_rows(named=True)
    }
    return _drill("project", _("See the payments of"), labels) if labels else None


def project_of(components: pl.DataFrame) -> str | None:
    """Choose whose components to look at, or none; a click on a bar or a row sets the same choice."""
    rows = components.filter(pl.col("project_code").is_not_null()).unique("project_code", maintain_order=True)
    named = rows.select("project_code", "project_name").iter_rows()
    return _drill("project", _("See the components of"), {code: f"{code} {name or ''}" for code, name in named})


def picked(key: str) -> str | None:
    """What was chosen to look into, as far as it is known before its widget is drawn."""
    choice: str | None = st.session_state.get(key)
    return choice


def row() -> DeltaGenerator:
    """Filters side by side, wrapping where the window is narrow."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="medium")


def last_month(years: pl.DataFrame, year: int) -> int:
    """The last month that is loaded in a year."""
    return int(years.row(by_predicate=pl.col("year") == year, named=True)["last_month"])


def members_of(measures: pl.DataFrame, members: Members) -> pl.DataFrame:
    """The rows of the members that were chosen."""
    return measures.filter(pl.col("org_code").is_in(members.codes))


def name_of(rows: pl.DataFrame, org: str) -> str:
    """The name of an organisation among the rows, of which it may have several; its code where no row tells a name."""
    names = rows.filter(pl.col("org_code") == org)["org_name"].drop_nulls()
    return str(names[0]) if names.len() else org


def compare_link(year: int, item: str, measure: Measure, grade: str | None) -> None:
    """A link to the comparison of all peers on the same service item and grade."""
    view = {"year": str(year), "kind": "item", "item": item, "who": "towns", "measure": str(measure)}
    st.page_link(
        "pages/compare/same_thing.py",
        label=_("Compare all towns and subdistricts on this service item"),
        icon=":material/bar_chart:",
        query_params=view | {"grade": grade or "all", "lang": language.current()},
    )


def measure_labels() -> dict[Measure, str]:
    """What the measures are called."""
    return {
        Measure.TOTAL: _("Total"),
        Measure.PER_INHABITANT: _("Per inhabitant"),
        Measure.PER_KM2: _("Per km²"),
        Measure.PER_UNIT: _("Unit cost"),
        Measure.PER_STAFF: _("Per member of staff"),
        Measure.SHARE: _("Share of own spending"),
    }


def _drill(key: str, label: str, labels: dict[str, str], n: int | None = None) -> str | None:
    """One of the options or none; `n`: how many there are, where not all are offered."""
    address.restore(key, labels, None)
    partly = _("The first {n} of {all} can be chosen here; a row of the table leads to any of them")
    chosen: str | None = st.selectbox(
        label,
        list(labels),
        index=None,
        key=key,
        format_func=labels.__getitem__,
        placeholder=_("Choose here, or click a bar or a row above"),
        filter_mode="contains",
        help=partly.format(n=formats.count(len(labels)), all=formats.count(n)) if n and n > len(labels) else None,
    )
    address.keep(key, chosen)
    return chosen


def _any(key: str, label: str, labels: dict[str, str]) -> str | None:
    """One of the options, or all of them (None)."""
    address.restore(key, labels, None)
    chosen: str | None = st.selectbox(
        label, list(labels), index=None, key=key, format_func=labels.__getitem__, placeholder=_("All"), width=230
    )
    address.keep(key, chosen)
    return chosen


def _subject_kind(choices: pl.DataFrame, with_projects: bool) -> str:
    kinds = [kind for kind in ("item", "function", "economic") if kind in choices["kind"]]
    kinds += [PROJECTS] if with_projects else []
    address.restore("kind", kinds, kinds[0])
    return _segments(_("Catalogue"), "kind", {kind: _kind_label(kind) for kind in kinds})


def _chosen_projects(projects: pl.DataFrame) -> Subject:
    """Projects found by typing; a link tells their codes."""
    labels = {
        row["project_code"]: f"{row['project_code']} {row['project_name'] or ''}　{row['org_name'] or ''}"
        for row in projects.iter_rows(named=True)
    }
    address.restore_many("projects", labels, [])
    chosen = st.multiselect(
        _kind_label(PROJECTS), list(labels), key="projects", format_func=labels.__getitem__, placeholder=_("Choose")
    )
    address.keep("projects", chosen)
    name = _("{n} chosen projects").format(n=len(chosen))
    return Subject(PROJECTS, ",".join(chosen), name)


def _month_label(row: dict[str, object]) -> str:
    return _("{month} ({n} report)").format(month=_("month {month}").format(month=row["month"]), n=row["n_orgs"])


def _segments(label: str, key: str, labels: dict[str, str], hidden: bool = False) -> str:
    """One of a few options, all in sight; `address.restore` has set which."""
    chosen = st.segmented_control(
        label,
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        required=True,
        label_visibility="collapsed" if hidden else "visible",
    )
    chosen = chosen or next(iter(labels))
    address.keep(key, chosen)
    return chosen


def group_label(group: str) -> str:
    """What a group of organisations is called."""
    labels = {
        "towns": _("Towns and subdistricts"),
        "departments": _("Departments and units"),
        "chosen": _("Chosen ones"),
        "peers": _("Peers of one"),
    }
    return labels[group]


def _kind_label(kind: str) -> str:
    labels = {
        "item": _("Service item"),
        "function": _("Function class"),
        "economic": _("Economic class"),
        PROJECTS: _("Chosen projects"),
    }
    return labels[kind]


def _entry_label(entry: dict[str, object]) -> str:
    indent = "\u3000" * (int(str(entry["level"])) - 1)
    return f"{indent}{entry['code']} {entry['name'] or ''}"


def _most_shared(entries: pl.DataFrame) -> str:
    """The entry to begin with: the one that most organisations have, and of those the largest."""
    first = entries.sort("level", "n_orgs", "spent_yuan", descending=True, nulls_last=True).row(0, named=True)
    return str(first["code"])


def _groups(orgs: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    towns = pl.col("org_type").is_in(PEERS)
    groups = {"towns": orgs.filter(towns), "departments": orgs.filter(~towns)}
    full = {name: tuple(rows["org_code"]) for name, rows in groups.items() if rows.height}
    return full | {"chosen": ()}


def _chosen_organisations(orgs: pl.DataFrame) -> tuple[str, ...]:
    labels = {row["org_code"]: f"{row['org_code']} {row['org_name']}" for row in orgs.iter_rows(named=True)}
    address.restore_many("orgs", labels, list(labels)[:5])
    chosen = st.multiselect(
        _("Chosen organisations"), list(labels), key="orgs", format_func=labels.__getitem__, placeholder=_("Choose")
    )
    address.keep("orgs", chosen)
    return tuple(chosen)


def _best_measure(available: tuple[Measure, ...]) -> Measure:
    preferred = (Measure.PER_UNIT, Measure.PER_INHABITANT, Measure.TOTAL)
    return next(measure for measure in preferred if measure in available)
