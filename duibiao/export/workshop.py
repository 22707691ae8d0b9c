"""Files of large tables and of briefings, made beside the server: it hands over the rows and looks on.

A thread writes the rows as Arrow, which leaves the interpreter free, and starts a process that makes the file with one
thread, so that neither the server nor its other cores wait. As many are made at once as there are cores to spare; the
others wait for their turn. Files lie in a folder for this user only and go with whoever asked for them.
"""

import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from pathlib import Path

from duibiao.errors import DuibiaoError
from duibiao.export.making import MADE, ORDER, REFUSAL, ROWS, BriefingOrder, Order
from duibiao.language import _
from duibiao.settings import house

KEPT = 12
"""How many finished files wait to be fetched, for all sessions; the oldest goes first."""

_turns = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))
_finished: "deque[weakref.ref[Making]]" = deque()
_log = logging.getLogger(__name__)

Rows = Callable[[Path], int]
"""Writes all rows as an Arrow file of that name and returns how many there are."""


class State(Enum):
    """How far a file is."""

    WAITING = auto()
    READING = auto()
    WRITING = auto()
    READY = auto()
    FAILED = auto()
    GONE = auto()
    """Cancelled, or removed because too many waited to be fetched."""

    @property
    def is_under_way(self) -> bool:
        """Whether it is worth looking again."""
        return self in (State.WAITING, State.READING, State.WRITING)


class Making:
    """One file from the moment it is asked for; whoever holds this holds the file."""

    def __init__(self, order: Order, rows: Rows) -> None:
        self.kind = order.kind
        self.state = State.WAITING
        self.error = DuibiaoError("")
        self.n_rows = 0
        self.n_written = 0
        self._folder = Path(tempfile.mkdtemp(prefix="duibiao-"))
        self._processes: list[subprocess.Popen[str]] = []
        self.let_go = weakref.finalize(self, _clear, self._folder, self._processes)
        """Stops what is under way and removes the file."""
        plain = replace(order, table=replace(order.table, frame=order.table.frame.clear()))
        (self._folder / ORDER).write_bytes(pickle.dumps(plain))
        self._thread = threading.Thread(target=self._work, args=(rows,), daemon=True, name="making of a download")
        self._thread.start()

    @property
    def path(self) -> Path:
        """The file, once it is ready."""
        return self._folder / MADE

    @property
    def share(self) -> float:
        """How much of it is written, from 0 to 1."""
        return min(1.0, self.n_written / self.n_rows) if self.n_rows else 0.0

    @property
    def is_at_work(self) -> bool:
        """Whether anything is still done for it, if only to stop."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Give it up, whatever its state."""
        self.state = State.GONE
        self.let_go()

    def _work(self, rows: Rows) -> None:
        while not _turns.acquire(timeout=0.5):
            if self.state is State.GONE:
                return
        try:
            self._make(rows)
        except DuibiaoError as error:
            self._fail(error)
        except Exception as error:
            if self.state is not State.GONE:
                _log.exception("A download could not be made")
            self._fail(_unforeseen(error))
        finally:
            _turns.release()
            if self.state is State.GONE:
                _clear(self._folder, self._processes)

    def _make(self, rows: Rows) -> None:
        if not self._moves_to(State.READING):
            return
        self.n_rows = rows(self._folder / ROWS)
        if not self._moves_to(State.WRITING):
            return
        with _process(self._folder) as process:
            self._processes.append(process)
            if self.state is State.GONE:
                process.kill()
            for line in process.stdout or ():
                self.n_written += int(line)
        if self.state is State.GONE:
            return
        if process.returncode:
            raise _refusal(self._folder, process.returncode)
        (self._folder / ROWS).unlink()
        self._moves_to(State.READY)
        _keep(self)

    def _moves_to(self, state: State) -> bool:
        """Whether it goes on: it does unless it was cancelled."""
        if self.state is State.GONE:
            return False
        self.state = state
        return True

    def _fail(self, error: DuibiaoError) -> None:
        if self.state is not State.GONE:
            self.error = error
            self.let_go()
            self.state = State.FAILED


def made(order: BriefingOrder) -> bytes:
    """The file of a briefing, made beside the server while this thread waits for it. Raises DuibiaoError."""
    with _turns, tempfile.TemporaryDirectory(prefix="duibiao-") as name:
        folder = Path(name)
        (folder / ORDER).write_bytes(pickle.dumps(order))
        with _process(folder) as process:
            process.wait()
        if process.returncode:
            raise _refusal(folder, process.returncode)
        return (folder / MADE).read_bytes()


def _process(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "duibiao.export.making", str(folder)]
    alone = os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with (folder / "complaints").open("w", encoding="utf-8") as complaints:
        return subprocess.Popen(
            command,
            cwd=house(),
            env=alone,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )


def _refusal(folder: Path, code: int) -> DuibiaoError:
    """What the process left word of; where it left none, its complaints go into the log."""
    if (told := folder / REFUSAL).exists():
        message, hint = json.loads(told.read_text(encoding="utf-8"))
        return DuibiaoError(message, hint)
    complaints = (folder / "complaints").read_text(encoding="utf-8", errors="replace")
    _log.error("A download ended with %s: %s", code, complaints[-2_000:])
    return _unforeseen(RuntimeError(code))


def _unforeseen(error: Exception) -> DuibiaoError:
    if isinstance(error, OSError) and error.strerror:
        return DuibiaoError(
            _("The file could not be made: {reason}").format(reason=error.strerror),
            _("There may be no room left on the disk; try again later, or with fewer rows."),
        )
    return DuibiaoError(
        _("The file could not be made"), _("Try again, or with fewer rows; the reason is in the log of the server.")
    )


def _clear(folder: Path, processes: "list[subprocess.Popen[str]]") -> None:
    for process in processes:
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)


def _keep(making: Making) -> None:
    _finished.append(weakref.ref(making))
    while len(_finished) > KEPT:
        oldest = _finished.popleft()()
        if oldest is not None and oldest.state is State.READY:
            oldest.cancel()
