"""Files to batches, with a report of what became of each."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import polars as pl

from duibiao.errors import ChangedMeanwhileError, DuibiaoError, WarehouseError
from duibiao.ingest.examine import Examined, Source, commit, judge, read_to_examine
from duibiao.ingest.findings import Finding
from duibiao.ingest.mapping import Mapping, load_mapping
from duibiao.ingest.names import Known
from duibiao.ingest.period import parse_period
from duibiao.ingest.reading import Reading, Wish
from duibiao.ingest.setaside import Origin, write_rejections
from duibiao.ingest.totals import ControlTotal
from duibiao.language import _
from duibiao.schema.catalogue import extract_named
from duibiao.schema.extract import Extract
from duibiao.warehouse import AcceptedBatch, NewBatch, Warehouse

MOST_ATTEMPTS = 5
"""How often a file is examined again when others change the same organisations and periods meanwhile."""


@dataclass(frozen=True)
class LoadReport:
    """What became of a file. `status`: loaded, partly (rows were set aside), refused, or waiting for somebody.

    A file waits when its warnings are to be acknowledged first; `error` and `hint` are then those of the first one.
    """

    file: str
    extract: str
    status: str
    batch: int | None = None
    accepted: int = 0
    rejected: int = 0
    scope: dict[str, list[str]] = field(default_factory=dict)
    replaced: tuple[int, ...] = ()
    control_totals: tuple[ControlTotal, ...] = ()
    rejections: str | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None
    hint: str | None = None
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class Job:
    """How files are to be loaded: as what, through which profile, with what the person says of them."""

    extract: Extract
    mapping: Mapping | None = None
    wish: Wish = field(default_factory=Wish)
    synthetic: bool = False
    accepted_by: str = ""
    acknowledged: bool = True
    """Whether warnings are taken note of beforehand; if not, a file with warnings is not loaded and waits."""


def load_file(
    warehouse: Warehouse,
    extract_name: str,
    path: Path,
    *,
    mapping: str | Path | None = None,
    period: str | None = None,
    org: str | None = None,
    sheet: str | None = None,
    despite_totals: bool = False,
    mends: int | None = None,
    synthetic: bool = False,
    accepted_by: str = "",
) -> LoadReport:
    """Read the file and accept it as a batch; a refused file is reported, with what to do, and nothing is loaded.

    `period` (YYYY or YYYY-MM), `org` and `sheet` win over what the file says; rows that contradict them are set aside.
    Rows with `mends`, or in a file of rejected rows that was mended, are added to that batch and replace nothing.
    Raises DuibiaoError for an extract, a mapping or a period that does not exist.
    """
    job = Job(
        extract_named(extract_name),
        load_mapping(mapping) if mapping is not None else None,
        Wish(parse_period(period) if period else None, org, sheet, despite_totals, mends),
        synthetic,
        accepted_by,
    )
    return next(load_files(warehouse, job, [path]))


def load_files(warehouse: Warehouse, job: Job, paths: Sequence[Path]) -> Iterator[LoadReport]:
    """Load files one after the other; while one is accepted the next is read. One batch and one report a file."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        waiting = [reader.submit(copy_context().run, _read, warehouse, path, job) for path in paths[:1]]
        for i, path in enumerate(paths):
            reading = waiting.pop().result()
            waiting += [
                reader.submit(copy_context().run, _read, warehouse, later, job) for later in paths[i + 1 : i + 2]
            ]
            yield reading if isinstance(reading, LoadReport) else _accept(warehouse, job, path, *reading)


def _read(warehouse: Warehouse, path: Path, job: Job) -> tuple[Reading, str] | LoadReport:
    """The file as read and its hash, or the report that it is refused."""
    try:
        data = path.read_bytes()
        known = Known(warehouse)
        return read_to_examine(data, path.name, job.extract, job.mapping, job.wish, known), sha256(data).hexdigest()
    except OSError as error:
        hint = _("Check the path.")
        return LoadReport(path.name, job.extract.name, "refused", error=str(error), hint=hint)
    except DuibiaoError as error:
        return LoadReport(path.name, job.extract.name, "refused", error=error.message, hint=error.hint)


def _accept(warehouse: Warehouse, job: Job, path: Path, reading: Reading, digest: str) -> LoadReport:
    """Examine and accept; examined again where somebody else was quicker with the same organisations and periods."""
    source = Source(path.name, digest, job.wish, synthetic=job.synthetic)
    for _attempt in range(MOST_ATTEMPTS):
        examined = judge(warehouse, reading, source)
        if examined.blocked or (examined.warnings and not job.acknowledged):
            return _not_loaded(warehouse, examined, path)
        try:
            accepted = commit(warehouse, examined, job.accepted_by, acknowledged=True)
        except ChangedMeanwhileError as error:
            last: WarehouseError = error
            continue
        except WarehouseError as error:
            last = error
            break
        return _loaded(warehouse, examined, accepted, path)
    return LoadReport(path.name, reading.extract.name, "refused", error=last.message, hint=last.hint)


def _loaded(warehouse: Warehouse, examined: Examined, accepted: AcceptedBatch, path: Path) -> LoadReport:
    reading = examined.reading
    origin = Origin(reading.mends or accepted.batch_id, reading.period, path.stem)
    return LoadReport(
        file=path.name,
        extract=reading.extract.name,
        status="partly" if reading.rejected.height else "loaded",
        batch=accepted.batch_id,
        accepted=reading.rows.height,
        rejected=reading.rejected.height,
        scope={
            "organisations": sorted(set(accepted.scope["scope_org"])),
            "periods": sorted(set(accepted.scope["scope_period"])),
        },
        replaced=accepted.replaced,
        control_totals=reading.control_totals,
        rejections=write_rejections(warehouse.path, origin, reading.plan, reading.rejected),
        notes=(
            *reading.notes,
            *_mended_notes(warehouse, reading, accepted.batch_id),
            *_left_standing(warehouse, examined.batch, accepted.batch_id),
        ),
        findings=examined.findings,
    )


def _not_loaded(warehouse: Warehouse, examined: Examined, path: Path) -> LoadReport:
    """The report of a file that is refused, or waits for somebody to look at its warnings.

    Where no row passed, the rows are written out with the reasons all the same.
    """
    reading, first = examined.reading, examined.findings[0] if examined.blocked else examined.warnings[0]
    empty = reading.rows.is_empty()
    origin = Origin(reading.mends, reading.period, path.stem)
    return LoadReport(
        file=path.name,
        extract=reading.extract.name,
        status="refused" if examined.blocked else "waiting",
        rejected=reading.rejected.height if empty else 0,
        control_totals=reading.control_totals,
        rejections=write_rejections(warehouse.path, origin, reading.plan, reading.rejected) if empty else None,
        notes=reading.notes,
        error=first.message,
        hint=first.mend,
        findings=examined.findings,
    )


def _mended_notes(warehouse: Warehouse, reading: Reading, batch_id: int) -> tuple[str, ...]:
    if reading.mends is None:
        return ()
    added = _("Mended rows, added to batch {batch}").format(batch=reading.mends)
    state = warehouse.read("batches").filter(pl.col("batch_id") == batch_id)["state"].item()
    if state == "live":
        return (added,)
    return added, _("A newer batch holds all or some of their organisations and periods: there they are kept, not read")


def _left_standing(warehouse: Warehouse, batch: NewBatch, batch_id: int) -> tuple[str, ...]:
    """Organisations that other batches hold for the same periods and that this file does not mention."""
    extract = extract_named(batch.extract)
    if batch.whole or batch.mends or not extract.period or not extract.organisation:
        return ()
    other = warehouse.read("scopes_left_standing", batch=batch_id)
    if other.is_empty():
        return ()
    said = _("Not in this file, read from earlier batches as before: {n} organisations ({codes})")
    codes = other["scope_org"].unique(maintain_order=True).to_list()
    shown = "、".join(codes[:10]) + (" …" if len(codes) > 10 else "")
    return (said.format(n=len(codes), codes=shown),)
