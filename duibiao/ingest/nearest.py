"""What a refusal names: the column or sheet of the file that is nearest to the one looked for, and what to do."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from duibiao.errors import RefusedFileError
from duibiao.ingest.header import plain
from duibiao.ingest.sheet import Sheet
from duibiao.language import _
from duibiao.schema.column import Column
from duibiao.schema.extract import Extract

NEAR = 30.0
"""Names that share less are not called near: 备注 is not near to 累计支付数."""

SEARCHED_ROWS = 20
_LETTERS = 26


def nearest_columns(wanted: Sequence[Column], header: Sequence[str], taken: Iterable[int] = ()) -> str:
    """For each column that the file lacks, the free one whose name is nearest, and the next step; empty where none is.

    `header` has the names of the columns of the file, `taken` the places (from 0) of those that are something else.
    """
    used = set(taken)
    free = {i: name for i, name in enumerate(header) if name and i not in used}
    said = [_nearest(column, free) for column in wanted]
    if not any(said):
        return ""
    step = _("rename it in the file, or choose it under “Loaded as” on the upload page")
    return f"{'; '.join(filter(None, said))}: {step}."


def nearest_in_rows(extract: Extract, sheets: Sequence[Sheet]) -> str:
    """The same for a file of which no row names a column: of the row near the top that is nearest."""
    rows = [row for sheet in sheets for row in sheet.cells.head(SEARCHED_ROWS).iter_rows()]
    named = [[(cell or "").strip() for cell in row] for row in rows if sum(bool(cell) for cell in row) > 1]
    texts = [nearest_columns(extract.required, row) for row in named]
    return max(texts, key=lambda text: text.count("“"), default="")


def called(sheets: list[Sheet], name: str) -> list[Sheet]:
    """The sheet of that name; raises RefusedFileError with the nearest name where there is none."""
    found = [sheet for sheet in sheets if sheet.name == name]
    if found:
        return found
    names = [sheet.name for sheet in sheets if sheet.name]
    near = process.extractOne(name, names, scorer=fuzz.ratio)
    raise RefusedFileError(
        _("The file has no sheet called {pattern}").format(pattern=name),
        _("Nearest is {near}; its sheets: {names}.").format(near=near[0], names="、".join(names))
        if near
        else _("It is no workbook of several sheets: leave out --sheet."),
    )


def _nearest(column: Column, free: dict[int, str]) -> str:
    scores = {i: _likeness(column, name) for i, name in free.items()}
    best = max(scores, key=scores.__getitem__, default=None)
    if best is None or scores[best] < NEAR:
        return ""
    return _("“{header}” (column {place}) is nearest to {column}").format(
        header=free[best], place=_letters(best), column=column.label
    )


def _likeness(column: Column, name: str) -> float:
    """How many characters the names share, in their order; 0 to 100."""
    parts = (plain(name), plain(name.rpartition("/")[2]))
    return max(fuzz.ratio(part, plain(spelling)) for part in parts for spelling in column.headers)


def _letters(place: int) -> str:
    more, last = divmod(place, _LETTERS)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)
