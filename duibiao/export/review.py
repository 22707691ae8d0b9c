"""The review sheet (预算评审表): what was asked, what is suggested, by which rule, and what could not be judged."""

from dataclasses import dataclass

import polars as pl

from duibiao import formats
from duibiao.analysis.deviation import FEWEST_PEERS
from duibiao.analysis.review import Judged, Line, Review, Rule, Totals
from duibiao.analysis.software import CSBMK_2025
from duibiao.export.about import About
from duibiao.export.document import Annex, Block, Heading, Paragraph, docx_bytes
from duibiao.export.table import Column, Kind, Table
from duibiao.export.workbook import sheets_bytes
from duibiao.formats import MoneyUnit
from duibiao.language import _

_MONEY = pl.Decimal(18, 2)
_NUMBER = pl.Decimal(18, 4)


@dataclass(frozen=True)
class Sheet:
    """A review as it is shown and written: of which year, in which unit."""

    review: Review
    year: int
    unit: MoneyUnit

    @property
    def title(self) -> str:
        """What the document is called."""
        return _("Review of the budget requests for {year}").format(year=formats.period(str(self.year)))


def about_review(
    sheet: Sheet, of: tuple[tuple[str, str], ...], warning: str = "", batches: tuple[str, ...] = ()
) -> About:
    """What a reader of a file must know: whose requests they are (`of`), how they were judged, up to when."""
    year = sheet.review.known.year
    return About(
        filters=((_("Budget year"), formats.period(str(sheet.year))), *of),
        definitions=definitions(year),
        data_date=formats.day(formats.month_end(year, 12)) if year else formats.MISSING,
        batches=batches,
        warning=warning,
    )


def summary(sheet: Sheet) -> str:
    """How much was requested, how much of it is suggested, and what was not judged, in a sentence."""
    sums = sheet.review.totals
    words = {
        "requests": formats.count(len(sheet.review.by_request)),
        "lines": formats.count(sums.n_lines),
        "requested": formats.money_with_unit(sums.requested_yuan, sheet.unit),
        "suggested": formats.money_with_unit(sums.suggested_yuan, sheet.unit),
        "cut": formats.money_with_unit(sums.cut_yuan, sheet.unit),
        "share": formats.percent(sums.cut_yuan / sums.judged_yuan if sums.judged_yuan else None),
        "n": formats.count(sums.n_lines - sums.n_judged),
        "not_judged": formats.money_with_unit(sums.not_judged_yuan, sheet.unit),
    }
    if sums.n_judged == 0:
        return _("{requests} requests with {lines} lines ask for {requested}; none of them could be judged.").format(
            **words
        )
    said = _(
        "{requests} requests with {lines} lines ask for {requested}: {suggested} is suggested and {cut} cut ({share} "
        "of what could be judged)."
    ).format(**words)
    if sums.n_judged == sums.n_lines:
        return said
    left = _("{n} lines of {not_judged} could not be judged.").format(**words)
    return _("{first} {second}").format(first=said, second=left)


def rule_labels() -> dict[Rule, str]:
    """What the rules are called."""
    return {
        Rule.QUOTA: _("Quota"),
        Rule.RATIO: _("Ratio"),
        Rule.CAP: _("Cap"),
        Rule.OWN: _("Own last year"),
        Rule.PEERS: _("Other organisations"),
        Rule.NONE: _("Not judged"),
    }


def definitions(year: int | None) -> tuple[tuple[str, str], ...]:
    """How a line is judged, with the last full year that others are taken from."""
    past = formats.period(str(year)) if year else formats.MISSING
    return (
        (
            _("Standard"),
            _(
                "Issued standards in force, spending standards before cost standards; a term over which the version "
                "changes is split by date. The tier of the whole quantity gives the amount for all of it. Two that "
                "apply at once, or a base that is not told: not judged."
            ),
        ),
        (
            _("Other organisations"),
            _(
                "Unit costs of the other organisations in {year}, same item, grade and unit, at least {n}: P25, median "
                "and P75. Without a standard the own unit cost of that year counts, kept between P25 and P75; P75 "
                "where it is not known."
            ).format(year=past, n=FEWEST_PEERS),
        ),
        (_("Suggested"), _("The lower of what is requested and what the rule gives; quantities as requested.")),
        (_("Not judged"), _("No standard and too few others, or something is missing: kept apart, never zero.")),
        (_("Ties"), _("Requested = suggested + cut + not judged, to the cent; rounded once a line, halves up.")),
        (
            _("Function points"),
            _("A reference, no standard: points × {hours} h ÷ {month} h × {rate} yuan; {source}.").format(
                hours=CSBMK_2025.hours_per_point,
                month=CSBMK_2025.hours_per_month,
                rate=f"{CSBMK_2025.person_month_yuan:,}",
                source=CSBMK_2025.source,
            ),
        ),
    )


def requests_table(sheet: Sheet) -> Table:
    """One row a request, the largest cut first, the sum on top."""
    sums = sheet.review.totals_by_request
    each = [_of_request(no, lines[0].line, sums[no]) for no, lines in sheet.review.by_request.items()]
    each.sort(key=lambda row: (-float(str(row["cut_yuan"])), str(row["request_no"])))
    total = {"org_name": _("Total"), **_sums(sheet.review.totals)}
    return Table(
        title=_("{title}: by request").format(title=sheet.title),
        frame=pl.DataFrame([total, *each], schema=_REQUEST_SCHEMA, infer_schema_length=None),
        columns=(
            Column("request_no", _("Request"), Kind.CODE),
            Column("org_code", _("Code"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("n_lines", _("Lines"), Kind.COUNT),
            Column("requested_yuan", _("Requested"), Kind.MONEY),
            Column("suggested_yuan", _("Suggested"), Kind.MONEY),
            Column("cut_yuan", _("Amount cut"), Kind.MONEY),
            Column("cut_share", _("Cut, of what was judged"), Kind.RATE),
            Column("not_judged_yuan", _("Not judged"), Kind.MONEY),
        ),
        unit=sheet.unit,
        n_totals=1,
    )


def lines_frame(review: Review) -> pl.DataFrame:
    """The cells of `lines_table`, in the language that is spoken."""
    labels = rule_labels()
    total = {"org_name": _("Total"), **_sums(review.totals)}
    rows = [total, *(_of_line(judged, labels) for judged in review.lines)]
    return pl.DataFrame(rows, schema=_LINE_SCHEMA, infer_schema_length=None)


def lines_table(sheet: Sheet, frame: pl.DataFrame | None = None) -> Table:
    """One row a line, in the order of the requests, the sum on top; `frame` where `lines_frame` is there already."""
    asked, others, own, verdict = _("Request"), _others_label(sheet), _own_label(sheet), _("Review")
    return Table(
        title=sheet.title,
        frame=lines_frame(sheet.review) if frame is None else frame,
        columns=(
            Column("request_no", _("Number"), Kind.CODE, group=asked),
            Column("line_no", _("Line"), Kind.CODE, group=asked),
            Column("org_name", _("Organisation"), group=asked),
            Column("project_name", _("Project"), group=asked),
            Column("item_code", _("Item code"), Kind.CODE, group=asked),
            Column("item_name", _("Service item"), group=asked),
            Column("grade", _("Grade"), group=asked),
            Column("quantity", _("Quantity"), Kind.NUMBER, group=asked),
            Column("measure_unit", _("Unit of workload"), group=asked),
            Column("unit_price_yuan", _("Unit price"), Kind.MONEY, exact=True, group=asked),
            Column("months", _("Months"), Kind.NUMBER, group=asked),
            Column("requested_yuan", _("Requested"), Kind.MONEY, group=asked),
            Column("standard_yuan", _("By the standard"), Kind.MONEY, group=_("Standard")),
            Column("n_peers", "n", Kind.COUNT, group=others),
            Column("lower", "P25", Kind.MONEY, exact=True, group=others),
            Column("median", _("Median"), Kind.MONEY, exact=True, group=others),
            Column("upper", "P75", Kind.MONEY, exact=True, group=others),
            Column("own_unit_cost", _("Unit cost"), Kind.MONEY, exact=True, group=own),
            Column("own_quantity", _("Quantity"), Kind.NUMBER, group=own),
            Column("rule", _("Rule"), group=verdict),
            Column("how", _("How"), group=verdict),
            Column("source", _("Basis"), group=verdict),
            Column("suggested_yuan", _("Suggested"), Kind.MONEY, group=verdict),
            Column("cut_yuan", _("Amount cut"), Kind.MONEY, group=verdict),
            Column("not_judged_yuan", _("Not judged"), Kind.MONEY, group=verdict),
            Column("why_not", _("Why not judged"), group=verdict),
            Column("notes", _("To be asked"), group=verdict),
        ),
        unit=sheet.unit,
        n_totals=1,
    )


def not_judged_table(sheet: Sheet) -> Table:
    """The lines that could not be judged, each with the reason, the largest first, the sum on top."""
    rows = sorted(sheet.review.not_judged, key=lambda judged: -judged.line.amount_yuan)
    labels = rule_labels()
    total = {"org_name": _("Total"), "requested_yuan": sheet.review.totals.not_judged_yuan}
    return Table(
        title=_("{title}: what could not be judged").format(title=sheet.title),
        frame=pl.DataFrame(
            [total, *(_of_line(judged, labels) for judged in rows)], schema=_LINE_SCHEMA, infer_schema_length=None
        ),
        columns=(
            Column("request_no", _("Request"), Kind.CODE),
            Column("line_no", _("Line"), Kind.CODE),
            Column("org_name", _("Organisation")),
            Column("project_name", _("Project")),
            Column("item_name", _("Service item")),
            Column("grade", _("Grade")),
            Column("requested_yuan", _("Requested"), Kind.MONEY),
            Column("why_not", _("Why not judged")),
            Column("notes", _("To be asked")),
        ),
        unit=sheet.unit,
        n_totals=1,
    )


def review_xlsx(sheet: Sheet, about: About) -> bytes:
    """The sheet as a workbook: all lines, the sums by request, what could not be judged, and what it all means."""
    tables = [(_("Review sheet"), lines_table(sheet)), (_("By request"), requests_table(sheet))]
    if sheet.review.not_judged:
        tables.append((_("Not judged"), not_judged_table(sheet)))
    return sheets_bytes(tables, about)


def review_docx(sheet: Sheet, about: About) -> bytes:
    """The sheet as an official document: the sums in words and by request, what was not judged; all lines annexed."""
    blocks: list[Block] = [
        Paragraph(summary(sheet)),
        Heading(_("1. By request")),
        requests_table(sheet),
        Heading(_("2. What could not be judged")),
        not_judged_table(sheet) if sheet.review.not_judged else Paragraph(_("Every line could be judged.")),
    ]
    blocks += [
        Heading(_("3. How it was judged")),
        *(Paragraph(_("{name}: {text}").format(name=name, text=text)) for name, text in about.definitions),
        Paragraph(_("Reviewed by:                    Checked by:                    Date:")),
        Annex(_("Annex: line by line")),
        _narrow(lines_table(sheet)),
    ]
    return docx_bytes(sheet.title, blocks, about)


def _narrow(table: Table) -> Table:
    """The columns of a line that a printed page has room for."""
    kept = {"request_no", "line_no", "org_name", "item_name", "grade", "quantity", "measure_unit", "requested_yuan",
            "standard_yuan", "n_peers", "median", "upper", "rule", "how", "suggested_yuan", "cut_yuan",
            "not_judged_yuan"}  # fmt: skip
    columns = tuple(column for column in table.columns if column.name in kept)
    return Table(table.title, table.frame, columns, table.unit, table.n_totals)


def _others_label(sheet: Sheet) -> str:
    return _("Others in {year}").format(year=sheet.review.known.year or formats.MISSING)


def _own_label(sheet: Sheet) -> str:
    return _("Own in {year}").format(year=sheet.review.known.year or formats.MISSING)


def _sums(sums: Totals) -> dict[str, object]:
    return {
        "n_lines": sums.n_lines,
        "requested_yuan": sums.requested_yuan,
        "suggested_yuan": sums.suggested_yuan,
        "cut_yuan": sums.cut_yuan,
        "cut_share": float(sums.cut_yuan / sums.judged_yuan) if sums.judged_yuan else None,
        "not_judged_yuan": sums.not_judged_yuan,
    }


def _of_request(request_no: str, line: Line, sums: Totals) -> dict[str, object]:
    return {"request_no": request_no, "org_code": line.org_code, "org_name": line.org_name, **_sums(sums)}


def _of_line(judged: Judged, labels: dict[Rule, str]) -> dict[str, object]:
    line, peers, own = judged.line, judged.peers, judged.own
    return {
        "request_no": line.request_no,
        "line_no": line.line_no,
        "org_name": line.org_name or line.org_code,
        "project_name": line.project_name,
        "item_code": line.item_code,
        "item_name": line.item_name,
        "grade": line.grade,
        "quantity": line.quantity,
        "measure_unit": line.measure_unit,
        "unit_price_yuan": line.unit_price_yuan,
        "months": None if judged.term is None else round(float(judged.term.length), 2),
        "requested_yuan": line.amount_yuan,
        "standard_yuan": judged.standard_yuan,
        "n_peers": judged.n_peers,
        "lower": peers.lower if peers else None,
        "median": peers.median if peers else None,
        "upper": peers.upper if peers else None,
        "own_unit_cost": own.unit_cost_yuan if own else None,
        "own_quantity": own.quantity if own else None,
        "rule": labels[judged.rule],
        "how": judged.how,
        "source": judged.source,
        "suggested_yuan": judged.suggested_yuan,
        "cut_yuan": judged.cut_yuan,
        "not_judged_yuan": judged.not_judged_yuan,
        "why_not": judged.why_not,
        "notes": "；".join(judged.notes),
    }


_REQUEST_SCHEMA: dict[str, pl.DataType] = {
    "request_no": pl.String(),
    "org_code": pl.String(),
    "org_name": pl.String(),
    "n_lines": pl.Int64(),
    "requested_yuan": _MONEY,
    "suggested_yuan": _MONEY,
    "cut_yuan": _MONEY,
    "cut_share": pl.Float64(),
    "not_judged_yuan": _MONEY,
}
_LINE_SCHEMA: dict[str, pl.DataType] = {
    "request_no": pl.String(),
    "line_no": pl.String(),
    "org_name": pl.String(),
    "project_name": pl.String(),
    "item_code": pl.String(),
    "item_name": pl.String(),
    "grade": pl.String(),
    "quantity": _NUMBER,
    "measure_unit": pl.String(),
    "unit_price_yuan": _MONEY,
    "months": pl.Float64(),
    "requested_yuan": _MONEY,
    "standard_yuan": _MONEY,
    "n_peers": pl.Int64(),
    "lower": _NUMBER,
    "median": _NUMBER,
    "upper": _NUMBER,
    "own_unit_cost": _NUMBER,
    "own_quantity": _NUMBER,
    "rule": pl.String(),
    "how": pl.String(),
    "source": pl.String(),
    "suggested_yuan": _MONEY,
    "cut_yuan": _MONEY,
    "not_judged_yuan": _MONEY,
    "why_not": pl.String(),
    "notes": pl.String(),
}
