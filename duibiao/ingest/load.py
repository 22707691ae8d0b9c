"""Files to batches, with a report of what became of each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from pathlib import Path, PurePath

import polars as pl

from duibiao.errors import ChangedMeanwhileError, DuibiaoError, WarehouseError
from duibiao.ingest import mended
from duibiao.ingest.account import Account
from duibiao.ingest.archive import Member, left_out_note, unpacked
from duibiao.ingest.document import Document
from duibiao.ingest.examine import Examined, Source, commit, judge, read_to_examine
from duibiao.ingest.findings import Finding
from duibiao.ingest.fitting import Fitting, fitting, to_confirm
from duibiao.ingest.mapping import Mapping, load_mapping
from duibiao.ingest.names import Known
from duibiao.ingest.note import MOST_NAMED, Note, note
from duibiao.ingest.period import parse_period
from duibiao.ingest.profile import Profile, saved_profiles
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

    Of a file that was only looked at, nothing is loaded: would_load, would_load_partly, refused or waiting.
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
    notes: tuple[Note, ...] = ()
    error: str | None = None
    hint: str | None = None
    findings: tuple[Finding, ...] = ()
    sha256: str = ""
    account: Account = field(default_factory=Account)
    """What became of every amount of the file."""

    def as_json(self) -> str:
        """One line of JSON: findings and notes as data for machines, and in the words of the caller for people."""
        told = {
            "control_totals": [asdict(each) for each in self.control_totals],
            "notes": [each.as_data() | {"message": each.message} for each in self.notes],
            "findings": [each.as_data() for each in self.findings],
            "account": asdict(self.account),
        }
        report = {each.name: getattr(self, each.name) for each in fields(self)} | told
        return json.dumps(report, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class Job:
    """How files are to be loaded: as what, through which profile, with what the person says of them.

    Without an extract each file tells what it is, by a saved or shipped profile or by what is proposed.
    """

    extract: Extract | None
    mapping: Mapping | None = None
    wish: Wish = field(default_factory=Wish)
    synthetic: bool = False
    accepted_by: str = ""
    acknowledged: bool = True
    """Whether warnings are taken note of beforehand; if not, a file with warnings is not loaded and waits."""
    attended: bool = True
    """Whether somebody is there; if not, only a file that a profile reads and that gives no finding is loaded."""
    profiles: tuple[Profile, ...] | None = None
    """The profiles to know files by where no extract is said; those saved in the warehouse unless given."""


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
    currency: str | None = None,
    answers: tuple[tuple[str, str], ...] = (),
    synthetic: bool = False,
    accepted_by: str = "",
) -> LoadReport:
    """Read the file and accept it as a batch; a refused file is reported, with what to do, and nothing is loaded.

    `period` (YYYY or YYYY-MM), `org`, `sheet` and `currency` win over what the file says; rows that contradict them are
    set aside.
    Rows with `mends`, or in a file of rejected rows that was mended, are added to that batch and replace nothing.
    Raises DuibiaoError for an extract, a mapping or a period that does not exist.
    """
    job = Job(
        extract_named(extract_name),
        load_mapping(mapping) if mapping is not None else None,
        Wish(parse_period(period) if period else None, org, sheet, despite_totals, mends, currency, answers),
        synthetic,
        accepted_by,
    )
    return next(load_files(warehouse, job, [path]))


@dataclass(frozen=True)
class _File:
    """A file to load: how the report calls it, its own name and bytes, and what is to be said of it beforehand."""

    shown: str
    member: Member
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class _Read:
    """A file that was read, and is now to be judged."""

    file: _File
    reading: Reading
    sha256: str
    wish: Wish


def load_files(warehouse: Warehouse, job: Job, paths: Sequence[Path]) -> Iterator[LoadReport]:
    """Load files one after the other; while one is accepted the next is read. One batch and one report a file.

    An archive is as many files as it holds; one that is refused is one report.
    """
    yield from load_each(warehouse, ((job, path) for path in paths))


def load_each(warehouse: Warehouse, jobs: Iterable[tuple[Job, Path]]) -> Iterator[LoadReport]:
    """Load files as `load_files` does, each as its own job says."""
    files = ((job, file) for job, path in jobs for file in _files([path], job))
    with ThreadPoolExecutor(max_workers=1) as reader:

        def next_one() -> Future[tuple[Job, _Read | LoadReport] | None]:
            return reader.submit(copy_context().run, _read_next, warehouse, files)

        waiting = next_one()
        while (told := waiting.result()) is not None:
            waiting = next_one()
            job, read = told
            yield read if isinstance(read, LoadReport) else _accept(warehouse, job, read)


def _files(paths: Sequence[Path], job: Job) -> Iterator[_File | LoadReport]:
    """The files, archives opened; a report for what cannot be opened."""
    for path in paths:
        try:
            data = path.read_bytes()
            archive = unpacked(data, path.name)
        except OSError as error:
            yield _refused(path.name, job.extract, str(error), _("Check the path."))
            continue
        except DuibiaoError as error:
            yield _refused(path.name, job.extract, error.message, error.hint)
            continue
        if archive is None:
            yield _File(path.name, Member(path.name, data))
            continue
        left_out = left_out_note(archive)
        notes = (note("archive", file=path.name), *((left_out,) if left_out else ()))
        yield from (_File(f"{path.name}/{member.name}", member, notes) for member in archive.members)


def _read_next(
    warehouse: Warehouse, files: Iterator[tuple[Job, _File | LoadReport]]
) -> tuple[Job, _Read | LoadReport] | None:
    """The next file as read, or the report that it is refused or waits, with its job; None after the last."""
    if (following := next(files, None)) is None:
        return None
    job, file = following
    return job, file if isinstance(file, LoadReport) else _read(warehouse, job, file)


def _read(warehouse: Warehouse, job: Job, file: _File) -> _Read | LoadReport:
    """The file as read, or the report that it is refused or waits."""
    name, data, extract = file.member.name, file.member.data, job.extract
    digest = sha256(data).hexdigest()
    try:
        document = Document(data, name)
        found, wish = _fitting(warehouse, job, document)
        extract = found.extract
        if reason := _unconfirmed(found, job, file):
            hint = _("Look at it with `duibiao inspect`, or drop it on the upload page and save its profile.")
            return LoadReport(file.shown, extract.name, "waiting", error=reason, hint=hint, sha256=digest)
        reading = read_to_examine(document, extract, found.mapping, wish, Known(warehouse))
    except DuibiaoError as error:
        return replace(_refused(file.shown, extract, error.message, error.hint), sha256=digest)
    notes = (*file.notes, *((note("profile", name=found.profile),) if found.profile else ()))
    return _Read(file, replace(reading, notes=(*notes, *reading.notes)), digest, wish)


def _fitting(warehouse: Warehouse, job: Job, document: Document) -> tuple[Fitting, Wish]:
    """How the file is read, and what is said of it; mended rows are read as their file was."""
    if (slip := mended.slip(document)) is not None:
        home = mended.home(warehouse, slip, job.wish.mends, job.extract)
        return Fitting(home.extract, home.mapping, home.mapping.name), home.wish(job.wish)
    if job.extract is not None:
        return Fitting(job.extract, job.mapping), job.wish
    profiles = saved_profiles(warehouse) if job.profiles is None else job.profiles
    return fitting(document, profiles, job.wish.currency), job.wish


def _unconfirmed(found: Fitting, job: Job, file: _File) -> str:
    """What somebody must confirm before the file is read; empty where nothing is left."""
    if found.unsure and not (job.acknowledged and job.attended):
        return to_confirm(found.unsure[0], file.shown)
    if found.profile is None and not job.attended:
        return _("{file}: no saved profile has this header; it looks like {extract}").format(
            file=file.shown, extract=found.extract.label
        )
    return ""


def _refused(file: str, extract: Extract | None, error: str, hint: str) -> LoadReport:
    return LoadReport(file, extract.name if extract else "auto", "refused", error=error, hint=hint)


def _accept(warehouse: Warehouse, job: Job, read: _Read) -> LoadReport:
    """Examine and accept; examined again where somebody else was quicker with the same organisations and periods."""
    reading, file = read.reading, read.file
    source = Source(file.member.name, read.sha256, read.wish, synthetic=job.synthetic)
    for _attempt in range(MOST_ATTEMPTS):
        examined = judge(warehouse, reading, source)
        if _must_wait(examined, job):
            return _not_loaded(warehouse, examined, file.shown)
        try:
            accepted = commit(warehouse, examined, job.accepted_by, acknowledged=True)
        except ChangedMeanwhileError as error:
            last: WarehouseError = error
            continue
        except WarehouseError as error:
            last = error
            break
        return _loaded(warehouse, examined, accepted, file.shown)
    return _refused(file.shown, reading.extract, last.message, last.hint)


def _must_wait(examined: Examined, job: Job) -> bool:
    if examined.blocked or examined.questions or (examined.findings and not job.attended):
        return True
    return bool(examined.warnings) and not job.acknowledged


def check_files(warehouse: Warehouse, job: Job, paths: Sequence[Path]) -> Iterator[LoadReport]:
    """What loading the files would come to; nothing is loaded or written, and no report has a batch."""
    for file in _files(paths, job):
        read = file if isinstance(file, LoadReport) else _read(warehouse, job, file)
        if isinstance(read, LoadReport):
            yield read
            continue
        examined = judge(warehouse, read.reading, Source(read.file.member.name, read.sha256, read.wish))
        shown = read.file.shown
        yield _not_loaded(None, examined, shown) if _must_wait(examined, job) else _as_it_would(examined, shown)


def _as_it_would(examined: Examined, file: str) -> LoadReport:
    reading = examined.reading
    return LoadReport(
        file=file,
        extract=reading.extract.name,
        status="would_load_partly" if reading.rejected.height else "would_load",
        accepted=reading.rows.height,
        rejected=reading.rejected.height,
        replaced=examined.replaces,
        control_totals=reading.control_totals,
        notes=reading.notes,
        findings=examined.findings,
        sha256=examined.source.sha256,
        account=reading.account,
    )


def _loaded(warehouse: Warehouse, examined: Examined, accepted: AcceptedBatch, file: str) -> LoadReport:
    reading = examined.reading
    origin = Origin(reading.mends or accepted.batch_id, examined.source.sha256, PurePath(file).stem)
    return LoadReport(
        file=file,
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
        rejections=write_rejections(warehouse.path, origin, examined.layout, reading.rejected),
        notes=(
            *reading.notes,
            *_mended_notes(warehouse, reading, accepted.batch_id),
            *_left_standing(warehouse, examined.batch, accepted.batch_id),
        ),
        findings=examined.findings,
        sha256=examined.source.sha256,
        account=reading.account,
    )


def _not_loaded(warehouse: Warehouse | None, examined: Examined, file: str) -> LoadReport:
    """The report of a file that is refused, or waits for somebody to look at its warnings.

    Where no row passed, the rows are written out beside the warehouse, if there is one, with the reasons all the same.
    """
    reading = examined.reading
    first = (
        examined.findings[0] if examined.blocked else (*examined.questions, *examined.warnings, *examined.findings)[0]
    )
    origin = Origin(reading.mends, examined.source.sha256, PurePath(file).stem)
    return LoadReport(
        file=file,
        extract=reading.extract.name,
        status="refused" if examined.blocked else "waiting",
        rejected=reading.rejected.height if reading.rows.is_empty() else 0,
        control_totals=reading.control_totals,
        rejections=write_rejections(warehouse.path, origin, examined.layout, reading.rejected)
        if warehouse is not None and reading.rows.is_empty()
        else None,
        notes=reading.notes,
        error=first.message,
        hint=first.mend,
        findings=examined.findings,
        sha256=examined.source.sha256,
        account=reading.account,
    )


def _mended_notes(warehouse: Warehouse, reading: Reading, batch_id: int) -> tuple[Note, ...]:
    if reading.mends is None:
        return ()
    added = note("mended", batch=reading.mends)
    state = warehouse.read("batches").filter(pl.col("batch_id") == batch_id)["state"].item()
    if state == "live":
        return (added,)
    return added, note("mended_unread")


def _left_standing(warehouse: Warehouse, batch: NewBatch, batch_id: int) -> tuple[Note, ...]:
    """Organisations that other batches hold for the same periods and that this file does not mention."""
    extract = extract_named(batch.extract)
    if batch.whole or batch.mends or not extract.period or not extract.is_of_organisations:
        return ()
    other = warehouse.read("scopes_left_standing", batch=batch_id)
    if other.is_empty():
        return ()
    codes = other["scope_org"].unique(maintain_order=True).to_list()
    return (note("left_standing", n=len(codes), codes=codes[: MOST_NAMED + 1]),)
