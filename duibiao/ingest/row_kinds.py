"""What each row below a header is: data, a total, a sum of other rows, a part of the row above, hidden, or none."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from duibiao.errors import RefusedFileError
from duibiao.ingest import asking, blocks, controls, foreign, named_total, shifted, structure, totals
from duibiao.ingest.account import Fate
from duibiao.ingest.chosen_table import ChosenTable
from duibiao.ingest.convert import Converted, Plan, convert
from duibiao.ingest.findings import Finding
from duibiao.ingest.note import Note, note
from duibiao.ingest.recognise import Recognised
from duibiao.ingest.setaside import body_rows
from duibiao.ingest.structure import Sum
from duibiao.ingest.totals import ControlTotal
from duibiao.ingest.values import is_nothing
from duibiao.ingest.wish import Wish
from duibiao.language import _


@dataclass(frozen=True)
class RowKinds:
    """The rows of the table as values, and what each of them is (Boolean series over them)."""

    body: pl.DataFrame
    converted: Converted
    is_total: pl.Series
    is_upper: pl.Series
    is_of_which: pl.Series
    sums: tuple[Sum, ...]
    left_out: pl.Series
    """The numbers of the rows that were taken out before: repeated headers, footnotes, filtered, hidden ones."""
    questions: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def is_row(self) -> pl.Series:
        """True for rows that are data."""
        return ~(self.is_total | self.is_upper | self.is_of_which)

    @property
    def n_rows(self) -> int:
        """How many rows are data."""
        return int(self.is_row.sum())

    def fates(self, rejected: pl.DataFrame) -> dict[Fate, pl.Series]:
        """The row numbers of each fate but to be loaded."""
        numbers = self.body["row_number"]
        return {
            Fate.TOTAL: numbers.filter(self.is_total | self.is_upper),
            Fate.ASIDE: rejected["row_number"],
            Fate.LEFT_OUT: pl.concat([self.left_out, numbers.filter(self.is_of_which)]),
        }


def row_kinds(table: ChosenTable, wish: Wish) -> RowKinds:
    """What each row of the table is; hidden rows are left out only where the person says so."""
    answers = dict(wish.answers)
    hidden = hidden_numbers(table.recognised)
    whole = _kinds(table, table.recognised.body, answers)
    if hidden.is_empty():
        return whole
    seen = whole.converted.rows.filter(pl.col("row_number").is_in(hidden.implode()))
    if seen.is_empty() or not table.is_proposed:
        return whole
    visible = _kinds(table, table.recognised.body.filter(~pl.col("row_number").is_in(hidden.implode())), answers)
    if answers.get(asking.HIDDEN_ROWS) == "leave":
        said = note("hidden_left_out", n=seen.height)
        return _with(visible, pl.concat([visible.left_out, seen["row_number"]]), (), (said,))
    if _ties(whole, table.plan) is True:
        return _with(whole, whole.left_out, (), (note("hidden_loaded", n=seen.height),))
    question = asking.hidden_rows(seen, table.plan, visible_ties=_ties(visible, table.plan) is True)
    return _with(whole, whole.left_out, (question,), ())


def _with(kinds: RowKinds, left_out: pl.Series, questions: tuple[Finding, ...], notes: tuple[Note, ...]) -> RowKinds:
    return RowKinds(
        kinds.body, kinds.converted, kinds.is_total, kinds.is_upper, kinds.is_of_which, kinds.sums, left_out,
        (*kinds.questions, *questions), (*kinds.notes, *notes),
    )  # fmt: skip


def hidden_numbers(recognised: Recognised) -> pl.Series:
    """The row numbers of the body that the file hides."""
    if not recognised.hidden_rows:
        return recognised.body["row_number"].clear()
    numbers = pl.Series("row_number", sorted(recognised.hidden_rows), dtype=pl.Int64)
    return numbers.filter(numbers.is_in(recognised.body["row_number"].implode()))


def control_totals(kinds: RowKinds, plan: Plan, aside: pl.Series) -> tuple[ControlTotal, ...]:
    """What the totals of the file say against its rows; `aside` has the numbers of the rows that are not loaded."""
    is_upper = kinds.is_upper | kinds.is_of_which
    return controls.control_totals(kinds.body, kinds.converted, plan, kinds.is_total, is_upper, kinds.sums, aside)


def refuse_untied(checked: Sequence[ControlTotal], plan: Plan, despite: bool) -> None:
    """Raise RefusedFileError where a total differs from its rows, unless the person said to load despite that."""
    wrong = [control for control in checked if control.status == "differs"]
    if wrong and not despite:
        raise RefusedFileError(
            _("The totals of the file do not tie: {first} ({n} in all)").format(
                first=totals.disagreement(wrong[0], plan.extract), n=len(wrong)
            ),
            _("Look for rows that are missing, doubled or cut off; or load the file with --despite-totals."),
        )


def _ties(kinds: RowKinds, plan: Plan) -> bool | None:
    """Whether the totals of the file tie with these rows; None where it has none."""
    checked = control_totals(kinds, plan, pl.Series([], dtype=pl.Int64))
    labelled = [control for control in checked if control.row in set(kinds.body["row_number"].filter(kinds.is_total))]
    return all(control.status in ("ties", "rounding") for control in labelled) if labelled else None


def _kinds(table: ChosenTable, cells: pl.DataFrame, answers: dict[str, str]) -> RowKinds:
    plan, mapping = table.plan, table.mapping
    kept, dropped = body_rows(cells, plan)
    filled = blocks.filled_down(kept, table.recognised, plan) if table.is_proposed else blocks.FilledDown(kept)
    body = filled.body
    is_total = controls.total_rows(body, plan)
    converted = foreign.marked(shifted.marked(convert(body, plan), body, plan), body, plan)
    own = named_total.own_rows(converted.rows, body, plan, is_total | structure.is_said(converted.rows, plan))
    is_total &= ~own
    is_total |= totals.is_unlabelled_total(converted.rows, plan.extract, is_total)
    is_upper = totals.is_upper(converted.rows, mapping.hierarchy if mapping else None) & ~is_total
    unread = _unread(converted.rows, body, plan)
    found = structure.found(converted.rows, plan, is_total | is_upper, unread, own) if table.is_proposed else None
    notes = (
        *dropped,
        *named_total.notes(own, body),
        *((note("organisation_above", n=filled.n_rows),) if filled.n_rows else ()),
    )
    left_out = _without(cells["row_number"], body["row_number"])
    if found is None:
        nothing = pl.Series([False]).new_from_index(0, body.height)
        return RowKinds(body, converted, is_total, is_upper, nothing, (), left_out, (), notes)
    return _found(
        RowKinds(body, converted, is_total, is_upper, found.is_of_which, found.sums, left_out, (), notes),
        found,
        plan,
        answers,
    )


def _without(numbers: pl.Series, kept: pl.Series) -> pl.Series:
    """The numbers of the rows that are not kept."""
    return numbers.clear() if kept.len() == numbers.len() else numbers.filter(~numbers.is_in(kept.implode()))


def _unread(rows: pl.DataFrame, body: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Which cells have something that is no amount, by column of money; `rows` has what was read of `body`."""
    money = {name: plan.money[name] for name in plan.factors if name in rows.columns}
    lost = rows.select(pl.col(name).is_null() for name in money)
    gaps = [name for name in money if bool(lost[name].any())]
    something = body.select((~is_nothing(pl.col(money[name]))).alias(name) for name in gaps)
    return lost.with_columns(lost[name] & something[name] for name in gaps)


def _found(kinds: RowKinds, found: structure.Found, plan: Plan, answers: dict[str, str]) -> RowKinds:
    """With the sums that arithmetic found; those that only add up are asked about, and rows until somebody answers."""
    answer = answers.get(asking.SUMS)
    upper = kinds.is_upper | found.is_sum | (found.is_doubtful if answer == "sums" else found.is_doubtful & False)
    n = int(found.is_sum.sum())
    told = (("sums", n), ("parts", int(found.is_of_which.sum())))
    notes = (*kinds.notes, *(note(code, n=number) for code, number in told if number))
    doubtful = kinds.converted.rows.filter(found.is_doubtful)
    questions = (asking.sums(doubtful, plan),) if doubtful.height else ()
    return RowKinds(
        kinds.body, kinds.converted, kinds.is_total | found.is_said, upper, found.is_of_which, found.sums,
        kinds.left_out, questions, notes,
    )  # fmt: skip
