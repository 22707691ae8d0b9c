"""What a file says of itself, in words: findings, and the places that are shown of them."""

from duibiao.ingest.wording.case import Case, Said, Say, SayFinding
from duibiao.ingest.wording.notes import found_in
from duibiao.ingest.wording.reasons import REASONS
from duibiao.language import _


def control_total(case: Case) -> str:
    """One sentence on a total that does not tie."""
    return _("Row {row} ({label}) says {column} {file_yuan}, the rows add up to {rows_yuan}").format(
        row=case.text("row"),
        label=case.text("label"),
        column=case.column(),
        file_yuan=case.amount("file_yuan"),
        rows_yuan=case.amount("rows_yuan"),
    )


def set_aside_because(case: Case) -> str:
    """The reason of several rows, with the cell where it is the same in all of them."""
    say = REASONS.get(case.text("reason"))
    return say(case) if say else case.text("reason")


def _unaccounted(case: Case) -> Said:
    said = _("Of {n} columns not every amount is accounted for; the first is {column}, by {amount}")
    return Said(
        said.format(n=case.count("count"), column=case.text("header"), amount=case.amount("amount")),
        _("Save the file again, and load it with one table alone; if that does not help, report it with the file."),
    )


def _empty(case: Case) -> Said:
    said = _("No row of {file} can be loaded").format(file=case.text("file"))
    aside = bool(case.get("n_set_aside"))
    return Said(said, _("The rows are written out with the reasons.") if aside else _("It has no rows."))


def _totals_differ(case: Case) -> Said:
    said = _("The totals of the file do not tie: {first} ({n} in all)")
    return Said(
        said.format(first=control_total(case), n=case.count("count")),
        _("Look for rows that are missing, doubled or cut off; or load the file with --despite-totals."),
    )


def _totals_unreadable(case: Case) -> Said:
    said = _("{n} totals of the file cannot be checked: amounts of rows set aside cannot be read")
    return Said(said.format(n=case.count("count")), _("Mend the rows set aside."))


def _typed_total_with_set_aside(case: Case) -> Said:
    said = _("The typed total ties only with the rows set aside: {accepted} are loaded, {aside} are not")
    return Said(
        said.format(accepted=case.amount("accepted"), aside=case.amount("aside")),
        _("Mend the rows set aside and load them too."),
    )


def _typed_total_differs(case: Case) -> Said:
    mend = _("Check the typed total, and look for rows that are missing or doubled.")
    if case.get("slip") is not None:
        mend = _("The typed total ties when it is {times} times as large: type it in yuan.").format(
            times=case.count("slip")
        )
    return Said(_("The typed total {typed} is none of the sums of the file").format(typed=case.amount("typed")), mend)


def _rows_set_aside(case: Case) -> Said:
    said = _("{n} rows are set aside: {reason}")
    return Said(
        said.format(n=case.count("count"), reason=set_aside_because(case)),
        _("Download the rows set aside, mend them and load that file: they are added to the batch."),
    )


def _repeated_rows(case: Case) -> Said:
    said = _("{n} rows say exactly what an earlier row of the file says")
    if case.get("amount") is not None:
        said = _("{n} rows say exactly what an earlier row of the file says; their {column} is {amount} in all")
    return Said(
        said.format(n=case.count("count"), column=case.column(), amount=case.figure("amount")),
        _("Take them out where they are the same thing twice; their amounts are added up."),
    )


def _repeated_lines(case: Case) -> Said:
    said = _("{n} rows have the {columns} of an earlier row of the file, and say something else")
    return Said(
        said.format(n=case.count("count"), columns=case.columns()),
        _("Find out whether they are corrections of the same line: both are loaded and added up."),
    )


def _several_currencies(case: Case) -> Said:
    said = _("The file says {others}; it is read as {currency}")
    return Said(
        said.format(others=case.listed("others"), currency=case.text("currency")),
        _("Amounts of several currencies cannot be added up: say the right one, or load them apart."),
    )


def _mended_without_batch(_case: Case) -> Said:
    return Said(
        _("These are rows that were set aside of another file, and nothing says of which batch"),
        _("Say which with --mends, or keep the first line of the file in which they were given out."),
    )


def _corrected_in_table(case: Case) -> Said:
    said = _("{n} cells were corrected in a table by {who}: {reason}")
    return Said(
        said.format(n=case.count("count"), who=case.text("who"), reason=case.text("reason")),
        _("The file itself is as it was."),
    )


def _corrected_cell(case: Case) -> str:
    return f"{case.text('header')}: {case.text('before')} → {case.text('after')}"


def _paid_above_budget(case: Case) -> Said:
    said = _("{column} is above {ceiling} in {n} lines, by {excess} in all")
    return Said(
        said.format(
            column=case.column(),
            ceiling=case.column("ceiling"),
            n=case.count("count"),
            excess=case.amount("excess"),
        ),
        _("Ask the unit: an adjustment of the budget may be missing, or a payment be booked on the wrong line."),
    )


def _other_period_said(case: Case) -> Said:
    return Said(
        _("The {where} says {period}, the rows are of {periods}").format(
            where=found_in(case.text("where")), period=case.text("period"), periods=case.listed("periods")
        ),
        _("Check which is right; give the right one as the period of the file."),
    )


def _control_total_apart(case: Case) -> str:
    return f"{case.amount('file_yuan')} ≠ {case.amount('rows_yuan')}"


def _sum_of_column(case: Case) -> str:
    return f"{case.column()}: {case.amount('sum')}"


def _cell(case: Case) -> str:
    return case.figure("value")


def _cell_as_it_stands(case: Case) -> str:
    return case.text("value") if case.get("value") is not None else ""


def _above_limit(case: Case) -> str:
    return f"{case.amount('value')} > {case.amount('limit')}"


FINDINGS: dict[str, SayFinding] = {
    "unaccounted": _unaccounted,
    "empty": _empty,
    "totals_differ": _totals_differ,
    "totals_unreadable": _totals_unreadable,
    "typed_total_with_set_aside": _typed_total_with_set_aside,
    "typed_total_differs": _typed_total_differs,
    "rows_set_aside": _rows_set_aside,
    "repeated_key": _rows_set_aside,
    "repeated_rows": _repeated_rows,
    "repeated_lines": _repeated_lines,
    "several_currencies": _several_currencies,
    "mended_without_batch": _mended_without_batch,
    "corrected_in_table": _corrected_in_table,
    "paid_above_budget": _paid_above_budget,
    "other_period_said": _other_period_said,
}

EXAMPLES: dict[str, Say] = {
    "totals_differ": _control_total_apart,
    "totals_unreadable": _control_total_apart,
    "typed_total_differs": _sum_of_column,
    "rows_set_aside": _cell_as_it_stands,
    "repeated_key": _cell_as_it_stands,
    "repeated_rows": _cell,
    "repeated_lines": _cell,
    "corrected_in_table": _corrected_cell,
    "paid_above_budget": _above_limit,
}
