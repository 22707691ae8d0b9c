"""What the home page says and shows: the sentence, a tile a matter, the chart, the table, and where each leads."""

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from duibiao import formats, language
from duibiao.charts.ranking import Bar
from duibiao.export.about import About
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.settings import settings
from duibiao.ui import attention, feedback, moment
from duibiao.ui.attention import WITHOUT_YUAN, Finding, Look, Matter, Untold
from duibiao.ui.overview_view import Headline
from duibiao.ui.progress import monitored

MOST_TILES = 6
"""How many matters with money have a tile; the table has all of them."""

TILES_A_ROW = 4

_STUCK = "pages/progress/which_money_is_stuck.py"
_DIGITAL = "pages/cost/digital.py"
_CUTS = "pages/progress/did_the_cut_hold.py"
_MONITORING = "pages/progress/money_and_output.py"
_PAGES = {
    Matter.STUCK: _STUCK,
    Matter.RECOVERABLE: _STUCK,
    Matter.BALANCE: _STUCK,
    Matter.UNIT_COSTS: "pages/compare/to_be_checked.py",
    Matter.PRICES: _DIGITAL,
    Matter.TWICE: _DIGITAL,
    Matter.REBOUND: _CUTS,
    Matter.OFFSET: _CUTS,
    Matter.SCOPE: _MONITORING,
    Matter.MISSING: _MONITORING,
    Matter.DATA: "pages/upload/ledger.py",
}

_OWN_CHOICES = {
    _STUCK: {"who": "all", "by": "org_code", "group": "", "case": ""},
    _PAGES[Matter.UNIT_COSTS]: {"above_standard": "10", "change": "20", "stake": "5", "case": ""},
    _DIGITAL: {"org": "", "project": "", "thing": ""},
    _CUTS: {"rebound": "50", "into_next": "6", "offset": "50", "headroom": "25", "cut_stake": "10", "case": ""},
    _MONITORING: {"case": ""},
    _PAGES[Matter.DATA]: {"extract": "", "state": "", "batch": ""},
}  # fmt: skip
"""What a link says of the page it leads to: its thresholds, and nothing picked, whatever was chosen there before; those
that the settings hold are added."""


def answer(look: Look, findings: list[Finding]) -> str:
    """Where most money hangs, who still has to report until when, which data are wanting, what cannot be told."""
    parts = [_money(look, findings), _reports(look, findings), _data(findings), _untold(findings)]
    return " ".join(part for part in parts if part)


def basis(look: Look) -> str:
    """Cut-off, order, and that amounts of different kinds are not to be added."""
    parts = [
        _("As of {date}, at the usual thresholds of each page").format(date=formats.day(look.last_day)),
        _("by yuan at stake; the amounts overlap and do not add up"),
        _("what is to be checked is no verdict"),
    ]
    return " · ".join(parts)


def definitions() -> tuple[tuple[str, str], ...]:
    """What each number counts, as the page that it leads to defines it."""
    return (
        *((name(matter), _("{what}; amount: {amount}.").format(what=counted(matter), amount=meaning(matter)))
          for matter in Matter),
        (
            _("Since last month"),
            _("The same a month before, where as many organisations reported then; unit costs and prices have none, "
              "because workload is told by the year."),
        ),
        (
            _("What to do"),
            _(
                "■ act, ▲ to be checked or due soon, ● looked at and nothing found, ○ cannot be told: the data for it "
                "are not loaded."
            ),
        ),
    )  # fmt: skip


def name(matter: Matter) -> str:
    """What a matter is called."""
    return {
        Matter.STUCK: _("Money that is stuck"),
        Matter.RECOVERABLE: _("Recoverable now"),
        Matter.BALANCE: _("Large balances ahead"),
        Matter.UNIT_COSTS: _("Unit costs that stand out"),
        Matter.PRICES: _("Digital items bought dear"),
        Matter.TWICE: _("Digital items paid twice?"),
        Matter.REBOUND: _("Cuts that came back"),
        Matter.OFFSET: _("Cut here, raised there"),
        Matter.SCOPE: _("Spending beyond the scope"),
        Matter.MISSING: _("Monitoring not reported"),
        Matter.DATA: _("Data wanting"),
    }[matter]


def counted(matter: Matter) -> str:
    """What is counted."""
    return {
        Matter.STUCK: _("projects clearly slow"),
        Matter.RECOVERABLE: _("projects with money to take back"),
        Matter.BALANCE: _("projects forecast to leave a large balance"),
        Matter.UNIT_COSTS: _("unit costs to be checked"),
        Matter.PRICES: _("unit prices to be checked"),
        Matter.TWICE: _("pairs of payments that overlap"),
        Matter.REBOUND: _("projects cut, then raised"),
        Matter.OFFSET: _("service items where other projects made up for the cut"),
        Matter.SCOPE: _("projects that paid under economic classes or for service items beyond their budget"),
        Matter.MISSING: _("projects without a report"),
        Matter.DATA: _("organisations and months missing, batches to mend"),
    }[matter]


def meaning(matter: Matter) -> str:
    """What its amount is."""
    return {
        Matter.STUCK: _("forecast to be left; where there is no forecast, how far behind the calendar"),
        Matter.RECOVERABLE: _("could be taken back"),
        Matter.BALANCE: _("forecast to be left"),
        Matter.UNIT_COSTS: _("above standard or median × workload"),
        Matter.PRICES: _("above reference or median × quantity"),
        Matter.TWICE: _("the smaller payment in the overlap"),
        Matter.REBOUND: _("came back"),
        Matter.OFFSET: _("made up for by additions"),
        Matter.SCOPE: _("paid beyond the scope"),
        Matter.MISSING: _("none"),
        Matter.DATA: _("none"),
    }[matter]


def meaning_of(found: Finding) -> str:
    """What the amount of a finding is: where projects have no forecast, it is not called one."""
    if found.n and found.n_unforeseen == found.n:
        return _("behind the calendar (none has a forecast)")
    if found.n_unforeseen:
        return _("forecast to be left; {n} without a forecast count by how far they are behind the calendar").format(
            n=formats.count(found.n_unforeseen)
        )
    return _("forecast to be left") if found.matter is Matter.STUCK else meaning(found.matter)


def lamp(look: Look, found: Finding) -> str:
    """Sign and word; nothing found and nothing known are two things."""
    if found.n is None:
        return _("○ cannot be told")
    if not found.is_found:
        return _("● nothing found")
    if found.matter is Matter.STUCK:
        return _("■ act")
    if found.matter is Matter.MISSING:
        return _("■ overdue") if days_left(look) < 0 else _("▲ due soon")
    return _("▲ to be completed") if found.matter is Matter.DATA else _("▲ to be checked")


def days_left(look: Look) -> int:
    """Days until the monitoring of the year is due; below zero once that is past."""
    return attention.reports(look, look.month, str(Matter.MISSING)).days_left


def tiles(look: Look, findings: list[Finding], place: DeltaGenerator) -> list[Finding]:
    """Draw the tiles at once, then again with the change since last month, which may take long the first time."""
    if not attention.changes_known(look):
        with place.container():
            _all_tiles(look, findings)
    told = attention.with_change(look, findings)
    with place.container():
        _all_tiles(look, told)
    return told


def shown_in_tiles(findings: list[Finding]) -> list[Finding]:
    """The matters with most money, then the reports due and the data."""
    money = [each for each in findings if each.matter not in WITHOUT_YUAN]
    return money[:MOST_TILES] + [each for each in findings if each.matter in WITHOUT_YUAN]


def bars(look: Look, findings: list[Finding], chosen: str | None) -> list[Bar]:
    """The yuan at stake of each matter that has any."""
    return [
        Bar(
            each.matter,
            f"{lamp(look, each)[:1]} {name(each.matter)}",
            float(look.unit.scaled(each.stake_yuan)),
            formats.money(each.stake_yuan, look.unit),
            each.matter == chosen,
        )
        for each in findings
        if each.is_found and each.stake_yuan
    ]


def axis(look: Look) -> str:
    """What the bars count."""
    return _("At stake, each matter by its own measure ({unit})").format(unit=look.unit.label)


def table(look: Look, findings: list[Finding]) -> Table:
    """One row a matter, in the same order."""
    rows = [_row(look, each) for each in findings]
    schema = dict.fromkeys(("n", "change_n", "n_looked_at"), pl.Int64)
    schema |= dict.fromkeys(("stake_yuan", "change_yuan"), pl.Float64)  # type: ignore[arg-type]
    since = _("Since last month")
    return Table(
        title=_("What needs attention at the end of {month}").format(month=formats.month(look.year, look.month)),
        frame=pl.DataFrame(rows, schema_overrides=schema),
        columns=(
            Column("lamp", _("What to do")),
            Column("name", _("Matter")),
            Column("stake_yuan", _("At stake"), Kind.MONEY),
            Column("meaning", _("The amount is")),
            Column("n", _("How many"), Kind.COUNT),
            Column("counted", _("of what")),
            Column("change_n", _("How many"), Kind.COUNT, group=since),
            Column("change_yuan", _("Amount"), Kind.MONEY, group=since),
            Column("n_looked_at", _("Looked at (n)"), Kind.COUNT),
            Column("on", _("Up to")),
            Column("remark", _("Note")),
        ),
        unit=look.unit,
    )


def about(look: Look, found: Headline, batches: tuple[str, ...]) -> About:
    """The sheet that goes with the download."""
    return About(
        filters=(
            (_("Year"), formats.period(str(look.year))),
            (_("Up to the end of"), formats.month(look.year, look.month)),
        ),
        definitions=definitions(),
        data_date=formats.day(look.last_day),
        batches=batches,
        warning=feedback.demo_notice() if found.synthetic else "",
    )


def link(look: Look, matter: Matter) -> tuple[str, dict[str, str]]:
    """The page behind a matter, and the choices that restore exactly its list there."""
    page = _PAGES[matter]
    query = {"year": str(look.year), "month": str(look.month), "unit": str(look.unit.scale)}
    query |= _OWN_CHOICES[page] | _of_settings(page) | _part(look, matter) | {"lang": language.current()}
    past = moment.day()
    return page, query if past is None else query | {moment.KEY: past.isoformat()}


def way_on(look: Look, matter: Matter) -> None:
    """The link to that page."""
    page, query = link(look, matter)
    st.page_link(page, label=_("See the list"), icon=":material/arrow_forward:", query_params=query)


def labels(findings: list[Finding]) -> dict[str, str]:
    """The matters to look into: those with something found."""
    return {str(each.matter): name(each.matter) for each in findings if each.is_found}


def remark(look: Look, found: Finding) -> str:
    """What must be known beside the number: why nothing can be said, of which month, which part of it."""
    if found.untold is not None:
        return untold_text(found.untold)
    if found.matter is Matter.STUCK and found.is_found:
        return _compared_with(found)
    if found.matter is Matter.UNIT_COSTS and found.is_found:
        return _("of these above the standard: {n}").format(n=found.parts[0])
    if found.worth is not None and found.is_found:
        n, amount = found.worth
        return _("of these {n} of at least {least}, together {amount}").format(
            n=formats.count(n),
            least=formats.money_with_unit(attention.WORTH_ACTING_YUAN, look.unit),
            amount=formats.money_with_unit(amount, look.unit),
        )
    if found.matter is Matter.MISSING:
        return due_text(look)
    return _wanting(found) if found.matter is Matter.DATA else ""


def _compared_with(found: Finding) -> str:
    """How many are slow by the past of their class, how many by the calendar: never one number."""
    return _(
        "{n} compared with past years of their class, {bare} whose class has no past compared with the calendar"
    ).format(n=formats.count((found.n or 0) - found.n_unforeseen), bare=formats.count(found.n_unforeseen))


def _wanting(found: Finding) -> str:
    late, holes, mend = (formats.count(part) for part in found.parts)
    return _("not reported yet: {late} organisations; missing: {holes} months; to mend: {mend} batches").format(
        late=late, holes=holes, mend=mend
    )


def due_text(look: Look) -> str:
    """How long until the reports are due, in words."""
    return monitored.due_text(attention.reports(look, look.month, str(Matter.MISSING)))


def untold_text(reason: Untold) -> str:
    """Why nothing can be said, and so what to load."""
    return {
        Untold.BUDGETS: _("no budgets are loaded"),
        Untold.PAST: _("no past year is loaded to forecast from"),
        Untold.UNIT_COSTS: _("fewer than five are known of the same thing"),
        Untold.COMPONENTS: _("no digital components are loaded"),
        Untold.CHANGES: _("too few dated changes of budgets are loaded"),
        Untold.MONITORING: _("no monitoring of the year is loaded"),
        Untold.CLASSES: _("no budgets by economic class or service item are loaded"),
    }[reason]


def change_text(look: Look, found: Finding) -> str:
    """More or fewer than a month before, with signs; nothing where it cannot be told."""
    if found.n is None or found.n_before is None or found.before_yuan is None or found.stake_yuan is None:
        return ""
    money = found.stake_yuan - found.before_yuan
    return _("since last month: {n}, {amount}").format(
        n=_signed(formats.count(found.n - found.n_before), found.n - found.n_before),
        amount=_signed(formats.money(money, look.unit), money),
    )


def _all_tiles(look: Look, findings: list[Finding]) -> None:
    shown = shown_in_tiles(findings)
    for first in range(0, len(shown), TILES_A_ROW):
        columns = st.columns(TILES_A_ROW, border=True)
        for column, each in zip(columns, shown[first : first + TILES_A_ROW], strict=False):
            with column:
                _tile(look, each)


def _tile(look: Look, found: Finding) -> None:
    with st.container(gap="xxsmall"):
        st.markdown(f"{_coloured(lamp(look, found))}  \n**{name(found.matter)}**")
        unit = look.unit.label if found.stake_yuan is not None else ""
        st.html(f'<div class="tile-figure">{_value(look, found)} <small>{unit}</small></div>')
        st.caption("  \n".join(_lines(look, found)))
        if found.n is not None:
            way_on(look, found.matter)


def _value(look: Look, found: Finding) -> str:
    if found.n is None:
        return formats.MISSING
    if found.stake_yuan is None:
        return formats.count(found.n)
    return formats.money(found.stake_yuan, look.unit)


def _lines(look: Look, found: Finding) -> list[str]:
    """Under the figure: its unit and meaning, how many of how many, the change, what else must be known."""
    if found.n is None:
        return [remark(look, found)]
    money = found.stake_yuan is not None
    of = _("{n} {what}, of {all} looked at").format(
        n=formats.count(found.n), what=counted(found.matter), all=formats.count(found.n_looked_at)
    )
    lines = [
        meaning_of(found) if money else counted(found.matter),
        of if money else "",
        change_text(look, found),
        remark(look, found),
        _("up to {date}").format(date=formats.day(found.on)) if found.on not in (None, look.last_day) else "",
    ]
    return [line for line in lines if line]


def _coloured(text: str) -> str:
    colours = {"■": "red", "▲": "orange", "●": "green", "○": "gray"}
    return f":{colours[text[:1]]}[**{text}**]"


def _row(look: Look, found: Finding) -> dict[str, object]:
    told = found.n is not None and found.n_before is not None
    return {
        "matter": str(found.matter),
        "lamp": lamp(look, found),
        "name": name(found.matter),
        "stake_yuan": found.stake_yuan,
        "meaning": "" if found.stake_yuan is None else meaning_of(found),
        "n": found.n,
        "counted": counted(found.matter),
        "change_n": (found.n or 0) - (found.n_before or 0) if told else None,
        "change_yuan": (found.stake_yuan or 0.0) - (found.before_yuan or 0.0) if told else None,
        "n_looked_at": found.n_looked_at if found.n is not None else None,
        "on": formats.day(found.on or look.last_day),
        "remark": remark(look, found),
    }


def _money(look: Look, findings: list[Finding]) -> str:
    first = [each for each in findings if each.is_found and each.stake_yuan]
    if not first:
        known = [each for each in findings if each.n is not None and each.matter not in WITHOUT_YUAN]
        nothing = _("By {date} nothing was found in what can be looked at.") if known else ""
        return nothing.format(date=formats.day(look.last_day))
    told = [
        _("{name} ({amount}, {n} {what})").format(
            name=name(each.matter),
            amount=formats.money_with_unit(each.stake_yuan, look.unit),
            n=formats.count(each.n),
            what=_("{what}; {more}").format(what=counted(each.matter), more=remark(look, each))
            if each.worth or each.matter is Matter.STUCK
            else counted(each.matter),
        )
        for each in first[:3]
    ]
    sentence = (
        _("By {date} most money hangs on: {first}; then {others}.")
        if len(told) > 1
        else _("By {date} most money hangs on: {first}.")
    )
    return sentence.format(date=formats.day(look.last_day), first=told[0], others=_("; ").join(told[1:]))


def _reports(look: Look, findings: list[Finding]) -> str:
    missing = _of(Matter.MISSING, findings)
    if not missing.is_found:
        return ""
    return _("{n} projects have not reported their monitoring ({when}).").format(
        n=formats.count(missing.n), when=due_text(look)
    )


def _data(findings: list[Finding]) -> str:
    data = _of(Matter.DATA, findings)
    if not data.is_found:
        return ""
    late, holes, mend = (formats.count(part) for part in data.parts)
    return _(
        "The data are not complete: {late} organisations have not reported this month, {holes} months are missing, "
        "{mend} batches wait to be mended."
    ).format(late=late, holes=holes, mend=mend)


def _untold(findings: list[Finding]) -> str:
    unknown = [name(each.matter) for each in findings if each.n is None]
    return _("Nothing can be said of: {names}.").format(names=_(", ").join(unknown)) if unknown else ""


def _of(matter: Matter, findings: list[Finding]) -> Finding:
    return next(each for each in findings if each.matter is matter)


def _part(look: Look, matter: Matter) -> dict[str, str]:
    """Which part or list of the page."""
    if matter in (Matter.STUCK, Matter.RECOVERABLE, Matter.BALANCE):
        return {"show": attention.show_of(matter)}
    if matter in (Matter.REBOUND, Matter.OFFSET):
        return {"look": str(matter)}
    if matter in (Matter.PRICES, Matter.TWICE):
        return {"part": str(matter)}
    if matter not in (Matter.SCOPE, Matter.MISSING):
        return {}
    view = attention.monitored_view(look, str(matter))
    return {"part": str(matter)} | ({"monitored": f"{view.year}-{view.month:02d}"} if view else {})


def _of_settings(page: str) -> dict[str, str]:
    """The thresholds of a page that the settings hold, by the names of its address."""
    given = settings().thresholds
    told: dict[str, dict[str, int]] = {
        _STUCK: {
            "watch_gap": given.watch_gap, "slow_gap": given.slow_gap, "slow_relative": given.slow_relative,
            "slow_budget": given.slow_budget, "balance_share": given.balance_share,
            "balance_amount": given.balance_amount, "dormant": given.dormant_months, "lamp_red": given.lamp_red,
            "lamp_green": given.lamp_green, "slow_left": given.slow_left,
        },
        _MONITORING: {"mismatch": given.mismatch, "least": given.least_to_report},
    }  # fmt: skip
    return {name: str(value) for name, value in told.get(page, {}).items()}


def _signed(text: str, value: float) -> str:
    return f"+{text}" if value > 0 else text
