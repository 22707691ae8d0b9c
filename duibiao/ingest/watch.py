"""A folder into which extracts fall: those that a confirmed profile reads and that give no finding load by themselves.

The others wait where they are, with their report beside them. Files are never moved, changed or deleted. A journal
says what became of each; with the hashes that the warehouse keeps it sees to it that nothing is loaded twice.
"""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import polars as pl

from duibiao.ingest.archive import EXTRACT_SUFFIXES
from duibiao.ingest.load import Job, LoadReport, load_files
from duibiao.ingest.profile import Profile
from duibiao.ingest.report import report_text
from duibiao.language import _
from duibiao.warehouse import Warehouse

REPORTS = "报告"
JOURNAL = "journal.jsonl"
STABLE_SECONDS = 10.0
WATCHED_SUFFIXES = (*EXTRACT_SUFFIXES, ".zip")
UNFINISHED = (".", "~$")

LOADED, KNOWN, WAITING, REFUSED, LEFT_OUT = "loaded", "known", "waiting", "refused", "left_out"
_SETTLED = (LOADED, KNOWN, LEFT_OUT)
"""What need not be looked at again: the others may pass once a profile is saved or a name confirmed."""


@dataclass(frozen=True)
class Entry:
    """A line of the journal: when, which file, its hash, what became of it.

    `modified_ns` and `size` are those of the file when it was looked at; files of an archive have the archive's.
    """

    at: str
    file: str
    sha256: str
    outcome: str
    size: int = 0
    modified_ns: int = 0
    extract: str = ""
    batch: int | None = None
    report: str = ""
    error: str = ""


@dataclass(frozen=True)
class _Found:
    """A file in the folder that has not changed for a while."""

    path: Path
    size: int
    modified_ns: int


class Journal:
    """The lines of `报告/journal.jsonl`: appended, each forced to the disk before the next file is touched."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / JOURNAL
        self.entries = list(self._read())
        self._last = {entry.file: entry for entry in self.entries}

    def add(self, entry: Entry) -> None:
        """Append a line; a line that a crash cut short before it is ended first."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            if file.tell() and not _ends_with_break(self.path):
                file.write(b"\n")
            file.write((json.dumps(asdict(entry), ensure_ascii=False) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())
        self.entries.append(entry)
        self._last[entry.file] = entry

    def last(self, file: str) -> Entry | None:
        """What the journal says last of a file of that name."""
        return self._last.get(file)

    def _read(self) -> Iterator[Entry]:
        known = {field.name for field in fields(Entry)}
        lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines() if self.path.exists() else []
        for line in lines:
            try:
                given = json.loads(line)
                yield Entry(**{key: value for key, value in given.items() if key in known})
            except (ValueError, TypeError, AttributeError):
                continue  # cut short by a crash: the warehouse knows the file by its hash


class Watch:
    """A folder that is looked at again and again; one at a time may do that."""

    def __init__(
        self,
        folder: Path,
        warehouse: Path,
        *,
        accepted_by: str = "",
        profiles: Sequence[Profile] | None = None,
        stable_seconds: float = STABLE_SECONDS,
    ) -> None:
        self.folder = folder
        self.journal = Journal(folder / REPORTS)
        self._warehouse = warehouse
        self._job = Job(
            None,
            accepted_by=accepted_by,
            acknowledged=False,
            attended=False,
            profiles=None if profiles is None else tuple(profiles),
        )
        self._stable_seconds = stable_seconds
        self._looked_at: dict[str, int] = {}
        """The state of the warehouse when a file that waits was last looked at."""
        self._left: tuple[int, ...] = ()
        """How the file of the warehouse was left after the last look."""

    def look(self, now: float | None = None) -> Iterator[Entry]:
        """Go through the folder once; one entry for each file of which there is news.

        Raises WarehouseError when another process holds the warehouse: nothing was done then.
        """
        found = [each for each in self._stable_files(time.time() if now is None else now) if not self._is_settled(each)]
        if not found or (self._stamp() == self._left and all(_key(each) in self._looked_at for each in found)):
            return  # opening the warehouse would keep others from it for nothing
        with Warehouse.open(self._warehouse) as warehouse:
            for each in found:
                yield from self._taken(warehouse, each)
        self._left = self._stamp()

    def _stamp(self) -> tuple[int, ...]:
        if not self._warehouse.exists():
            return ()
        state = self._warehouse.stat()
        return state.st_mtime_ns, state.st_size

    def waiting(self) -> list[Entry]:
        """The files still in the folder that wait or were refused, as the journal says last."""
        there = {path.name for path in self.folder.iterdir()}
        last = {entry.file: entry for entry in self.journal.entries}
        return [
            entry
            for name, entry in last.items()
            if entry.outcome in (WAITING, REFUSED) and name.split("/", maxsplit=1)[0] in there
        ]

    def _stable_files(self, now: float) -> Iterator[_Found]:
        """Plain files that nobody has written to for a while, in the order of their names."""
        for path in sorted(self.folder.iterdir()):
            if path.name.startswith(UNFINISHED) or path.is_symlink() or not path.is_file():
                continue
            state = path.stat()
            if now - max(state.st_mtime, state.st_ctime) >= self._stable_seconds:
                yield _Found(path, state.st_size, state.st_mtime_ns)

    def _is_settled(self, found: _Found) -> bool:
        """Whether nothing more is to be done with the file as it is."""
        last = self.journal.last(found.path.name)
        return (
            last is not None
            and last.outcome in _SETTLED
            and (last.size, last.modified_ns) == (found.size, found.modified_ns)
        )

    def _taken(self, warehouse: Warehouse, found: _Found) -> Iterator[Entry]:
        """Load the file, or let it wait; what was said of it before is not said again."""
        name = found.path.name
        if found.path.suffix.lower() not in WATCHED_SUFFIXES:
            yield from self._noted(found, Entry(_now(), name, "", LEFT_OUT))
            return
        version = warehouse.data_version()
        if self._looked_at.get(_key(found)) == version:
            return
        try:
            digest = sha256(found.path.read_bytes()).hexdigest()
        except OSError as error:  # gone, or not ours to read: tried again at the next look
            yield from self._noted(found, Entry(_now(), name, "", REFUSED, error=str(error)))
            return
        if batch := _batch_of(warehouse, digest):
            yield from self._noted(found, Entry(_now(), name, digest, KNOWN, batch=batch))
            return
        reports = list(load_files(warehouse, self._job, [found.path]))
        for report in reports:
            yield from self._noted(found, self._entry(warehouse, report, digest))
        if [report.file for report in reports] != [name]:
            done = all(self._outcome(warehouse, report) in _SETTLED for report in reports)
            yield from self._noted(found, Entry(_now(), name, digest, LOADED if done else WAITING))
        self._looked_at[_key(found)] = warehouse.data_version()

    def _noted(self, found: _Found, entry: Entry) -> Iterator[Entry]:
        """Write the entry down where it is news."""
        state = {"size": found.size, "modified_ns": found.modified_ns}
        entry = Entry(**asdict(entry) | state)
        last = self.journal.last(entry.file)
        if last is None or Entry(**asdict(last) | {"at": entry.at}) != entry:
            self.journal.add(entry)
            yield entry

    def _entry(self, warehouse: Warehouse, report: LoadReport, digest: str) -> Entry:
        outcome = self._outcome(warehouse, report)
        return Entry(
            at=_now(),
            file=report.file,
            sha256=report.sha256 or digest,
            outcome=outcome,
            extract=report.extract,
            batch=report.batch or (_batch_of(warehouse, report.sha256) if outcome == KNOWN else None),
            report=self._written(report),
            error=report.error or "",
        )

    def _outcome(self, warehouse: Warehouse, report: LoadReport) -> str:
        """A file of an archive that was loaded before a crash is known, not waiting."""
        if report.batch is not None:
            return LOADED
        if report.sha256 and _batch_of(warehouse, report.sha256):
            return KNOWN
        return WAITING if report.status == "waiting" else REFUSED

    def _written(self, report: LoadReport) -> str:
        """The report as text and as JSON, beside the file; returns the name of the text."""
        folder = self.folder / REPORTS
        folder.mkdir(parents=True, exist_ok=True)
        name = report.file.replace("/", "_")
        (folder / f"{name}.report.txt").write_text(report_text(report), encoding="utf-8")
        (folder / f"{name}.report.json").write_text(report.as_json() + "\n", encoding="utf-8")
        return f"{REPORTS}/{name}.report.txt"


def entry_sentence(entry: Entry) -> str:
    """What became of a file, for a terminal."""
    said = {
        LOADED: _("{file}: loaded as batch {batch}"),
        KNOWN: _("{file}: was loaded already, as batch {batch}"),
        WAITING: _("{file}: waits. {error}"),
        REFUSED: _("{file}: refused. {error}"),
        LEFT_OUT: _("{file}: left alone, no extract"),
    }[entry.outcome]
    if entry.outcome in (LOADED, WAITING) and entry.batch is None and not entry.error:
        said = _("{file}: all its files are loaded") if entry.outcome == LOADED else _("{file}: some of its files wait")
    return said.format(file=entry.file, batch=entry.batch, error=entry.error)


def _key(found: _Found) -> str:
    return f"{found.path.name}:{found.size}:{found.modified_ns}"


def _batch_of(warehouse: Warehouse, digest: str) -> int | None:
    """The newest batch made of a file with that hash, taken back or not: who took it back wants it so."""
    batches = warehouse.read("batches_of_file", sha256=digest).select(pl.col("batch_id").max())
    return batches.item()  # type: ignore[no-any-return]


def _ends_with_break(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
