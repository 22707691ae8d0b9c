"""What the review page says and shows: the answer, the bars, the lines of one request, the evidence behind a line."""

from dataclasses import replace

import polars as pl

from duibiao import formats, language, palette
from duibiao.analysis.review import Judged, Review
from duibiao.analysis.standards import Computing, cents
from duibiao.charts.stacked import Part, Stack
from duibiao.export.review import Sheet, lines_frame, lines_table, rule_labels, summary
from duibiao.export.table import Column, Kind, Table
from duibiao.language import _
from duibiao.ui import filters, store
from duibiao.ui.cost.asking import Desk
from duibiao.ui.drilldown import Trail
from duibiao.ui.kept import kept

REQUESTS, ORGS = "request", "org"
"""What a bar of the chart is."""

_REVIEWS_KEPT = 24
"""Of how many reviews, whole or of one request, the rows are kept for all sessions."""


def answer(desk: Desk) -> str:
    """How much of it all is justified, and where the largest cut is."""
    largest = max(desk.review.lines, key=lambda judged: judged.cut_yuan or 0)
    if not largest.cut_yuan:
        return summary(desk.sheet)
    line = largest.line
    cut = _("The largest cut: {org}, {item}, {amount} ({rule}).").format(
        org=line.org_name or line.org_code or f"{line.request_no}-{line.line_no}",
        item=f"{line.item_name or line.item_code}{f'（{line.grade}）' if line.grade else ''}",
        amount=formats.money_with_unit(largest.cut_yuan, desk.sheet.unit),
        rule=rule_labels()[largest.rule],
    )
    return _("{first} {second}").format(first=summary(desk.sheet), second=cut)


def choose_bars() -> str:
    """Choose whether a bar is a request or an organisation."""
    return filters.one_of(_("A bar is"), "bars", {REQUESTS: _("a request"), ORGS: _("an organisation")}, 180)


def kinds() -> tuple[Part, ...]:
    """What a bar is made of."""
    colours = palette.current()
    return (
        Part(_("Suggested"), colours.bar),
        Part(_("Amount cut"), colours.problem),
        Part(_("Not judged"), colours.past, "."),
    )


def bars(desk: Desk, of: str) -> list[Stack]:
    """Each request or organisation with what is suggested, cut and not judged, the largest cut first."""
    review = desk.review
    groups = review.by_request if of == REQUESTS else review.by_org
    sums_of = review.totals_by_request if of == REQUESTS else review.totals_by_org
    each = sorted(((sums_of[code], code, lines[0].line) for code, lines in groups.items()),
                  key=lambda row: (-row[0].cut_yuan, -row[0].requested_yuan, row[1]))  # fmt: skip
    unit = desk.sheet.unit
    return [
        Stack(
            code,
            (line.org_name or line.org_code) if of == ORGS else f"{code} {line.org_name or ''}",
            tuple(max(0.0, float(unit.scaled(amount))) for amount in amounts),
            tuple(formats.money(amount, unit) for amount in amounts),
            _("cut {cut} of {requested}").format(
                cut=formats.money(sums.cut_yuan, unit), requested=formats.money(sums.requested_yuan, unit)
            ),
        )
        for sums, code, line in each
        for amounts in [(sums.suggested_yuan, sums.cut_yuan, sums.not_judged_yuan)]
    ]


def group_labels(desk: Desk, of: str) -> dict[str, str]:
    """What can be looked into: requests, or organisations."""
    return {row.code: row.name if of == REQUESTS else f"{row.code} {row.name}" for row in bars(desk, of)}


def picked(desk: Desk, of: str, code: str | None) -> Sheet:
    """The sheet of one request or organisation, of all where none is chosen; the largest cut first."""
    return replace(desk.sheet, review=_picked(desk.review, of, code))


@kept(_REVIEWS_KEPT)
def _picked(review: Review, of: str, code: str | None) -> Review:
    if code is None:
        return review.worst_first
    chosen = review.by_request if of == REQUESTS else review.by_org
    return Review(chosen[code], review.known).worst_first


def lines(sheet: Sheet) -> Table:
    """The lines on the screen: the verdict beside the request, before the evidence."""
    table = lines_table(sheet, _frame(sheet.review, language.current()))
    first = ("request_no", "line_no", "org_name", "project_name", "item_name", "grade", "quantity", "measure_unit",
             "unit_price_yuan", "requested_yuan")  # fmt: skip
    verdict = ("suggested_yuan", "cut_yuan", "not_judged_yuan", "rule", "how", "source", "why_not", "notes")
    named = {column.name: column for column in table.columns}
    rest = [name for name in named if name not in (*first, *verdict)]
    return replace(table, columns=tuple(named[name] for name in (*first, *verdict, *rest)))


@kept(_REVIEWS_KEPT)
def _frame(review: Review, _language: str) -> pl.DataFrame:
    return lines_frame(review)


def keys(sheet: Sheet) -> pl.DataFrame:
    """The lines of a table without its total, by what identifies them: `line`, with a label."""
    return _keys(sheet.review)


@kept(_REVIEWS_KEPT)
def _keys(review: Review) -> pl.DataFrame:
    rows = [(key(judged), _label(judged)) for judged in review.lines]
    return pl.DataFrame(rows, schema={"line": pl.String, "label": pl.String}, orient="row")


def key(judged: Judged) -> str:
    """What identifies a line in the address."""
    return f"{judged.line.request_no}|{judged.line.line_no}"


def line_of(sheet: Sheet, chosen: str | None) -> Judged | None:
    """The line that was chosen, if it is among them."""
    return next((judged for judged in sheet.review.lines if key(judged) == chosen), None)


def verdict(judged: Judged, sheet: Sheet) -> str:
    """One line in a sentence: what is suggested and why, or why nothing."""
    asked = formats.money_with_unit(judged.line.amount_yuan, sheet.unit)
    if judged.suggested_yuan is None:
        return _("Requested {asked}; not judged: {why}.").format(asked=asked, why=judged.why_not)
    return _("Requested {asked}; suggested {amount} by {rule}: {how} yuan ({source}).").format(
        asked=asked,
        amount=formats.money_with_unit(judged.suggested_yuan, sheet.unit),
        rule=rule_labels()[judged.rule],
        how=judged.how,
        source=judged.source,
    )


def pieces(judged: Judged, sheet: Sheet) -> Table | None:
    """Which standard applies from when to when, and what each piece comes to; none where no standard decides."""
    if not judged.pieces:
        return None
    labels = {Computing.QUOTA: _("Quota"), Computing.RATIO: _("Ratio"), Computing.CAP: _("Cap")}
    rows = [
        {
            "standard_code": piece.cell.standard_code,
            "standard_name": piece.cell.standard_name,
            "version": piece.cell.version,
            "computing": labels[piece.cell.way],
            "first": formats.day(piece.first),
            "last": formats.day(piece.last),
            "months": float(piece.months),
            "amount": piece.cell.amount_yuan,
            "ratio": None if piece.cell.ratio_percent is None else float(piece.cell.ratio_percent) / 100,
            "measure_unit": piece.cell.measure_unit,
            "share": float(piece.share),
            "piece": cents(piece.amount),
            "source": piece.cell.source_document,
        }
        for piece in judged.pieces
    ]
    return Table(
        title=_("The standard that applies: {line}").format(line=_label(judged)),
        frame=pl.from_dicts(rows, infer_schema_length=None),
        columns=(
            Column("standard_code", _("Standard code"), Kind.CODE),
            Column("standard_name", _("Standard")),
            Column("version", _("Version")),
            Column("computing", _("Computing")),
            Column("first", _("First day")),
            Column("last", _("Last day")),
            Column("months", _("Months"), Kind.NUMBER),
            Column("amount", _("Amount for one"), Kind.MONEY, exact=True),
            Column("ratio", _("Ratio"), Kind.SHARE),
            Column("measure_unit", _("Unit of workload")),
            Column("share", _("Share of the year or term"), Kind.NUMBER),
            Column("piece", _("Comes to"), Kind.MONEY),
            Column("source", _("Basis")),
        ),
        unit=sheet.unit,
    )


def others(judged: Judged, sheet: Sheet) -> Table | None:
    """Everybody's unit cost of the last full year for the same item, grade and unit; none where nobody has one."""
    line, known = judged.line, sheet.review.known
    past = known.past.get((str(line.item_code), line.grade, line.measure_unit), ())
    if not past:
        return None
    names = dict(store.read("organisations").select("org_code", "org_name").iter_rows())
    rows = [
        {
            "org_code": each.org_code,
            "org_name": names.get(each.org_code),
            "whose": _("its own") if each.org_code == line.org_code else "",
            "unit_cost": each.unit_cost_yuan,
            "quantity": each.quantity,
            "spent": each.spent_yuan,
        }
        for each in sorted(past, key=lambda each: -each.unit_cost_yuan)
    ]
    return Table(
        title=_("Unit costs in {year}: {line}").format(year=known.year, line=_label(judged)),
        frame=pl.from_dicts(rows, infer_schema_length=None),
        columns=(
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("whose", _("Whose")),
            Column("unit_cost", _("Unit cost"), Kind.MONEY, exact=True),
            Column("quantity", _("Workload"), Kind.NUMBER),
            Column("spent", _("Paid"), Kind.MONEY),
        ),
        unit=sheet.unit,
    )


def trail(judged: Judged, desk: Desk) -> Trail | None:
    """Where the own unit cost leads down to: the budget lines of the last full year."""
    line = judged.line
    if judged.own is None or desk.past is None:
        return None
    who = line.org_name or line.org_code
    return Trail(desk.past, 12, line.org_code, who, "item", str(line.item_code), line.grade)


def _label(judged: Judged) -> str:
    line = judged.line
    what = line.project_name or line.item_name or line.item_code or ""
    return f"{line.request_no}-{line.line_no} {what}{f'（{line.grade}）' if line.grade else ''}"
