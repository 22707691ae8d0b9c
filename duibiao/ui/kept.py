"""Answers that stay in memory for all sessions.

Streamlit's own `cache_data` writes an answer into bytes, and reads a copy of it back at every use; with the projects of
a large district that took longer than the rest of a page. Here everybody is handed the same answer: nobody may change
it. Frames are never changed in place in this house, and what else is kept is frozen.
"""

import inspect
from collections.abc import Callable
from threading import Condition
from typing import ParamSpec, TypeVar

import polars as pl
from cachetools import Cache, LRUCache, cached

P = ParamSpec("P")
R = TypeVar("R")

_caches: list[Cache[object, object]] = []
_of_versions: list[tuple[Cache[object, object], Condition]] = []
"""Those of functions whose last parameter is the version of the data."""


def kept(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the `most` answers used last. Arguments must be hashable; sessions that ask the same wait for one answer."""
    return _keeping(LRUCache(most))


def kept_frames(most_bytes: int) -> Callable[[Callable[P, pl.DataFrame]], Callable[P, pl.DataFrame]]:
    """The same for frames, of which so many bytes stay; one that is larger by itself is not kept."""
    return _keeping(LRUCache(most_bytes, getsizeof=_n_bytes))


def forget() -> None:
    """Drop everything that is kept."""
    for cache in _caches:
        cache.clear()


def drop_all_but(version: int) -> None:
    """Drop what is of another version of the data: nobody asks for it any more."""
    for cache, condition in _of_versions:
        with condition:
            for key in [key for key in cache if key[-1] != version]:  # type: ignore[index]
                cache.pop(key, None)


def _keeping(cache: Cache[object, object]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def keep(function: Callable[P, R]) -> Callable[P, R]:
        condition = Condition()
        _caches.append(cache)
        if list(inspect.signature(function).parameters)[-1:] == ["version"]:
            _of_versions.append((cache, condition))
        return cached(cache, condition=condition)(function)

    return keep


def _n_bytes(frame: object) -> int:
    return int(frame.estimated_size()) + 1 if isinstance(frame, pl.DataFrame) else 1
