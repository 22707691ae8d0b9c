"""Files to batches, with a report of what became of each."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

import polars as pl

from duibiao.errors import DuibiaoError, WarehouseError
from duibiao.ingest.mapping import Mapping, load_mapping
from duibiao.ingest.period import parse_period
from duibiao.ingest.reading import Reading, Wish, read_file
from duibiao.ingest.setaside import Origin, write_rejections
from duibiao.ingest.totals import ControlTotal
from duibiao.language import _
from duibiao.schema.catalogue import extract_named
from duibiao.schema.extract import Extract
from duibiao.warehouse import NewBatch, Warehouse


@dataclass(frozen=True)
class LoadReport:
    """What became of a file. `status`: loaded, partly (rows were set aside) or refused."""

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
        waiting = [reader.submit(copy_context().run, _read, path, job) for path in paths[:1]]
        for i, path in enumerate(paths):
            reading = waiting.pop().result()
            waiting += [reader.submit(copy_context().run, _read, later, job) for later in paths[i + 1 : i + 2]]
            yield reading if isinstance(reading, LoadReport) else _accept(warehouse, job, path, *reading)


def _read(path: Path, job: Job) -> tuple[Reading, str] | LoadReport:
    """The file as read and its hash, or the report that it is refused."""
    try:
        data = path.read_bytes()
        return read_file(data, path.name, job.extract, job.mapping, job.wish), sha256(data).hexdigest()
    except OSError as error:
        hint = _("Check the path.")
        return LoadReport(path.name, job.extract.name, "refused", error=str(error), hint=hint)
    except DuibiaoError as error:
        return LoadReport(path.name, job.extract.name, "refused", error=error.message, hint=error.hint)


def _accept(warehouse: Warehouse, job: Job, path: Path, reading: Reading, digest: str) -> LoadReport:
    if reading.rows.is_empty():
        return _refused(warehouse, reading, path)
    batch = _batch(reading, path.name, digest, job)
    try:
        accepted = warehouse.accept(batch)
    except WarehouseError as error:
        return LoadReport(path.name, batch.extract, "refused", error=error.message, hint=error.hint)
    origin = Origin(reading.mends or accepted.batch_id, reading.period, path.stem)
    rejections = write_rejections(warehouse.path, origin, reading.plan, reading.rejected)
    return LoadReport(
        file=path.name,
        extract=batch.extract,
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
        rejections=rejections,
        notes=(
            *reading.notes,
            *_mended_notes(warehouse, reading, accepted.batch_id),
            *_left_standing(warehouse, batch, accepted.batch_id),
        ),
    )


def _batch(reading: Reading, file_name: str, digest: str, job: Job) -> NewBatch:
    mapping = reading.mapping
    cells = [name for name in reading.rejected.columns if name not in ("row_number", "reason")]
    original = pl.struct(cells).struct.json_encode().alias("original")
    return NewBatch(
        extract=reading.extract.name,
        rows=reading.rows,
        rejections=reading.rejected.select("row_number", "reason", original),
        file_name=file_name,
        file_sha256=digest,
        whole=bool(mapping and mapping.whole),
        mends=reading.mends,
        mapping=mapping.name if mapping else None,
        currency=mapping.currency if mapping else "CNY",
        synthetic=job.synthetic,
        accepted_by=job.accepted_by,
        control_totals=json.dumps([asdict(control) for control in reading.control_totals], ensure_ascii=False),
        notes=reading.notes,
    )


def _refused(warehouse: Warehouse, reading: Reading, path: Path) -> LoadReport:
    """A file of which no row passed is refused; its rows are written out with the reasons all the same."""
    return LoadReport(
        file=path.name,
        extract=reading.extract.name,
        status="refused",
        rejected=reading.rejected.height,
        control_totals=reading.control_totals,
        rejections=write_rejections(
            warehouse.path, Origin(reading.mends, reading.period, path.stem), reading.plan, reading.rejected
        ),
        notes=reading.notes,
        error=_("No row of {file} can be loaded").format(file=path.name),
        hint=_("The rows are written out with the reasons.") if reading.rejected.height else _("It has no rows."),
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
