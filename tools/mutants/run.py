"""Mutants of good files, drawn by a seed, read, and judged; a mutant is known by its seed and its number."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from duibiao import language
from duibiao.demo import DemoFile
from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse
from tools.mutants.book import Book
from tools.mutants.demo_books import Source, book_of, sources
from tools.mutants.kinds import HARMLESS, KINDS, changed, good_file
from tools.mutants.verdict import WAYS, checked, seen, verdict
from tools.mutants.written import written

NEIGHBOURS = ("预算单位目录", "预算项目库", "预算执行_模拟数据_202606", "预算执行_模拟数据_202607")
"""What stands in the warehouse beside which some mutants are read."""
MOST_TRIES = 60
INVENTED = 0.35
"""The share of mutants made from invented files; the others from files of the demo."""


@dataclass(frozen=True)
class Result:
    """What became of a mutant: the kinds of its changes, where it was read, the word on it."""

    number: int
    kinds: tuple[str, ...]
    source: str
    way: str
    beside: str
    word: str
    why: str
    file: str
    data: bytes
    silently_wrong: bool

    @property
    def needless(self) -> bool:
        """Whether it was stopped although its changes leave nothing to ask."""
        return self.word in ("asked", "refused") and set(self.kinds) <= HARMLESS and self.beside == "nothing"


@dataclass(frozen=True)
class Run:
    """How a run is made: its seed, the files it begins with, and its two warehouses."""

    seed: int
    books: tuple[Book, ...]
    empty: Path
    neighbours: Path


def prepared(folder: Path, files: Sequence[DemoFile], seed: int, n_sources: int | None = None) -> Run:
    """The warehouses made and the files of the demo read; where a number is given, so many of the smaller half."""
    random = Random(seed)
    found = sorted(sources(files), key=lambda source: source.path.stat().st_size)
    chosen: Iterable[Source] = found if n_sources is None else random.sample(found[: len(found) // 2], n_sources)
    books = tuple(book_of(source, random) for source in chosen for _part in range(1 if n_sources else 3))
    empty, neighbours = folder / "empty.duckdb", folder / "neighbours.duckdb"
    with Warehouse.open(empty):
        pass
    with Warehouse.open(neighbours) as warehouse:
        for file in files:
            if file.path.stem.removeprefix("青浦区") in NEIGHBOURS:
                load_file(warehouse, file.extract, file.path, mapping=file.mapping)
    return Run(seed, books, empty, neighbours)


def results(run: Run, numbers: Sequence[int], processes: int = 1) -> Iterator[Result]:
    """The mutants of those numbers, in no order."""
    if processes == 1:
        with ExitStack() as stack:
            begin(run, stack)
            yield from map(result, numbers)
            return
    with get_context("spawn").Pool(processes, begin, (run,)) as pool:
        yield from pool.imap_unordered(result, numbers, chunksize=5)


_RUN: list[Run] = []
_OPEN: dict[str, Warehouse] = {}


def begin(run: Run, stack: ExitStack | None = None) -> None:
    """A process opens what it reads from."""
    language.use("en")
    _RUN[:] = [run]
    for name, path in (("nothing", run.empty), ("neighbours", run.neighbours)):
        warehouse = Warehouse.open(path, read_only=True)
        _OPEN[name] = stack.enter_context(warehouse) if stack else warehouse


def result(number: int) -> Result:
    """One mutant, made, read and judged."""
    run = _RUN[0]
    random = Random(f"{run.seed}:{number}")
    source, book = mutant(run, random)
    way, beside = random.choice(WAYS), random.choice(("nothing", "nothing", "nothing", "neighbours"))
    data, file = written(book), book.name + book.suffix
    found = verdict(seen(_OPEN[beside], data, file, way, book.extract), book)
    kinds = tuple(book.history)
    return Result(number, kinds, source, way, beside, found.word, found.why[:2000], file, data, found.silently_wrong)


def mutant(run: Run, random: Random) -> tuple[str, Book]:
    """A good file with one or two changes; what only a question can settle is changed in that way alone."""
    for _try in range(MOST_TRIES):
        invented = not run.books or random.random() < INVENTED
        good = good_file(random) if invented else random.choice(run.books)
        first = changed(good, random.choice(list(KINDS)), random)
        if first is None:
            continue
        more = random.random() < 0.5 and not (first.asks or first.closed)
        second = changed(first, random.choice(list(KINDS)), random) if more else None
        alone = second is None or second.asks or second.history[0] == second.history[1]
        return ("invented" if invented else good.name), first if second is None or alone else second
    raise LookupError("No kind of change fits any of the files")


@dataclass(frozen=True)
class Untouched:
    """What `check` says of a file of the demo as it is."""

    file: str
    way: str
    status: str
    why: str


def untouched(run: Run, files: Sequence[DemoFile], processes: int = 1) -> Iterator[Untouched]:
    """Every file of the demo as a whole, as what it is taken for and as what it is; each has to be loaded."""
    tasks = [
        (file.path, file.extract, way)
        for file in files
        for way in ("auto", "named")
        if not (file.mapping and way == "named")
    ]
    if processes == 1:
        with ExitStack() as stack:
            begin(run, stack)
            yield from map(_checked, tasks)
            return
    with get_context("spawn").Pool(processes, begin, (run,)) as pool:
        yield from pool.imap_unordered(_checked, tasks, chunksize=2)


def _checked(task: tuple[Path, str, str]) -> Untouched:
    path, extract, way = task
    report = checked(_OPEN["nothing"], path, extract if way == "named" else None)
    stopped = report.status in ("waiting", "refused")
    right = not stopped and report.extract == extract and report.accepted > 0 and not report.rejected
    word = "loaded" if right else report.status if stopped else "not right"
    why = "" if right else f"{report.extract}, {report.rejected} rows set aside: {report.error}"
    return Untouched(path.name, way, word, why)
