"""What a reading leaves open, in words: questions, and what their answers mean for the figures."""

from duibiao import formats
from duibiao.ingest.wording.case import Case, Said, Say, SayFinding, listed
from duibiao.language import _


def how_to_answer(code: str) -> str:
    """What is said below every question."""
    return _("Answer with --answer {code}=…, or on the upload page.").format(code=code)


def _column(case: Case) -> Said:
    said = _("{n} columns could be {column}")
    return Said(said.format(n=case.count("n"), column=case.column()))


def _dates(_case: Case) -> Said:
    return Said(_("Day and month cannot be told apart by the cells"))


def _decimal(_case: Case) -> Said:
    said = _("Every amount has three digits after its only mark: is it a decimal mark or a mark of thousands?")
    return Said(said)


def _unit(case: Case) -> Said:
    said = _("{column} is shown divided by {scale}, but the file says {unit}")
    return Said(
        said.format(column=case.text("header"), scale=case.count("scale"), unit=case.text("unit")),
        _("Say in which unit the amounts are that the cells show."),
    )


def _percent(case: Case) -> Said:
    said = _("{column}: {n} numbers up to 1 whose unit is %: 0.538 may be 53.8 % or 0.538 %")
    mend = _("Format the cells as percent, or write 53.8.")
    return Said(said.format(column=case.column(), n=case.count("n")), mend)


def _replaces(case: Case) -> Said:
    """How much would be gone, as number and as money."""
    said = _("Of {of} rows that are read now for these organisations and periods, {n} are not in this file")
    if case.get("n_after") is not None:
        said = _("{of} rows are read now for these organisations and periods; this file has {n_after}")
    first = said.format(of=case.count("of"), n=case.count("n"), n_after=case.count("n_after"))
    sums = zip(case.each("columns"), case.each("sums"), strict=True)
    amounts = [
        _("{amount} of {column}").format(amount=case.money(total), column=case.label(column)) for column, total in sums
    ]
    if case.get("absent"):
        amounts.append(_("the file has no column for {columns}").format(columns=case.columns("absent")))
    return Said(
        "; ".join((first, *amounts)),
        _("A file that names a part only takes the rest away: ask for the whole list, or load both parts in one file."),
    )


def _rows_gone(case: Case) -> Said:
    mend = _("Rows that were taken out on purpose are a correction; otherwise export the file again.")
    return Said(_replaces(case).message, mend)


def gone(case: Case) -> str:
    """What would be gone, as a note of a batch."""
    return _replaces(case).message


def _gone_of_scope(case: Case) -> str:
    rows = _("{n} of {of} rows").format(n=case.count("n"), of=case.count("of"))
    amount = f"; {case.column()} {case.amount('amount')}" if case.get("amount") is not None else ""
    return f"{case.scope()}: {rows}{amount}" if case.scope() else f"{rows}{amount}"


def _span(case: Case) -> Said:
    said = _("“{header}”: paid since 1 January, or in the month alone?")
    return Said(said.format(header=case.text("header")))


def _of_the_month(case: Case) -> Said:
    return Said(
        _("{column} is of the month alone; what is loaded counts from 1 January").format(column=case.column()),
        _("Ask for the amounts since 1 January, or load the payments one by one."),
    )


def _sheets(case: Case) -> Said:
    said = _("{n} more tables have this header: {names} ({why})")
    why = "、".join(_why(each) for each in case.each("why"))
    names = case.listed("names") or formats.MISSING
    return Said(said.format(n=case.count("count"), names=names, why=why))


def _hidden_rows(case: Case) -> Said:
    said = _("{n} rows are hidden: {amounts}")
    if case.get("visible_ties"):
        said = _("The totals of the file are of its visible rows; {n} more are hidden: {amounts}")
    amounts = _amounts(case) or formats.MISSING
    return Said(said.format(n=case.count("count"), amounts=amounts))


def _sums(case: Case) -> Said:
    said = _("{n} rows add up to the rows beside them: {amounts}. Are they sums of those?")
    return Said(said.format(n=case.count("count"), amounts=_amounts(case)))


def _period(case: Case) -> Said:
    said = _("The titles of the file tell several periods: {periods}")
    return Said(said.format(periods=case.listed("periods")))


def _fell(case: Case) -> Said:
    said = _("{columns} is less in all than in the month before, though it counts from 1 January")
    return Said(said.format(columns=case.columns()))


def _why(code: str) -> str:
    return {
        "unit": _("its amounts are in another unit"),
        "currency": _("its amounts are in another currency"),
        "copy": _("most of its rows are those of the first"),
        "same_total": _("one adds up to all the others"),
        "hidden": _("it is hidden"),
        "coarser": _("one has sums of what the other has in detail"),
    }.get(code, code)


def _amounts(case: Case) -> str:
    """Columns with their sums."""
    sums = zip(case.each("columns"), case.each("sums"), strict=True)
    return "、".join(f"{case.label(column)} {case.money(total)}" for column, total in sums)


def _letter(case: Case) -> str:
    said = _("column {letter}, {name}")
    if case.get("total") is not None:
        said = _("column {letter}, {name}: its cells add up to {total}")
    total = case.number("total")
    return said.format(letter=case.text("letter"), name=case.text("header"), total=total)


def _only_first(case: Case) -> str:
    return _("only {names}").format(names=listed(case.each("names")) or _("the first table"))


def _only_others(case: Case) -> str:
    return _("only {names}").format(names=listed(case.each("names")) or _("the others"))


FINDINGS: dict[str, SayFinding] = {
    "column": _column,
    "dates": _dates,
    "decimal": _decimal,
    "span": _span,
    "unit": _unit,
    "percent": _percent,
    "replaces": _replaces,
    "rows_gone": _rows_gone,
    "of_the_month": _of_the_month,
    "sheets": _sheets,
    "hidden_rows": _hidden_rows,
    "sums": _sums,
    "period": _period,
    "fell": _fell,
}

EXAMPLES: dict[str, Say] = {
    "sheets": lambda case: _why(case.text("why")),
    "hidden_rows": lambda _case: "",
    "sums": lambda _case: "",
    "replaces": _gone_of_scope,
    "rows_gone": _gone_of_scope,
}

OPTIONS: dict[str, Say] = {
    "column": _letter,
    "go_on": lambda _case: _("it is right: load it"),
    "dmy": lambda _case: _("day month year"),
    "mdy": lambda _case: _("month day year"),
    "point": lambda _case: _("a point: 18.500 is eighteen and a half"),
    "comma": lambda _case: _("a comma: 18.500 is eighteen thousand five hundred"),
    "cumulative": lambda _case: _("since 1 January"),
    "month": lambda _case: _("in the month alone"),
    "first": _only_first,
    "others": _only_others,
    "all": lambda _case: _("all of them"),
    "load": lambda _case: _("load them, too"),
    "leave": lambda _case: _("leave them out"),
    "sums": lambda _case: _("sums: checked, not loaded"),
    "rows": lambda _case: _("rows of their own: loaded"),
    "period": lambda case: case.text("period"),
    "unit": lambda case: case.text("unit"),
    "as_they_are": lambda _case: _("they are right as they stand"),
    "replace": lambda _case: _(
        "Replace: what this file does not name is gone from the figures; undoing brings it back"
    ),
}
"""What the answers to questions mean for the figures."""
