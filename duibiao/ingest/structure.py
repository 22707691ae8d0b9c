"""Rows that are the sum of other rows, found by arithmetic, whatever they are called: 类 over 款, a unit over projects.

Each row is held against the rows that follow it and those that precede it, level by level, in exact yuan in all money
columns at once. It is a sum where it is coarser than its parts, too: it leaves empty what they fill in, or its code
begins theirs; or where it says 小计. A row that only adds up may do so by chance, and is a question.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from duibiao.ingest.convert import Plan
from duibiao.schema.column import Kind

LEAST_PARTS = 2
"""A row that equals one other row is its sum only where its code or a word say so, too."""
MOST_ROWS = 200_000
MOST_GAPS = 200
"""Rows without anything of their own that are looked at one by one."""

_ENDING = r"(?i)(?:[合小总總]\s*[计計]|汇\s*总|subtotal|total)[\s\x{3000}:\x{ff1a}]*$"
_OF_WHICH = r"^[\s\x{3000}]*其\s*中[\s\x{3000}:\x{ff1a}、]?"

_APART = 10**18
"""More cents than any sum of a column: the amounts of a row in all columns are then one whole number that adds up."""

Keys = tuple[str | None, ...]
Accepts = Callable[[int, Sequence[int]], bool]


@dataclass(frozen=True)
class Sum:
    """A row that is the sum of others: its place, and the places of its parts (from 0, in the body)."""

    row: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """What was found of each row (Boolean series over the rows), and the parts of all sums.

    `is_sum` stands for its parts; `is_doubtful` adds up, and nothing else says that it is a sum; `is_said` calls
    itself a subtotal and names nothing, though it does not add up; `is_of_which` is 其中, a part of a row that stays.
    """

    is_sum: pl.Series
    is_doubtful: pl.Series
    is_said: pl.Series
    is_of_which: pl.Series
    sums: tuple[Sum, ...] = ()


def found(rows: pl.DataFrame, plan: Plan, is_total: pl.Series, unread: pl.DataFrame, own: pl.Series) -> Found:
    """The sums among the converted `rows`; those that `is_total` knows already take no part.

    `unread` marks by column the cells with an amount that cannot be read: sums are looked for in the columns without
    any. `own` are the rows that only have the name of a total.
    """
    nothing = _flags(rows.height, set())
    money = [name for name in plan.factors if name in rows.columns]
    money = [name for name in money if not unread[name].any()] or money
    if not money or not 1 < rows.height <= MOST_ROWS or plan.wide:
        return Found(nothing, nothing, nothing, nothing)
    if plan.extract.dated_by and not _saying(rows, plan, rf"{_ENDING}|{_OF_WHICH}"):
        return Found(nothing, nothing, nothing, nothing)  # each line is one: only a word makes it a sum
    table = _Table.of(rows, plan, money, own)
    places = [i for i, total in enumerate(is_total) if not total]
    certain = _sums(places, table.amounts, table.is_coarser)
    if any(table.is_gap(each) for each in certain):  # then a sum of one row is one, too
        certain = _sums(places, table.amounts, table.is_coarser_than_one)
    sums = {each.row for each in certain}
    leaves = [i for i in places if i not in sums]
    chance = [*_sums(leaves, table.amounts, table.adds_up), *_sums_with_gaps(rows, unread[money], leaves, table, plan)]
    parts = {part for each in certain for part in each.parts}
    return Found(
        is_sum=_flags(rows.height, sums),
        is_doubtful=_flags(rows.height, {each.row for each in chance}),
        is_said=_flags(rows.height, table.said & set(leaves) - {i for i in leaves if table.names(i)}),
        is_of_which=_flags(rows.height, table.of_which - parts - sums),
        sums=(*certain, *chance),
    )


def is_said(rows: pl.DataFrame, plan: Plan) -> pl.Series:
    """Rows that call themselves a sum in any of their texts."""
    return _flags(rows.height, _saying(rows, plan, _ENDING))


def _flags(height: int, places: set[int]) -> pl.Series:
    return pl.Series("found", [i in places for i in range(height)], dtype=pl.Boolean)


@dataclass(frozen=True)
class _Table:
    """The rows as the search wants them: exact amounts, what tells each row apart, and which say that they are sums."""

    amounts: list[int]
    keys: list[Keys]
    coded: tuple[bool, ...]
    finer: tuple[int, ...]
    said: set[int]
    of_which: set[int]

    @classmethod
    def of(cls, rows: pl.DataFrame, plan: Plan, money: list[str], own: pl.Series) -> "_Table":
        names = _key_columns(rows, plan)
        cents = rows.select((pl.col(money).cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64).fill_null(0))
        keys: list[Keys] = [()] * rows.height
        if names:
            keys = list(rows.select(pl.col(name).cast(pl.String) for name in names).iter_rows())
        kinds = [plan.extract.column(name).kind for name in names]
        whose = {"org_code", "org_name", plan.extract.organisation, *plan.extract.period, "version"}
        return cls(
            amounts=[_packed(row) for row in cents.iter_rows()],
            keys=keys,
            coded=tuple(kind is Kind.CODE for kind in kinds),
            finer=tuple(i for i, name in enumerate(names) if name not in whose),
            said=_saying(rows, plan, _ENDING) - set(own.arg_true()),
            of_which=_saying(rows, plan, _OF_WHICH),
        )

    def names(self, row: int) -> bool:
        """Whether the row tells anything of its own below its organisation and period."""
        return any(self.keys[row][i] for i in self.finer)

    def is_coarser(self, row: int, parts: Sequence[int]) -> bool:
        """Whether the row is the sum of its parts by more than arithmetic."""
        if row in self.said:
            return True
        nested = [self._nests(self.keys[row], self.keys[part]) for part in parts]
        return all(nested) and (len(parts) >= LEAST_PARTS or "code" in nested)

    def is_coarser_than_one(self, row: int, parts: Sequence[int]) -> bool:
        """The same, where other rows of the table are sums that leave empty what their parts fill in."""
        return self.is_coarser(row, parts) or self._is_gap(row, parts)

    def is_gap(self, found: Sum) -> bool:
        """Whether a sum is told by what it leaves empty."""
        return found.row not in self.said and self._is_gap(found.row, found.parts)

    def _is_gap(self, row: int, parts: Sequence[int]) -> bool:
        return all(self._nests(self.keys[row], self.keys[part]) == "gap" for part in parts)

    def adds_up(self, row: int, parts: Sequence[int]) -> bool:
        """Whether arithmetic alone says something: several columns at once, and amounts that are not all alike.

        A row that leaves empty what the one beside it fills in, and has its amounts, may be the sum of that alone.
        """
        if self._is_gap(row, parts):
            return True
        different = set(_unpacked(self.amounts[row])) - {0}
        return len(different) >= LEAST_PARTS and len(parts) >= LEAST_PARTS

    def _nests(self, upper: Keys, part: Keys) -> str:
        """How a part is finer than the row above it: `gap` or `code`; '' where it is not."""
        how = ""
        for above, below, is_code in zip(upper, part, self.coded, strict=True):
            if above is None or above == below:
                how = how or ("gap" if above is None and below is not None else "")
            elif below is not None and is_code and below.startswith(above):
                how = "code"
            else:
                return ""
        return how


def _key_columns(rows: pl.DataFrame, plan: Plan) -> list[str]:
    """What tells rows apart; of a list of payments nothing, since each line is one."""
    extract = plan.extract
    if extract.dated_by:
        return []
    names = [name for name in ("org_code", *extract.key) if name in rows.columns]
    spoken = [f"{name.removesuffix('_code')}_name" for name in extract.key if name.endswith("_code")]
    lacking = [name for name in spoken if name in rows.columns and name.replace("_name", "_code") not in rows.columns]
    return list(dict.fromkeys([*names, *lacking]))


def _saying(rows: pl.DataFrame, plan: Plan, pattern: str) -> set[int]:
    """The rows with a text of the table that the pattern finds."""
    texts = [name for name in plan.sources if name in rows.columns and rows.schema[name] == pl.String]
    said = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).str.contains(pattern) for name in texts))
    return set(rows.select(said.fill_null(value=False).alias("said"))["said"].arg_true())


def _sums(places: list[int], amounts: list[int], accepts: Accepts) -> list[Sum]:
    """Sums whose parts follow them, then sums whose parts precede; what is a part already is in its sum."""
    following = _sums_in_order(places[::-1], amounts, accepts)
    parts = {part for each in following for part in each.parts}
    return [*following, *_sums_in_order([i for i in places if i not in parts], amounts, accepts, known=following)]


def _sums_in_order(order: list[int], amounts: list[int], accepts: Accepts, known: Sequence[Sum] = ()) -> list[Sum]:
    """The rows that are sums of those just before them in `order`, level by level.

    A stack holds the rows that are no part of a sum yet, each with the sum of all up to it; a row is the sum of the
    topmost rows down to the place where that sum is less by its own amounts. `known` sums are not found again.
    """
    taken = {each.row for each in known}
    stack: list[int] = []
    running = [0]
    depths: dict[int, list[int]] = {0: [0]}
    sums: list[Sum] = []
    for row in order:
        own = amounts[row]
        before = depths.get(running[-1] - own) if own and row not in taken else None
        depth = before[-1] if before else -1
        if depth >= 0 and accepts(row, stack[depth:]):
            sums.append(Sum(row, tuple(stack[depth:])))
            for end in running[depth + 1 :]:
                depths[end].pop()
            del stack[depth:], running[depth + 1 :]
        stack.append(row)
        running.append(running[-1] + own)
        depths.setdefault(running[-1], []).append(len(stack))
    return sums


def _sums_with_gaps(
    rows: pl.DataFrame, unread: pl.DataFrame, leaves: list[int], table: _Table, plan: Plan
) -> Iterator[Sum]:
    """Rows that tell nothing of their own and are, in the amounts that they have, the sum of those that do.

    One cell that is empty, rounded or cannot be read keeps a row from adding up in all columns; it is then asked about.
    """
    if plan.extract.dated_by or not table.finer:
        return
    own = [i for i in leaves if table.names(i)]
    if len(own) < LEAST_PARTS or len(own) < len(leaves) / 2:
        return
    gaps = [i for i in leaves if not table.names(i)]
    for i in gaps[:MOST_GAPS]:
        told = [name for name, amount in zip(unread.columns, rows[i, unread.columns].row(0), strict=True) if amount]
        runs = ([k for k in own if k > i], [k for k in reversed(own) if k < i], own)
        found = (
            next((n for run in runs if (n := _run_length(rows, i, run, unread[told], plan))), None) if told else None
        )
        if found is not None:
            yield Sum(i, tuple(found))


def _run_length(rows: pl.DataFrame, i: int, run: list[int], unread: pl.DataFrame, plan: Plan) -> list[int]:
    """The first rows of a run that add up to row `i` in the columns of `unread`, as far as these can be read."""
    if len(run) < LEAST_PARTS:
        return []
    told = unread.columns
    running = rows[run].select(pl.col(told).cast(pl.Decimal(38, 2)).fill_null(0).cum_sum())
    unknown = unread[run].select(pl.all().cum_max().name.suffix("__unread"))
    near = [
        ((pl.col(name) - rows[i, name]).abs() <= Decimal(plan.factors[name]) / 100) | pl.col(f"{name}__unread")
        for name in told
    ]
    places = (
        pl.concat([running, unknown], how="horizontal")
        .select(pl.all_horizontal(near).alias("near"))["near"]
        .arg_true()
        .to_list()
    )
    lengths = [place + 1 for place in places if place + 1 >= LEAST_PARTS]
    return run[: lengths[0]] if lengths else []


def _packed(cents: Sequence[int]) -> int:
    packed = 0
    for each in cents:
        packed = packed * _APART + each
    return packed


def _unpacked(packed: int) -> list[int]:
    """The amounts again, in the reverse order; each is the nearest to zero that fits."""
    amounts = []
    while packed:
        low = (packed + _APART // 2) % _APART - _APART // 2
        amounts.append(low)
        packed = (packed - low) // _APART
    return amounts
