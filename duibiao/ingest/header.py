"""Finding the header: which rows name the columns, and which column of ours each names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, chain

from duibiao.ingest import currency, units
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.sheet import Sheet
from duibiao.ingest.traditional import simplified
from duibiao.schema.extract import Extract
from duibiao.schema.personal import PERSONAL_HEADERS

MOST_HEADER_ROWS = 3
NEARLY = 0.75
"""The share of the names of the fullest header that one above it must have to be the header of a table of its own."""

_DATUM = re.compile(
    r"[(（-]?[£$€¥]?\s?\d[\d,]*\.\d+\D{0,2}$|[£$€¥(-]?\d{1,3}(,\d{3})+\D?$"
    r"|\d{5,}$|\d{1,4}[-/.]\w{1,3}[-/.]\d{1,4}"
)
"""An amount, a code or a day: what stands in rows and not in headers."""

_REMARK_IN_HEADER = re.compile(r"[((\[【][^))\]】]*[))\]】]")


_NUMBER_IN_FRONT = re.compile(
    r"^\s*(?:(?:\(\d{1,2}\)\s*|\d{1,2}[.、):]\s*)(?!月(?!份)|季|日(?!期))"
    r"|1?\d\s+(?!月|季|年(?![初末度])|日(?!期))|\d{1,2}\s+(?!月|季|年|日))(?=[^\W\d])"
    r"(?!级|級|类|類|期|号|號|至|到|st\b|nd\b|rd\b|th\b|quarter|month|year|day|week|half)",
    re.IGNORECASE,
)
"""The number of a column as some print it before its name; what counts months or years is none.

With a mark behind it, or below 20 before 年初 and 年度, it does not count: 1.年度, 12 年初预算数.
"""

_LETTER = re.compile(r"[^\W\d_]")
_MARKS = "_*·:'\"./()£$€¥-"

_CIRCLED = "".join(chr(code) for code in range(0x2460, 0x2474))


@lru_cache(maxsize=20_000)
def plain(header: str) -> str:
    """A header without what spellings differ in: width, case, white space, marks, remarks in brackets.

    Nor has it a number in front, as in 8 Amount, the currency of its amounts, or traditional characters.
    """
    text = _NUMBER_IN_FRONT.sub("", unicodedata.normalize("NFKC", header.lstrip(_CIRCLED)))
    text = _REMARK_IN_HEADER.sub("", text) or text
    return _bare(currency.without(text) if _LETTER.search(text) else text)


def plain_text(text: str) -> str:
    """A longer text in which plain headers can be looked for: nothing but marks and spellings is taken out."""
    return _bare(unicodedata.normalize("NFKC", text))


def _bare(text: str) -> str:
    text = "".join(text.split())
    for mark in _MARKS:
        text = text.replace(mark, "")
    return simplified(text).casefold()


@lru_cache(maxsize=20_000)
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
    if rows[1] > len(sheet.top):
        top = [[(cell or "").strip() for cell in row] for row in sheet.cells.head(rows[1]).iter_rows()]
        first, last = rows[0] - 1, min(rows[1], len(top)) - 1
        return Header(first, last, _joined(top[first : last + 1]), _texts(top[:first]))
    return _in_rows(sheet, rows[0] - 1, rows[1] - 1)


def possible_headers(sheet: Sheet) -> Iterator[Header]:
    """Every run of rows near the top that could be a header, for those who know its names."""
    filled = [i for i, row in enumerate(sheet.top) if sum(bool(cell) for cell in row) > 1]
    for first, last in _blocks(filled, len(sheet.top)):
        yield _in_rows(sheet, first, last)


def find_header(sheet: Sheet, wanted: frozenset[str]) -> tuple[Header, int]:
    """The rows near the top that name most of the `wanted` (plain) headers, and how many they name.

    Of two that stand under each other the upper one, where it is the header of a table of its own: see `tables`.
    """
    spelled = _spelled(sheet)
    naming = sorted({row for name in wanted & spelled.keys() for row in spelled[name]})
    found: list[tuple[int, Header]] = []
    for first, last in _blocks(naming, len(sheet.top)):
        if first == last or not any(_is_data(sheet, i) for i in range(first, last + 1)):
            header = _in_rows(sheet, first, last)
            found.append((len({header.index[name] for name in wanted & header.index.keys()}), header))
    if not found:
        return Header(0, 0, ()), 0
    most = max(named for named, _header in found)
    best = next(header for named, header in found if named == most)
    named, upper = _upper_table(found, most, best, sheet)
    return _with_rows_below(upper, sheet, wanted), named


def _upper_table(found: list[tuple[int, Header]], most: int, best: Header, sheet: Sheet) -> tuple[int, Header]:
    """The header of the first of several tables under each other: it has data below and names nearly as much."""
    above = [
        (named, header)
        for named, header in found
        if header.last < best.first
        and named >= max(2, NEARLY * most)
        and any(_is_data(sheet, i) for i in range(header.last + 1, best.first))
    ]
    if not above:
        return most, best
    end = min(header.last for _named, header in above)
    return max((each for each in above if each[1].last == end), key=lambda each: (each[0], each[1].first))


def _is_data(sheet: Sheet, i: int) -> bool:
    """Whether a row has an amount or a day in it, as rows below a header have."""
    if ("data", i) not in sheet.known:
        sheet.known["data", i] = any(_DATUM.match(cell) for cell in sheet.top[i] if cell)
    return bool(sheet.known["data", i])


def _spelled(sheet: Sheet) -> dict[str, set[int]]:
    """In which of the top rows each (plain) text stands."""
    if "spelled" not in sheet.known:
        rows: dict[str, set[int]] = {}
        for i, row in enumerate(sheet.top):
            for cell in filter(None, row):
                rows.setdefault(plain(cell), set()).add(i)
        sheet.known["spelled"] = rows
    found: dict[str, set[int]] = sheet.known["spelled"]
    return found


def _in_rows(sheet: Sheet, first: int, last: int) -> Header:
    """The header in those rows (from 0); each is put together once."""
    if (first, last) not in sheet.known:
        top = sheet.top
        sheet.known[first, last] = Header(first, last, _joined(top[first : last + 1]), _texts_above(sheet, first))
    header: Header = sheet.known[first, last]
    return header


def _texts_above(sheet: Sheet, row: int) -> tuple[str, ...]:
    """The texts of all rows above one of the top rows; laid in a line once, for any row is asked about."""
    if "texts" not in sheet.known:
        rows = [[cell for cell in cells if cell] for cells in sheet.top]
        sheet.known["texts"] = list(chain.from_iterable(rows)), [0, *accumulate(map(len, rows))]
    texts, ends = sheet.known["texts"]
    return tuple(texts[: ends[row]])


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


def _with_rows_below(header: Header, sheet: Sheet, wanted: frozenset[str]) -> Header:
    """Further header rows: under the columns that are named already they are empty, or divide a group of columns."""
    top, last = sheet.top, header.last
    named = [i for i, name in enumerate(header.names) if plain(name) in wanted]
    while last + 1 < len(top) and last - header.first + 1 < MOST_HEADER_ROWS:
        row = top[last + 1]
        if not named or not any(row) or _is_data(sheet, last + 1):
            break
        if any(row[i] and not _is_group(top[last], i) for i in named):
            break
        last += 1
    return header if last == header.last else _in_rows(sheet, header.first, last)


def _is_group(row: list[str], i: int) -> bool:
    """Whether a cell of a header stands over several columns: it is merged, so that the next one is empty."""
    return bool(row[i]) and i + 1 < len(row) and not row[i + 1]


@lru_cache(maxsize=200)
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
