"""Garbage is collected behind the pages, not by each of them.

A full collection stops all sessions, and Streamlit would make one at the end of every rerun: `runner.postScriptGC` is
off in `.streamlit/config.toml`. A thread makes one instead, some time after pages were drawn, when none is being drawn.
"""

import atexit
import gc
from threading import Condition, Event, Thread

from cachetools import cached

from duibiao.ui import ahead

EVERY_SECONDS = 30.0
"""So long what was let go may wait: a few megabytes of closed sessions and of frames that refer to themselves."""

_LONGEST_SECONDS = 5.0
"""How long the end of the server waits for a collection."""

_drawn, _ended = Event(), Event()


def let_go() -> None:
    """A page was drawn: what it needs no more is collected within a while."""
    _collector()
    _drawn.set()


@cached({}, condition=Condition())
def _collector() -> Thread:
    """One for all sessions. What the imports made stays for good: once frozen, no collection looks at it."""
    gc.collect()
    gc.freeze()
    thread = Thread(target=_work, name="memory", daemon=True)
    thread.start()
    atexit.register(_end, thread)
    return thread


def _work() -> None:
    while _drawn.wait() and not _ended.wait(EVERY_SECONDS):
        _drawn.clear()
        ahead.give_way()
        gc.collect()


def _end(thread: Thread) -> None:
    _ended.set()
    _drawn.set()
    thread.join(_LONGEST_SECONDS)
    gc.unfreeze()
