"""`python -m tools.mutants [--seed 1] [--n 2000]`: mutants of good files; exits 1 where one is read wrongly in silence.

Every number is another mutant, the same for the same seed: `--only 17` makes one again and says what became of it. What
goes wrong is said as it is found; at the end its smallest examples are written to a folder, the reason beside each.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from duibiao.demo import DemoFile, generate
from tools.mutants.run import Result, Untouched, prepared, results, untouched

WORDS = ("right", "set aside", "asked", "refused")
PROCESSES = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the table, keep the examples."""
    asked = _asked(arguments)
    with TemporaryDirectory() as folder:
        files = generate(Path(folder) / "demo").files
        return _run(asked, files, Path(folder))


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--n", type=int, default=2000, help="how many mutants")
    parser.add_argument("--first", type=int, default=0, help="the number of the first of them")
    parser.add_argument("--only", type=int, nargs="+", help="single mutants by number: kept and told whatever they are")
    parser.add_argument("--sources", type=int, help="with so many files of the demo only")
    parser.add_argument("--folder", type=Path, default=Path("build") / "mutants", help="where examples are kept")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    return parser.parse_args(arguments)


def _run(asked: argparse.Namespace, files: Sequence[DemoFile], folder: Path) -> int:
    run = prepared(folder, files, asked.seed, asked.sources)
    numbers = asked.only or range(asked.first, asked.first + asked.n)
    found = list(_told(results(run, numbers, asked.processes), asked.folder if asked.only else None))
    whole = [] if asked.only or asked.sources else list(untouched(run, files, asked.processes))
    sys.stdout.write("\n".join((*table(found), *untouched_lines(whole))) + "\n")
    if not asked.only:
        keep(found, asked.folder)
    wrong = any(each.silently_wrong for each in found) or any(each.status != "loaded" for each in whole)
    return 1 if wrong else 0


def _told(found: Iterable[Result], folder: Path | None) -> Iterator[Result]:
    """Says what is wrong or needless at once, for long runs; where a folder is given, says of all, and writes them."""
    for each in found:
        if folder or each.silently_wrong or each.needless:
            sys.stdout.write(f"{told(each)}\n")
            sys.stdout.flush()
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{each.number}{Path(each.file).suffix}").write_bytes(each.data)
        yield each


def told(one: Result) -> str:
    """A mutant and the word on it, with the reason on the lines below."""
    word = one.word.upper() if one.silently_wrong else one.word
    head = f"{one.number} {'+'.join(one.kinds)}: {one.source} as {one.file}, {one.way}, beside {one.beside}: {word}"
    return "\n    ".join((head, *one.why.splitlines()))


def table(found: Sequence[Result]) -> list[str]:
    """By kind: how many were right, set aside, asked, refused, silently wrong; one of two kinds counts in both rows."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in found:
        for name in (*each.kinds, "(all)"):
            counts[name][each.word if not each.silently_wrong else "WRONG"] += 1
            counts[name]["needless"] += each.needless
    heads = (*WORDS, "WRONG", "needless")
    lines = [f"{'kind':<44}" + "".join(f"{head:>11}" for head in heads)]
    rows = (f"{name:<44}" + "".join(f"{counts[name][head]:>11}" for head in heads) for name in sorted(counts))
    return [*lines, *rows]


def untouched_lines(whole: Sequence[Untouched]) -> list[str]:
    """How many files of the demo, as they are, are loaded unasked, by way; those that are not by name."""
    ways = Counter((each.way, each.status) for each in whole)
    lines = [f"untouched, {way}: {status} {n}" for (way, status), n in sorted(ways.items())]
    return [
        *lines,
        *(f"  {each.file} ({each.way}): {each.status}, {each.why}" for each in whole if each.status != "loaded"),
    ]


def keep(found: Iterable[Result], folder: Path) -> None:
    """The smallest example of each way to go wrong, by its kinds; what an earlier run kept is taken away."""
    for old in folder.glob("*") if folder.exists() else ():
        old.unlink()
    smallest: dict[tuple[str, tuple[str, ...]], Result] = {}
    for each in sorted((each for each in found if each.silently_wrong), key=lambda each: len(each.data)):
        smallest.setdefault((each.word, each.kinds), each)
    for each in smallest.values():
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{each.word.replace(' ', '_')}-{'+'.join(each.kinds)}-{each.number}"
        (folder / f"{name}{Path(each.file).suffix}").write_bytes(each.data)
        text = f"{each.source} as {each.file}, {each.way}, beside {each.beside}\n{each.word}: {each.why}\n"
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
