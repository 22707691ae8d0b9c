"""A file read but not yet accepted: read whole, or refused whole with a reason; rows that fail are set aside."""

from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from duibiao.errors import DuibiaoError
from duibiao.ingest import asking, lines, shifted
from duibiao.ingest.account import Account, account
from duibiao.ingest.chosen_table import ChosenTable, chosen_table
from duibiao.ingest.convert import Converted, Plan
from duibiao.ingest.currency import HOME
from duibiao.ingest.document import Document
from duibiao.ingest.findings import Finding, Severity
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.names import Known, Unknown, coded
from duibiao.ingest.note import Note, note
from duibiao.ingest.period import Period, mended_batch
from duibiao.ingest.periods import told_periods
from duibiao.ingest.recognise import Part, Recognised, left_out
from duibiao.ingest.row_kinds import RowKinds, control_totals, refuse_untied, row_kinds
from duibiao.ingest.scope import split, with_constants
from duibiao.ingest.totals import ControlTotal
from duibiao.ingest.wish import Wish
from duibiao.language import _
from duibiao.schema.extract import Extract

__all__ = ["Reading", "Wish", "read_document", "read_file"]


@dataclass(frozen=True)
class Reading:
    """A file read but not yet accepted.

    `rows` are accepted rows with their scope; `rejected` has `row_number`, `reason` and the cells; both together are
    all rows of the file below its header, save totals, repeated headers, footnotes, rows that the profile filters and,
    in a wide file, rows without any amount; what is left out is counted in `notes`.
    `rejected_values` has what could be read of the rejected rows, in the columns of the extract: null where nothing.
    """

    extract: Extract
    mapping: Mapping | None
    plan: Plan
    rows: pl.DataFrame
    rejected: pl.DataFrame
    rejected_values: pl.DataFrame
    control_totals: tuple[ControlTotal, ...]
    notes: tuple[Note, ...]
    period: Period | None = None
    mends: int | None = None
    unknown: tuple[Unknown, ...] = ()
    """Names of organisations and projects whose codes nobody knows, where the file has names and no codes."""
    questions: tuple[Finding, ...] = ()
    """What is to be answered before the rows can be accepted."""
    account: Account = field(default_factory=Account)
    """What became of every amount of the file."""
    parts: tuple[Part, ...] = ()
    """The tables that were read as one, with the row numbers that they have together; none where it is one."""

    def place(self, row_number: int) -> tuple[str, int]:
        """The sheet ('' where there is but one table) and the row in it of a row number of the reading."""
        part = next((each for each in self.parts if each.first <= row_number <= each.last), None)
        return (part.sheet, row_number - part.offset) if part else ("", row_number)

    repeated: tuple[int, ...] = ()
    """The accepted rows all of whose cells are those of an earlier one, where rows are lines of documents."""

    @property
    def currency(self) -> str:
        """In what the amounts are."""
        return self.plan.currency

    @property
    def n_rows(self) -> int:
        """How many rows of the file were accepted or set aside; a row of a wide file is one, whatever it becomes."""
        return self.rows["row_number"].n_unique() + self.rejected.height

    def sums(self) -> dict[str, tuple[Decimal, Decimal]]:
        """For every money column of the file: the sum of the accepted rows, and of what could be read of the others."""
        names = [column.name for column in self.extract.money if column.name in self.rows.columns]
        return {name: (_sum(self.rows[name]), _sum(self.rejected_values[name])) for name in names}


def _sum(amounts: pl.Series) -> Decimal:
    return Decimal(amounts.cast(pl.Decimal(38, 2)).sum() or 0)


def read_file(
    data: bytes, file_name: str, extract: Extract, mapping: Mapping | None, wish: Wish, known: Known | None = None
) -> Reading:
    """Everything short of accepting; raises RefusedFileError or MappingError for a file that cannot be the extract.

    `known` tells which codes names mean, for files that have only names.
    """
    return read_document(Document(data, file_name), extract, mapping, wish, known)


def read_document(
    document: Document, extract: Extract, mapping: Mapping | None, wish: Wish, known: Known | None = None
) -> Reading:
    """The same of a file that is open."""
    if mapping and mapping.extract != extract.name:
        raise DuibiaoError(
            _("The mapping {mapping} is for {wanted}, not for {extract}").format(
                mapping=mapping.name, wanted=mapping.extract, extract=extract.name
            ),
            _("Load the file as {wanted}.").format(wanted=mapping.extract),
        )
    table = chosen_table(document, extract, mapping, wish)
    rows = row_kinds(table, wish)
    return _reading(document, table, rows, wish, known or Known(None))


def _reading(document: Document, table: ChosenTable, rows: RowKinds, wish: Wish, known: Known) -> Reading:
    """The rows with their period, codes and scope; those that fail are set aside, the others accepted."""
    plan, recognised = table.plan, table.recognised
    settled = _settled(rows.converted, plan, rows.is_row)
    told = told_periods(settled.filter(pl.col("reason").is_null()), recognised, plan, document.file_name, wish)
    coded_rows, unknown = coded(settled, plan, told.first, wish.org, known)
    whole = with_constants(coded_rows, plan, told.periods, wish.org)
    accepted, rejected, rejected_values = split(whole, rows.body, plan)
    controls = control_totals(rows, plan, rejected["row_number"])
    refuse_untied(controls, plan, wish.despite_totals)
    blank = rows.n_rows - accepted["row_number"].n_unique() - rejected.height
    texts = (*recognised.header.titles, *(title for part in recognised.parts for title in part.titles))
    month = told.first.month if told.first else None
    questions = (
        *table.questions,
        *rows.questions,
        *told.questions,
        *(asking.span(plan, (*texts, document.file_name), month) if table.is_span_open else ()),
    )
    return Reading(
        extract=plan.extract,
        mapping=table.mapping,
        plan=plan,
        rows=accepted,
        rejected=rejected,
        rejected_values=rejected_values,
        control_totals=controls,
        notes=(
            *_facts(recognised, plan),
            *told.notes,
            *rows.notes,
            *_blank_notes(blank),
            *_left_out_notes(plan),
            *_hidden_columns(recognised, plan),
            *shifted.notes(rows.body, plan, accepted),
            *lines.lost_notes(accepted, rows.body, plan),
        ),
        period=told.first,
        mends=wish.mends or mended_batch(recognised.header.titles),
        unknown=unknown,
        questions=tuple(each for each in questions if not is_answered(each, dict(wish.answers))),
        account=account(
            recognised, plan, document.sheets(table.mapping), rows.converted, rows.fates(rejected), accepted
        ),
        parts=recognised.parts,
        repeated=lines.repeated(accepted, rows.body, plan),
    )


def is_answered(question: Finding, answers: dict[str, str]) -> bool:
    """Whether one of the options of a question was given as its answer; what is no question never is."""
    given = answers.get(question.code)
    return question.severity is Severity.ASK and any(option.value == given for option in question.options)


def _settled(converted: Converted, plan: Plan, keep: pl.Series) -> pl.DataFrame:
    """The rows that are no totals, with their reasons; in a wide file one row for each label that has an amount."""
    rows = converted.rows.with_columns(converted.reasons.alias("reason")).filter(keep)
    if not plan.wide or plan.mapping is None or plan.mapping.wide is None:
        return rows
    wide = plan.mapping.wide
    index = [name for name in rows.columns if name not in plan.wide]
    long = rows.unpivot(on=list(plan.wide), index=index, variable_name=wide.into, value_name=wide.value)
    empty = pl.col(wide.value).is_null()
    return long.filter(~empty | pl.col("reason").is_not_null()).sort("row_number", maintain_order=True)


def _facts(recognised: Recognised, plan: Plan) -> tuple[Note, ...]:
    header = note("header_row", row=recognised.header.last + 1)
    said = note("units", factors=sorted(set(plan.factors.values())), currency=plan.currency)
    if not plan.unit_said and plan.currency == HOME:
        said = note("no_unit")
    return (*recognised.sheet.facts, header, *((said,) if plan.factors else ()))


def _hidden_columns(recognised: Recognised, plan: Plan) -> tuple[Note, ...]:
    """The columns that are read though the file hides them."""
    read = dict.fromkeys((*plan.sources.values(), *plan.wide.values()))
    hidden = [plan.header.names[int(cell[1:])] for cell in read if cell in recognised.hidden_columns]
    return (note("hidden_columns", headers=hidden),) if hidden else ()


def _blank_notes(n: int) -> tuple[Note, ...]:
    return (note("without_amount", n=n),) if n else ()


def _left_out_notes(plan: Plan) -> tuple[Note, ...]:
    personal, unused = left_out(plan)
    both = (("personal_columns", personal), ("columns_not_loaded", unused))
    return tuple(note(code, headers=headers) for code, headers in both if headers)
