"""Finding the header: which rows name the columns, and which column of ours each names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from duibiao.ingest import units
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.traditional import simplified
from duibiao.schema.extract import Extract
from duibiao.schema.personal import PERSONAL_HEADERS

SEARCHED_ROWS = 200
MOST_HEADER_ROWS = 3

_REMARK_IN_HEADER = re.compile(r"[((\[【][^))\]】]*[))\]】]")


@lru_cache(maxsize=20_000)
def plain(header: str) -> str:
    """A header without what spellings differ in: width, case, white space, marks, brackets, traditional characters."""
    text = unicodedata.normalize("NFKC", header)
    text = _REMARK_IN_HEADER.sub("", text) or text
    return re.sub(r"[\s_*·:'\"./()£$€¥-]", "", simplified(text)).casefold()


def is_personal(header: str) -> bool:
    """Whether the column holds personal data and must not be loaded."""
    return any(plain(word) in plain(header) for word in PERSONAL_HEADERS)


@dataclass(frozen=True)
class Header:
    """The rows that name the columns.

    `names` has the name of each column of the sheet, rows of a merged header joined with `/`; `first` and `last` are
    row indices (−1 for a file with no header); `titles` are the texts above, `footers` lone texts at the end.
    """

    first: int
    last: int
    names: tuple[str, ...]
    titles: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()

    @cached_property
    def levels(self) -> tuple[dict[str, int], ...]:
        """Where each (plain) header stands: by its whole name, by the lowest row of a joined one, by the highest."""
        spelled = [(plain(name), *_ends(name)) if name else () for name in self.names]
        found: tuple[dict[str, int], ...] = tuple({} for _ in range(MOST_HEADER_ROWS))
        for level, places in enumerate(found):
            for i, spellings in enumerate(spelled):
                if level < len(spellings):
                    places.setdefault(spellings[level], i)
        return found

    @cached_property
    def index(self) -> dict[str, int]:
        """Where each (plain) header stands, whole names first."""
        whole, lowest, highest = self.levels
        return {**highest, **lowest, **whole}

    @cached_property
    def unit(self) -> int | None:
        """The yuan of the unit named above or below the table."""
        return units.in_titles((*self.titles, *self.footers))

    def position(self, header: str) -> int | None:
        """Where the column called `header` stands."""
        return self.index.get(plain(header))


def no_header(sheet: Sheet) -> Header:
    """The header of a file that has none: columns are numbered from 1."""
    return Header(-1, -1, tuple(str(i + 1) for i in range(sheet.cells.width)))


def header_at(sheet: Sheet, rows: tuple[int, int]) -> Header:
    """The header in those rows (from 1)."""
    top = [[(cell or "").strip() for cell in row] for row in sheet.cells.head(rows[1]).iter_rows()]
    first, last = rows[0] - 1, min(rows[1], len(top)) - 1
    return Header(first, last, _joined(top[first : last + 1]), _texts(top[:first]))


def possible_headers(sheet: Sheet) -> Iterator[Header]:
    """Every run of rows near the top that could be a header, for those who know its names."""
    top = [[(cell or "").strip() for cell in row] for row in sheet.cells.head(SEARCHED_ROWS).iter_rows()]
    filled = [i for i, row in enumerate(top) if sum(bool(cell) for cell in row) > 1]
    for first, last in _blocks(filled, len(top)):
        yield Header(first, last, _joined(top[first : last + 1]), _texts(top[:first]))


def find_header(sheet: Sheet, wanted: frozenset[str]) -> tuple[Header, int]:
    """The rows near the top that name most of the `wanted` (plain) headers, and how many they name."""
    top = [[(cell or "").strip() for cell in row] for row in sheet.cells.head(SEARCHED_ROWS).iter_rows()]
    naming = [i for i, row in enumerate(top) if any(plain(cell) in wanted for cell in row if cell)]
    best, most = Header(0, 0, ()), 0
    for first, last in _blocks(naming, len(top)):
        header = Header(first, last, _joined(top[first : last + 1]), _texts(top[:first]))
        named = len({header.index[name] for name in wanted & header.index.keys()})
        if named > most:
            best, most = header, named
    return _with_rows_below(best, top, wanted), most


def _blocks(naming: list[int], height: int) -> list[tuple[int, int]]:
    """Runs of rows that could be a header, single rows first, so that a longer one must name more to win."""
    runs = {
        (first, first + rows)
        for rows in range(MOST_HEADER_ROWS)
        for i in naming
        for first in range(max(0, i - rows), i + 1)
        if first + rows < height
    }
    return sorted(runs, key=lambda run: (run[1] - run[0], run[0]))


def _with_rows_below(header: Header, top: list[list[str]], wanted: frozenset[str]) -> Header:
    """Further header rows: they are empty under the columns that are named already, and have names elsewhere."""
    named = [i for i, name in enumerate(header.names) if plain(name) in wanted]
    last = header.last
    while last + 1 < len(top) and last - header.first + 1 < MOST_HEADER_ROWS:
        row = top[last + 1]
        if not named or not any(row) or any(row[i] for i in named):
            break
        last += 1
    return Header(header.first, last, _joined(top[header.first : last + 1]), header.titles)


def wanted_headers(extract: Extract, mapping: Mapping | None) -> frozenset[str]:
    """The (plain) headers that a file of the extract may have."""
    own = [header for column in extract.columns for header in column.headers]
    if mapping is None:
        return frozenset(plain(header) for header in own)
    return frozenset(plain(header) for header in (*mapping.sources, *(own if mapping.aliases else ())))


def _joined(rows: list[list[str]]) -> tuple[str, ...]:
    """The names of the columns; a cell merged to the right gives its name to those below it."""
    filled = [_filled_right(row, rows[i + 1 :]) for i, row in enumerate(rows)]
    columns = zip(*filled, strict=True)
    return tuple("/".join(dict.fromkeys(part for part in parts if part)) for parts in columns)


def _filled_right(row: list[str], below: list[list[str]]) -> list[str]:
    """An empty cell with a name below it belongs to the merged cell on its left."""
    out: list[str] = []
    for i, cell in enumerate(row):
        merged = not cell and out and out[-1] and any(each[i] for each in below) and any(each[i - 1] for each in below)
        out.append(out[-1] if merged else cell)
    return out


def _ends(name: str) -> tuple[str, ...]:
    parts = name.split("/")
    return (plain(parts[-1]), plain(parts[0])) if len(parts) > 1 else ()


def _texts(rows: list[list[str]]) -> tuple[str, ...]:
    return tuple(cell for row in rows for cell in row if cell)


def positions(header: Header, extract: Extract, mapping: Mapping | None) -> dict[str, int]:
    """Which column of the sheet each column of the extract is, by the header aliases; labels win over aliases.

    What stands above a merged header counts last: 工作量 over 核定工作量 and 实际工作量 is neither of the two.
    """
    if mapping and not mapping.aliases:
        return {}
    ruled = {*dict(mapping.columns), *dict(mapping.constants)} if mapping else set()
    taken = {header.position(source) for source in mapping.sources} if mapping else set()
    taken |= {i for i, name in enumerate(header.names) if is_personal(name)}
    found: dict[str, int] = {}
    for places in header.levels:
        for rank in range(max(len(column.headers) for column in extract.columns)):
            for column in extract.columns:
                i = places.get(plain(column.headers[rank])) if rank < len(column.headers) else None
                if i is not None and i not in taken and column.name not in found and column.name not in ruled:
                    found[column.name] = i
                    taken.add(i)
    return found
