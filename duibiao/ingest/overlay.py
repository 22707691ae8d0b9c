"""What a sheet is, beyond what its parser tells: texts put over cells, rows and columns that are hidden."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import polars as pl

from duibiao.ingest.findings import address
from duibiao.ingest.note import MOST_NAMED, Note, note
from duibiao.ingest.package import MOST_ADDED_ROWS, MOST_COLUMNS, NOT_CALCULATED, NamedCell, Package, too_wide
from duibiao.ingest.sheet import Merged, Sheet, column_names
from duibiao.ingest.shown import Shown


def named_cells(sheet: Sheet, package: Package) -> Sheet:
    """The sheet with the texts that people see: what number formats make of numbers, errors, formulas without a value.

    A fact says where the first errors and formulas without a value are, and how many cells have a text of their own.
    """
    found, shown = package.named.get(sheet.name, ()), package.shown.get(sheet.name, Shown())
    facts = (*_links_facts(package.links), *_cell_facts(found), *_shown_facts(shown))
    if sheet.cells.width > MOST_COLUMNS:
        raise too_wide(sheet.name, sheet.cells.width)
    sheet = replace(
        sheet,
        facts=(*sheet.facts, *facts),
        hidden_rows=frozenset(shown.hidden_rows),
        hidden_columns=frozenset(shown.hidden_columns),
        scaled=frozenset(shown.scaled),
        from_1904=package.from_1904,
    )
    if not found and not shown:
        return sheet
    from_a = _from_column_a(sheet.cells, *package.columns[sheet.name])
    moved = partial(_moved, sheet.merged, from_a.width - sheet.cells.width)
    return replace(sheet, cells=_overlaid(from_a, found, shown), merged=moved)


def _links_facts(links: tuple[str, ...]) -> Iterator[Note]:
    if links:
        yield note("links", n=len(links), names=links[: MOST_NAMED + 1])


def _cell_facts(found: tuple[NamedCell, ...]) -> Iterator[Note]:
    unknown = [cell for cell in found if cell.text.startswith(NOT_CALCULATED)]
    errors = [cell for cell in found if not cell.text.startswith(NOT_CALCULATED)]
    if unknown:
        yield note("not_calculated", n=len(unknown), cells=_addresses(unknown))
    if errors:
        kinds = tuple(dict.fromkeys(cell.text for cell in errors))
        yield note("errors", n=len(errors), kinds=kinds[: MOST_NAMED + 1], cells=_addresses(errors))


def _addresses(cells: list[NamedCell]) -> list[str]:
    """Where the first of the cells are: one more than a sentence lists, so that it can say that there are more."""
    return [address(f"c{cell.column}", cell.row + 1) for cell in cells[: MOST_NAMED + 1]]


def _shown_facts(shown: Shown) -> Iterator[Note]:
    n = sum(len(set(rows)) for rows, _texts in shown.texts.values())
    if n:
        yield note("shown", n=n)


def _from_column_a(cells: pl.DataFrame, first: int, columns: int) -> pl.DataFrame:
    """The parser leaves out empty columns on the left; here they are put back, so that addresses are true."""
    if not 0 < first < columns or cells.width != columns - first:
        return cells
    moved = cells.rename({f"c{i}": f"c{i + first}" for i in reversed(range(cells.width))})
    return moved.select(
        *(pl.lit(None, dtype=pl.String).alias(name) for name in column_names(first)), pl.col(moved.columns)
    )


def _moved(merged: Callable[[], tuple[Merged, ...]], by: int) -> tuple[Merged, ...]:
    """The merged ranges, moved to the right as the columns were."""
    return tuple((top, left + by, bottom, right + by) for top, left, bottom, right in merged())


def _overlaid(cells: pl.DataFrame, found: tuple[NamedCell, ...], shown: Shown) -> pl.DataFrame:
    """The cells with the texts put where they belong; those below all values are left to the fact that counts them."""
    texts = {f"c{i}": dict(zip(*each, strict=True)) for i, each in shown.texts.items() if i < cells.width}
    for cell in found:
        if cell.column < MOST_COLUMNS and cell.row < cells.height + MOST_ADDED_ROWS:
            texts.setdefault(f"c{cell.column}", {})[cell.row] = cell.text
    names = column_names(max([cells.width, *(int(name[1:]) + 1 for name in texts)]))
    height = max([cells.height, *(row + 1 for rows in texts.values() for row in rows)])
    return pl.DataFrame([_with(name, cells, height, texts.get(name, {})) for name in names])


def _with(name: str, cells: pl.DataFrame, height: int, texts: dict[int, str]) -> pl.Series:
    own = cells[name] if name in cells.columns else pl.Series(name, [], dtype=pl.String)
    blank = pl.Series(name, [None], dtype=pl.String).new_from_index(0, height - own.len())
    whole = pl.concat([own.cast(pl.String), blank])
    return whole.scatter(list(texts), list(texts.values())) if texts else whole
