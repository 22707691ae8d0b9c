"""The one door into the warehouse, in two steps: examine a file and see what it would do, then accept it, or not.

Nothing is written before `accept`, which is one transaction, and which refuses when what it was examined against has
changed meanwhile.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

import polars as pl

from duibiao.analysis.batch_change import BatchChange, Grain, batch_change
from duibiao.errors import DuibiaoError, RefusedFileError, WarehouseError
from duibiao.ingest import asking, mended, names, replaced
from duibiao.ingest.document import Document
from duibiao.ingest.findings import Finding, Severity, findings_frame, gravest_first
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.names import Known
from duibiao.ingest.note import Note, notes_data
from duibiao.ingest.plausibility import beside_loaded, of_file
from duibiao.ingest.plausibility.beside_loaded import Neighbours
from duibiao.ingest.reading import Reading, Wish, is_answered, read_document
from duibiao.ingest.setaside import Layout, layout, rejections_csv
from duibiao.ingest.wording import Said
from duibiao.language import _
from duibiao.schema.extract import Extract
from duibiao.warehouse import AcceptedBatch, NewBatch, Progress, Warehouse

_SCOPE = ["scope_org", "scope_period"]
_KEPT = (Severity.SET_ASIDE, Severity.WARN)
"""What a batch keeps of its findings: what was refused or not answered was not accepted."""
_LABELS = ("org_name", "project_name", "item_name")


@dataclass(frozen=True)
class Source:
    """A file that is examined: what it is called, the hash of its bytes, what the person says of it."""

    file_name: str
    sha256: str
    wish: Wish = field(default_factory=Wish)
    typed_total: Decimal | None = None
    """A total to check against (对账), in yuan."""
    synthetic: bool = False


@dataclass(frozen=True)
class Examined:
    """A file that was read and judged, and not written anywhere.

    `scopes`: what it touches: scope_org, scope_period, n_rows, batch_id (from which it is read now; null where nothing
    is). `change` compares with the rows that it replaces; None where it replaces nothing: then all of it is new.
    `same_file`: the batches of the very same file, newest first, those taken back too.
    """

    reading: Reading
    source: Source
    batch: NewBatch
    findings: tuple[Finding, ...]
    same_file: tuple[int, ...]
    scopes: pl.DataFrame
    change: BatchChange | None

    @property
    def blocked(self) -> bool:
        """Whether it cannot be accepted as it is."""
        return any(finding.severity is Severity.REFUSE for finding in self.findings)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What somebody has to answer before it is accepted: no general consent will do."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ASK)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What somebody has to take note of before it is accepted."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARN)

    def rejections_csv(self, batch: int | None = None) -> bytes:
        """The rows set aside in their original columns, to be mended; `batch` is the one that took the others."""
        return rejections_csv(self.reading.mends or batch, self.layout, self.reading.rejected, self.source.sha256)

    @property
    def layout(self) -> Layout:
        """How the file is laid out, with what was said of it."""
        return _layout(self.reading, self.source)

    @property
    def replaces(self) -> tuple[int, ...]:
        """The batches of which it replaces something; none for mended rows, which are added."""
        return () if self.reading.mends else tuple(self.scopes["batch_id"].drop_nulls().unique().sort().to_list())


def examine(
    warehouse: Warehouse,
    data: bytes,
    file_name: str,
    extract: Extract,
    mapping: Mapping | None,
    wish: Wish,
    *,
    typed_total: Decimal | None = None,
    today: date | None = None,
    factor: float = beside_loaded.JUMP,
) -> Examined:
    """Read the file and judge it against what is loaded; writes nothing, so a read-only warehouse will do.

    `typed_total` is in yuan; `factor` is by how many times a month may differ from the one before without a question.
    Raises RefusedFileError or MappingError for a file that cannot be read as the extract at all.
    """
    reading = read_to_examine(Document(data, file_name), extract, mapping, wish, Known(warehouse))
    source = Source(file_name, sha256(data).hexdigest(), wish, typed_total)
    return judge(warehouse, reading, source, today=today, factor=factor)


def read_to_examine(document: Document, extract: Extract, mapping: Mapping | None, wish: Wish, known: Known) -> Reading:
    """The file as read; totals that do not tie are left to be judged with the rest."""
    return read_document(document, extract, mapping, replace(wish, despite_totals=True), known)


def judge(
    warehouse: Warehouse,
    reading: Reading,
    source: Source,
    *,
    today: date | None = None,
    factor: float = beside_loaded.JUMP,
) -> Examined:
    """All findings on a file that was read, and what it would change."""
    batch = _batch(reading, source)
    scopes = warehouse.standing(batch)
    before = _before(warehouse, reading, scopes)
    change = None if before is None else batch_change(before, reading.rows, _grain(reading, before))
    gone = _gone(reading, before, change)
    if replaced.is_allowed(source.wish.answers):
        reading, gone = replace(reading, notes=(*reading.notes, *(Note("gone", each.values) for each in gone))), ()
    earlier = warehouse.read("batches_of_file", sha256=source.sha256).filter(pl.col("extract") == batch.extract)
    found = [
        *_of_itself(reading, source),
        *_admitted(warehouse, batch),
        *beside_loaded.same_file(earlier),
        *_of_names(warehouse, reading),
        *gone,
    ]
    if not reading.mends and reading.rows.height:
        found += _against_loaded(warehouse, reading, scopes, change, today or date.today(), factor)
    given = dict(source.wish.answers)
    findings = gravest_first(each for each in found if not is_answered(each, given))
    kept = findings_frame(each for each in findings if each.severity in _KEPT)
    batch = replace(batch, notes=notes_data(reading.notes), findings=kept)
    return Examined(reading, source, batch, findings, tuple(earlier["batch_id"].to_list()), scopes, change)


def accept(
    warehouse: Warehouse,
    examined: Examined,
    *,
    accepted_by: str,
    acknowledged: bool = False,
    progress: Progress | None = None,
) -> tuple[int, ...]:
    """Accept an examined file in one transaction; returns the numbers of its batches.

    Raises RefusedFileError where a finding refuses it, DuibiaoError where warnings are not acknowledged, and
    ChangedMeanwhileError (a WarehouseError) where somebody changed the touched scopes since: examine it again.
    """
    return (commit(warehouse, examined, accepted_by, acknowledged, progress).batch_id,)


def commit(
    warehouse: Warehouse,
    examined: Examined,
    accepted_by: str,
    acknowledged: bool = False,
    progress: Progress | None = None,
) -> AcceptedBatch:
    """As `accept`; returns what became of the batch."""
    if examined.blocked:
        raise RefusedFileError(examined.findings[0].message, examined.findings[0].mend)
    if examined.questions:
        raise DuibiaoError(examined.questions[0].message, examined.questions[0].mend)
    if examined.warnings and not acknowledged:
        raise DuibiaoError(
            _("{n} findings are to be checked before {file} is accepted: {first}").format(
                n=len(examined.warnings), file=examined.source.file_name, first=examined.warnings[0].message
            ),
            _("Look at them, and say that you took note."),
        )
    batch = replace(examined.batch, accepted_by=accepted_by, acknowledged_by=accepted_by if examined.warnings else None)
    return warehouse.accept(batch, expected=examined.scopes, progress=progress)


def _batch(reading: Reading, source: Source) -> NewBatch:
    mapping = reading.mapping
    cells = [name for name in reading.rejected.columns if name not in ("row_number", "reason")]
    original = pl.struct(cells).struct.json_encode().alias("original")
    return NewBatch(
        extract=reading.extract.name,
        rows=reading.rows,
        rejections=reading.rejected.select("row_number", "reason", original),
        file_name=source.file_name,
        file_sha256=source.sha256,
        whole=bool(mapping and mapping.whole),
        mends=reading.mends,
        mapping=mapping.name if mapping else None,
        currency=reading.plan.currency,
        synthetic=source.synthetic,
        control_totals=json.dumps([asdict(control) for control in reading.control_totals], ensure_ascii=False),
        notes=notes_data(reading.notes),
        typed_total=source.typed_total,
        profile=json.dumps(asdict(mapping), ensure_ascii=False) if mapping else None,
        header=_layout(reading, source).as_json(),
    )


def _layout(reading: Reading, source: Source) -> Layout:
    answers = tuple(pair for pair in source.wish.answers if pair[0] != replaced.CODE)
    return layout(reading.plan, reading.period, source.wish.org, answers)


def _of_itself(reading: Reading, source: Source) -> Iterator[Finding]:
    """What the file alone tells."""
    yield from reading.questions
    yield from of_file.unaccounted(reading)
    yield from mended.without_batch(reading)
    yield from of_file.no_rows(reading, source.file_name)
    if not any(question.code == asking.HIDDEN_ROWS for question in reading.questions):
        told = asking.HIDDEN_ROWS in dict(source.wish.answers)  # then a total of the visible rows cannot tie
        yield from of_file.totals_in_file(reading, source.wish.despite_totals or told)
    yield from of_file.typed_total(reading, source.typed_total)
    yield from of_file.set_aside(reading)
    if reading.rows.height:
        yield from of_file.repeated_rows(reading)
        yield from of_file.repeated_lines(reading)
        yield from of_file.several_currencies(reading)
        yield from of_file.above_ceiling(reading)
        yield from of_file.other_period_said(reading, source.file_name)


def _gone(reading: Reading, before: pl.DataFrame | None, change: BatchChange | None) -> tuple[Finding, ...]:
    """What is said of rows that stand and that the file does not have any more."""
    if before is None or change is None:
        return ()
    return tuple(replaced.finding(replaced.loss(change, before, reading), reading))


def _of_names(warehouse: Warehouse, reading: Reading) -> Iterator[Finding]:
    """Who is meant: codes that no list has, codes and names that disagree, projects that nobody knows."""
    if reading.extract.name in ("org", "org_alias") or reading.rows.is_empty():
        return
    known = Known(warehouse)
    yield from names.unknown_codes(reading.rows, reading.plan, known)
    yield from names.contradicted(reading.rows, reading.plan, known)
    yield from names.not_matched(reading.unknown)


def _admitted(warehouse: Warehouse, batch: NewBatch) -> Iterator[Finding]:
    try:
        warehouse.admits(batch)
    except WarehouseError as error:
        yield Finding(Severity.REFUSE, "not_admitted", 1, kept=Said(error.message, error.hint))


def _against_loaded(
    warehouse: Warehouse, reading: Reading, scopes: pl.DataFrame, change: BatchChange | None, today: date, factor: float
) -> list[Finding]:
    """What only shows beside that which is loaded."""
    extract = reading.extract
    live = warehouse.live_scopes(extract.name)
    sums = _sums(reading.rows, extract)
    kept = warehouse.live_sums(extract.name, _comparable(sums, live.join(scopes, on=_SCOPE, how="anti")))
    neighbours = _neighbours(warehouse, reading, sums, kept)
    slips = list(beside_loaded.wrong_unit(reading, neighbours))
    found = [
        *slips,
        *beside_loaded.wrong_year(reading, live, today),
        *beside_loaded.negative_totals(reading, sums),
        *beside_loaded.restated(reading, change, live),
        *beside_loaded.loaded_elsewhere(reading, _same_keys(warehouse, reading, scopes, live)),
        *beside_loaded.copied(reading, sums, kept),
        *([] if slips else beside_loaded.jumped(reading, neighbours, factor)),
        *([] if slips else beside_loaded.fell(reading, neighbours)),
        *beside_loaded.lines_missing(reading, neighbours),
        *beside_loaded.columns_missing(reading, neighbours),
        *beside_loaded.organisations_missing(live, neighbours),
    ]
    questions = list(asking.state(found, extract, neighbours.sums))
    asked = {question.code for question in questions}
    return [*questions, *(each for each in found if each.code not in asked)]


def _comparable(sums: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Of the scopes that stay loaded beside the file: the last before each of the file, and those of as many rows."""
    ours = sums.select("scope_org", pl.col("scope_period").alias("ours"), pl.col("n_rows").alias("our_rows"))
    together = kept.group_by(_SCOPE).agg(pl.col("n_rows").sum())
    both = together.join(ours, on="scope_org")
    earlier = pl.col("scope_period").filter(pl.col("scope_period") < pl.col("ours")).max().over("scope_org", "ours")
    return both.filter((pl.col("scope_period") == earlier) | (pl.col("n_rows") == pl.col("our_rows"))).select(_SCOPE)


def _sums(rows: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """Grain: scope of the file; n_rows and the sums of all number columns, in the types of `Warehouse.live_sums`."""
    places = {"money": 2, "quantity": 4}
    names = {each.name: places.get(each.kind.value, 0) for each in extract.numbers if each.name in rows.columns}
    summed = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).cast(pl.Decimal(38, scale)).sum()).alias(name)
        for name, scale in names.items()
    ]
    return rows.group_by(_SCOPE).agg(pl.len().alias("n_rows"), *summed).sort(_SCOPE)


def _neighbours(warehouse: Warehouse, reading: Reading, sums: pl.DataFrame, kept: pl.DataFrame) -> Neighbours:
    """The period before each of the file, from the file itself or from what stays loaded beside it."""
    extract = reading.extract
    names = [name for name in sums.columns if name in extract.by_name]
    known = pl.concat([sums.select(*_SCOPE, *names), kept.select(*_SCOPE, *names)]).sort(_SCOPE)
    before = [pl.col(name).shift(1).over("scope_org").alias(f"{name}_before") for name in names]
    known = known.with_columns(pl.col("scope_period").shift(1).over("scope_org").alias("previous_period"), *before)
    mine = known.join(sums.select(_SCOPE), on=_SCOPE, how="semi").drop_nulls("previous_period")
    scopes = sums.select(_SCOPE).join(mine.select(*_SCOPE, "previous_period"), on=_SCOPE, how="left")
    return Neighbours(scopes, _rows_before(warehouse, reading, mine.select(*_SCOPE, "previous_period")), mine)


def _rows_before(warehouse: Warehouse, reading: Reading, scopes: pl.DataFrame) -> pl.DataFrame:
    """The rows of the previous periods with `next_period`; none where the extract has no lines that come again.

    Loaded ones have all columns of the extract, those of the file itself the columns of the file.
    """
    extract = reading.extract
    wanted = scopes.select("scope_org", scope_period="previous_period", next_period="scope_period")
    if not extract.money or "year" not in extract.period or wanted.is_empty():
        return reading.rows.clear().with_columns(pl.lit("").alias("next_period"))
    own = reading.rows.join(wanted, on=_SCOPE)
    elsewhere = wanted.join(reading.rows, on=_SCOPE, how="anti")
    if elsewhere.is_empty():
        return own
    loaded = warehouse.live_rows(extract.name, elsewhere).join(elsewhere, on=_SCOPE)
    return pl.concat([loaded, own], how="diagonal_relaxed")


def _same_keys(warehouse: Warehouse, reading: Reading, scopes: pl.DataFrame, live: pl.DataFrame) -> pl.DataFrame:
    """Keys, or documents, that are loaded in another scope; where the key holds the scope there can be none."""
    extract = reading.extract
    told = {extract.organisation, *extract.period} - {""} <= set(extract.key)
    asked = (extract.unique or extract.line) and not told and set(extract.document) <= set(reading.rows.columns)
    if not asked or live.join(scopes, on=_SCOPE, how="anti").is_empty():
        return pl.DataFrame(schema={"row_number": pl.Int64})
    return warehouse.same_keys(extract.name, reading.rows, scopes)


def _before(warehouse: Warehouse, reading: Reading, scopes: pl.DataFrame) -> pl.DataFrame | None:
    """The rows that stand and would be replaced; None where there is none."""
    held = scopes.drop_nulls("batch_id")
    if reading.mends or held.is_empty() or reading.rows.is_empty():
        return None
    return warehouse.live_rows(reading.extract.name, held)


def _grain(reading: Reading, before: pl.DataFrame) -> Grain:
    """By project where the file tells it, else by key; texts are compared where the key tells rows apart."""
    extract, columns = reading.extract, reading.rows.columns
    scope = ("scope_org", *(["scope_period"] if extract.period else []))
    inside = tuple(
        name for name in extract.document if name in columns and name not in (extract.organisation, *extract.period)
    )
    if "project_code" in columns and reading.rows["project_code"].null_count() < reading.rows.height:
        inside = ("project_code",)
    whole = extract.unique and set(extract.key) <= {*inside, extract.organisation, *extract.period}
    filled = {name for name in before.columns if before[name].null_count() < before.height}
    numbers = tuple(each.name for each in extract.numbers if each.name in {*columns, *filled} - set(inside))
    texts = tuple(
        name
        for name in extract.by_name
        if name not in (*extract.key, *extract.period) and not extract.column(name).kind.is_number
    )
    labels = tuple(name for name in _LABELS if name in extract.by_name and name not in inside)
    return Grain((*scope, *inside), numbers, texts if whole else (), labels)
