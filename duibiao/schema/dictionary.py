"""The data dictionary: `data/README.md`, written from the declarations and from nothing else."""

from collections.abc import Iterable

from duibiao.schema.catalogue import EXTRACTS
from duibiao.schema.column import Column
from duibiao.schema.extract import Extract
from duibiao.schema.personal import PERSONAL_HEADERS
from duibiao.settings import house

_INTRODUCTION = """\
# Data dictionary

What a bureau sends (an *extract*), what one row of it is, and which columns it may have. Generated from
`duibiao/schema/` by `make dictionary`; do not edit it by hand.

- A header is recognised by the name of the column, by its Chinese or English label, or by one of the other headers
  listed; spaces, line breaks, full-width letters and a unit in brackets do not matter. Columns that are not listed here
  are left out; the report of the load names them.
- Money is stored in yuan with two decimals, `decimal(18, 2)`, whatever the unit of the file (元, 千元, 万元, 亿元).
- A column marked *yes* under *required* must have a value in every row. Elsewhere an empty cell means "not told",
  which is not zero.
- A later file replaces the earlier one for the organisations and periods that it holds; the earlier rows stay and can
  be had back.

## The folders beside this file

| folder | what |
| --- | --- |
| `reference/` | codes and names that come with the product, each with its source |
| `mappings/` | profiles (TOML) for files whose headers are not ours |
| `demo/` | the synthetic district: what was planted in it; its files are generated, not kept |
"""

_PERSONAL = """\
## Personal data is not loaded

Names and accounts of payees, identity numbers and telephone numbers are dropped before anything is stored; the report
of the load names the columns. A column is dropped when its header contains one of: {headers}.
"""


def dictionary_markdown() -> str:
    """The whole dictionary as Markdown: one section per extract, then what is never loaded."""
    sections = [_INTRODUCTION, _overview(), *map(_section, EXTRACTS.values()), _personal()]
    return "\n".join(sections)


def write_dictionary() -> None:
    """Bring `data/README.md` up to date."""
    (house() / "data" / "README.md").write_text(dictionary_markdown(), encoding="utf-8", newline="\n")


def _overview() -> str:
    rows = (
        (f"[`{extract.name}`](#{extract.name})", extract.zh, extract.en, extract.grain) for extract in EXTRACTS.values()
    )
    return f"## Extracts\n\n{_table(('extract', '中文', 'English', 'one row is'), rows)}"


def _section(extract: Extract) -> str:
    facts = f"One row is {_with_article(extract.grain)}. {_key(extract)} {_period(extract)} {_owner(extract)}"
    header = ("column", "中文", "English", "kind", "unit", "required", "other headers", "values", "what it is")
    return (
        f"## {extract.name}\n\n{extract.zh} · {extract.en}\n\n{facts}\n\n{_table(header, map(_row, extract.columns))}"
    )


def _with_article(grain: str) -> str:
    return grain if grain.startswith("one ") else f"one {grain}"


def _key(extract: Extract) -> str:
    if extract.line:
        return (
            f"Key: {_codes(extract.key)}; `{extract.line}` is counted where the file does not tell it. All lines are "
            "loaded; one that repeats another to the letter is asked about."
        )
    if extract.unique:
        return f"Key: {_codes(extract.key)}; a row that repeats one is set aside."
    return f"Key: {_codes(extract.key)}; rows that share one add up."


def _period(extract: Extract) -> str:
    match extract.period:
        case ():
            return "No period: a file holds until the next one."
        case ("year",):
            return "Period: the year."
        case ("year", "month"):
            return "Period: the month."
        case (column,):
            return f"Period: the month that `{column}` falls in."
        case columns:
            return f"Period: {_codes(columns)}."


def _owner(extract: Extract) -> str:
    if extract.organisation:
        return f"Whose row it is: `{extract.organisation}`."
    return "It belongs to no organisation in particular."


def _row(column: Column) -> tuple[str, ...]:
    return (
        f"`{column.name}`",
        column.zh,
        column.en,
        f"{column.kind} `{column.kind.storage}`",
        column.unit,
        "yes" if column.required else "",
        "、".join(column.aliases),
        "<br>".join(f"`{choice.value}` {'、'.join((choice.zh, *choice.aliases))}" for choice in column.choices),
        column.description,
    )


def _personal() -> str:
    return _PERSONAL.format(headers="、".join(PERSONAL_HEADERS))


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    write_dictionary()
