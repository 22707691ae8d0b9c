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
        "copy": _("most of its rows are those of the first"),
        "same_total": _("one adds up to all the others"),
        "hidden": _("it is hidden"),
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
}
"""What the answers to questions mean for the figures."""
