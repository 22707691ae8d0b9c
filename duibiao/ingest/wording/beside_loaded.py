"""What only shows beside that which is loaded, in words: findings, and the places that are shown of them."""

from duibiao.ingest.wording.case import Case, Said, Say, SayFinding
from duibiao.language import _


def _negative_total(case: Case) -> Said:
    return Said(
        _("{n} sums of organisations are below zero").format(n=case.count("count")),
        _("Look for a wrong sign, or for refunds without the payments they belong to."),
    )


def _wrong_unit(case: Case) -> Said:
    said = _("{column} is {times} of the period before in most of {n} lines: 元 and 万元 are mixed up")
    return Said(
        said.format(column=case.column(), times=case.times(), n=case.count("count")),
        _("Say the unit of the file; if the earlier one is wrong, take its batch back first."),
    )


def _jumped(case: Case) -> Said:
    said = _("{n} sums are more than {factor} times, or less than a {factor}th, of the period before")
    mend = _("Ask why; look for a missing or doubled block of rows, and for the unit of the amounts.")
    if case.get("like_wan"):
        mend = _(
            "Some are about ten thousand times: 元 and 万元 were probably mixed up. Look at the unit of the amounts."
        )
    return Said(said.format(n=case.count("count"), factor=f"{float(case.text('factor')):g}"), mend)


def _cumulative_fell(case: Case) -> Said:
    said = _("{column} falls against the month before in {n} lines, by {less} in all")
    return Said(
        said.format(column=case.column(), n=case.count("count"), less=case.amount("less")),
        _("It counts from 1 January: ask for refunds or corrections, or whether the file is of an earlier month."),
    )


def _lines_missing(case: Case) -> Said:
    said = _("{n} rows of the month before have no row in this file; they had {amount} of {column}")
    return Said(
        said.format(n=case.count("count"), amount=case.amount("amount"), column=case.column()),
        _("The file may be cut off, or have other codes; export it again and compare the number of rows."),
    )


def _columns_missing(case: Case) -> Said:
    return Said(
        _("The file has no {columns}, which the period before had").format(columns=case.columns()),
        _("Export the file with all columns, or say in the mapping which columns they are."),
    )


def _organisations_missing(case: Case) -> Said:
    said = _("{n} organisations of the last file of this kind are not in this one")
    return Said(
        said.format(n=case.count("n_organisations")),
        _("The file may be cut off; what is loaded of them stays as it is unless the profile lists all organisations."),
    )


def _loaded_elsewhere(case: Case) -> Said:
    said = _("{n} rows have the {columns} of a row that is loaded for another organisation or period")
    return Said(
        said.format(n=case.count("count"), columns=case.columns()),
        _("They would count twice: take them out, or load the other organisation or period again without them."),
    )


def _restated(case: Case) -> Said:
    said = _("History is restated: {n} closed periods of organisations get other amounts")
    return Said(
        said.format(n=case.count("count")),
        _("Ask whether the period was reopened; earlier figures remain to be seen as of a past date."),
    )


def _wrong_year(case: Case) -> Said:
    said = _("{n} rows are of {periods}: in the future, or far from all periods that are loaded")
    return Said(
        said.format(n=case.count("count"), periods=case.listed("periods")),
        _("Check the year in the file and in its title; give the right one as the period of the file."),
    )


def _copied(case: Case) -> Said:
    said = _("The amounts of {period} are those of {other} in {n} of {of} organisations")
    return Said(
        said.format(period=case.text("period"), other=case.text("other"), n=case.count("count"), of=case.count("of")),
        _("The file may be a copy of the earlier one under a new period; ask for the right one."),
    )


def _same_file(case: Case) -> Said:
    said = _("This very file was loaded already, as batch {batch} by {who}")
    mend = _("There is nothing to do unless something was changed since.")
    if case.get("undone"):
        mend = _("It was taken back; bring it back with redo instead of loading it again.")
    return Said(said.format(batch=case.text("batch"), who=case.text("by")), mend)


def _unknown_organisations(case: Case) -> Said:
    return Said(
        _("{n} organisation codes are not in the list of organisations").format(n=case.count("count")),
        _("Correct the codes, or load the list of organisations (or of their other names) that has them."),
    )


def _name_and_code_differ(case: Case) -> Said:
    return Said(
        _("{n} organisations have the code of one and the name of another").format(n=case.count("count")),
        _("Find out which is right, and correct the other in the file."),
    )


def _unknown_projects(case: Case) -> Said:
    return Said(
        _("{n} names of projects match no known project").format(n=case.count("count")),
        _("Confirm which projects they are, or load the list of projects first."),
    )


def _was_and_now(case: Case) -> str:
    return f"{case.amount('was')} → {case.amount('now')}"


def _sum_of_scope(case: Case) -> str:
    return f"{case.scope()} {case.column()}: {case.amount('sum')}"


def _jump_of_scope(case: Case) -> str:
    together = "" if case.get("org") else _("all organisations")
    whose = " ".join(part for part in (together, case.scope()) if part)
    return f"{whose} {case.column()}: {_was_and_now(case)} ({case.times()})"


def _change_of_scope(case: Case) -> str:
    return f"{case.scope()} {case.column()}: {case.figure('was')} → {case.figure('now')}"


def _missing_line(case: Case) -> str:
    key = case.get("key")
    line = " ".join(map(str, key)) if isinstance(key, tuple) else ""
    return f"{case.scope()} {line}: {case.amount('amount')}"


def _scope(case: Case) -> str:
    return case.scope()


def _row_of_batch(case: Case) -> str:
    said = _("batch {batch}, row {row} ({scope})")
    return said.format(batch=case.text("batch"), row=case.text("row"), scope=case.scope())


def _cell(case: Case) -> str:
    return case.text("value")


def _unknown_organisation(case: Case) -> str:
    nearest = ""
    if case.get("near_code") is not None:
        nearest = _("(nearest: {code} {name})").format(code=case.text("near_code"), name=case.text("near_name"))
    return " ".join(part for part in (case.text("code"), str(case.get("name") or ""), nearest) if part)


def _contradiction(case: Case) -> str:
    return f"{case.text('code')} {case.text('name')} ≠ {case.listed('codes')}"


def _name(case: Case) -> str:
    return case.text("name")


FINDINGS: dict[str, SayFinding] = {
    "negative_total": _negative_total,
    "wrong_unit": _wrong_unit,
    "jumped": _jumped,
    "cumulative_fell": _cumulative_fell,
    "lines_missing": _lines_missing,
    "columns_missing": _columns_missing,
    "organisations_missing": _organisations_missing,
    "loaded_elsewhere": _loaded_elsewhere,
    "restated": _restated,
    "wrong_year": _wrong_year,
    "copied": _copied,
    "same_file": _same_file,
    "unknown_organisations": _unknown_organisations,
    "name_and_code_differ": _name_and_code_differ,
    "unknown_projects": _unknown_projects,
}

EXAMPLES: dict[str, Say] = {
    "negative_total": _sum_of_scope,
    "wrong_unit": _was_and_now,
    "jumped": _jump_of_scope,
    "cumulative_fell": _was_and_now,
    "lines_missing": _missing_line,
    "organisations_missing": _scope,
    "loaded_elsewhere": _row_of_batch,
    "restated": _change_of_scope,
    "wrong_year": _cell,
    "unknown_organisations": _unknown_organisation,
    "name_and_code_differ": _contradiction,
    "unknown_projects": _name,
}
