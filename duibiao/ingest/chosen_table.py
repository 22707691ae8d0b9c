"""Which table of a file is read, under which plan: by a profile, else as proposed, with what the person answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from duibiao.errors import RefusedFileError
from duibiao.ingest import asking, foreign, units
from duibiao.ingest.choice import Choice
from duibiao.ingest.convert import Plan
from duibiao.ingest.document import Document
from duibiao.ingest.doubts import doubts as cell_doubts
from duibiao.ingest.findings import Finding, address
from duibiao.ingest.mapping import ColumnRule, Doubts, Mapping
from duibiao.ingest.propose import proposed
from duibiao.ingest.recognise import Recognised, plan_for, recognise
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.tables import Apart, Joined, joined
from duibiao.ingest.wish import Wish
from duibiao.schema.extract import Extract


@dataclass(frozen=True)
class ChosenTable:
    """The table that is read: its cells, all parts joined, the profile and the plan, and what is to be asked of it."""

    recognised: Recognised
    mapping: Mapping | None
    plan: Plan
    questions: tuple[Finding, ...] = ()

    @property
    def is_proposed(self) -> bool:
        """Whether nobody has described its rows: they are looked at, and what is open of them is asked."""
        return self.mapping is not None and self.mapping.doubts is not None

    @property
    def is_span_open(self) -> bool:
        """Whether nobody has said if its amounts count from 1 January."""
        return self.mapping is not None and self.mapping.doubts is not None and self.mapping.doubts.span


def chosen_table(document: Document, extract: Extract, mapping: Mapping | None, wish: Wish) -> ChosenTable:
    """The table of the extract; where no profile is given it is proposed as for any file whose extract is known.

    Raises RefusedFileError or MappingError for a file that has none.
    """
    answers = dict(wish.answers)
    mapping = _answered(mapping or _proposed(document, extract, wish), answers)
    sheets = document.sheets(mapping)
    recognised = recognise(sheets, extract, mapping, wish.sheet)
    plan = foreign.told(plan_for(recognised, extract, mapping), wish.currency)
    doubts = mapping.doubts if mapping else None
    if doubts is None:
        return ChosenTable(recognised, mapping, plan)
    whole, apart = _whole(recognised, plan, [] if wish.sheet else sheets, answers.get(asking.SHEETS))
    if whole.recognised.body is not recognised.body:
        plan = foreign.told(plan_for(whole.recognised, extract, whole.mapping), wish.currency)
    whole_sheet = replace(whole.recognised.sheet, scaled=whole.recognised.scaled)
    questions = (
        *asking.columns(plan, whole.recognised.body, doubts),
        *asking.orders(doubts),
        *asking.cells([*cell_doubts(whole_sheet, whole.recognised.body, plan)]),
        *asking.sheets(apart, _names(whole.recognised)),
        *asking.of_the_month(plan, answers),
    )
    return ChosenTable(whole.recognised, whole.mapping, plan, questions)


def _proposed(document: Document, extract: Extract, wish: Wish) -> Mapping | None:
    """How a file of the extract is proposed to be read; None where none of its columns is found."""
    try:
        proposal = proposed(document, Choice(extract=extract.name, sheet=wish.sheet, currency=wish.currency))
    except RefusedFileError:
        return None
    return proposal.mapping if any(each.target for each in proposal.suggestions) else None


def _answered(mapping: Mapping | None, answers: dict[str, str]) -> Mapping | None:
    """The proposal with the columns and orders that the person answered."""
    if mapping is None or mapping.doubts is None:
        return mapping
    columns = tuple((name, _rule(name, rule, mapping.doubts, answers)) for name, rule in mapping.columns)
    mark = answers.get(asking.DECIMAL, mapping.decimal)
    factor = units.UNITS.get(answers.get(asking.UNIT, ""), mapping.factor)
    dates = answers.get(asking.DATES, mapping.dates)
    return replace(mapping, columns=columns, dates=dates, decimal=mark, factor=factor)


def _rule(name: str, rule: ColumnRule, doubts: Doubts, answers: dict[str, str]) -> ColumnRule:
    letter = answers.get(f"{asking.COLUMN}.{name}")
    for position in dict(doubts.columns).get(name, ()):
        if letter == address(f"c{position - 1}", 0).rstrip("0"):
            return replace(rule, source=(), position=position)
    return rule


def _whole(
    recognised: Recognised, plan: Plan, sheets: Sequence[Sheet], answer: str | None
) -> tuple[Joined, tuple[Apart, ...]]:
    """The table with its parts as the person answered, and what still stands apart."""
    whole = joined(recognised, plan, sheets, everything=answer == "all")
    if answer != "others" or not whole.apart:
        return whole, whole.apart
    first, *rest = (each.recognised for each in whole.apart)
    sheets = [each.sheet for each in rest if each.sheet is not first.sheet]
    mapping = (
        replace(plan.mapping, header_rows=(first.header.first + 1, first.header.last + 1)) if plan.mapping else None
    )
    others = joined(first, plan_for(first, plan.extract, mapping), sheets, everything=True)
    return others, whole.apart


def _names(recognised: Recognised) -> list[str]:
    names = [part.sheet for part in recognised.parts] or [recognised.sheet.name]
    return [name for name in dict.fromkeys(names) if name]
