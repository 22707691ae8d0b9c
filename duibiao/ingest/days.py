"""Columns of text to days. How a column writes its days is told from all its cells, never from one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from duibiao.settings import settings

_PLAUSIBLE_YEARS = (1949, 2099)
_EPOCH, _EPOCH_1904 = pl.date(1899, 12, 30), pl.date(1904, 1, 1)
_BLANKS = " \u00a0\t\r\n\u3000\u200b\ufeff"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_OR_NAME = r"\d{1,2}|[a-z]{3,9}"
_MONTH_NAMES = {
    name: str(i + 1)
    for i, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
}
_SHORT = r"^\s*[‘']?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*$"
_WITHOUT_YEAR = r"^\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]\s*$"
_ZONE = r"Z|UTC|GMT|[+-]\d\d(?::?\d\d)?"
_ZONED = rf"(?i)\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:{_ZONE})\s*$"
_PARTS_OF_TIME = (
    rf"(?i)^(?<day>\d{{4}}-\d{{1,2}}-\d{{1,2}})[ T](?<time>\d\d?:\d\d)(?::(?<s>\d\d))?(?:\.\d+)?\s*(?<zone>{_ZONE})$"
)
_YEAR_FIRST = r"^\s*(?:19|20)\d\d[-/.年]"
_YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*年)?(?:\s*[-./年]?\s*(?:\d{1,2}\s*[-—~至]\s*)?(\d{1,2})\s*月)?")


@dataclass(frozen=True)
class Days:
    """How the days of a column are written.

    `order` is that of its parts. `months` are the first and the last month (12 × year + month − 1) that its whole days
    are of: a year of two digits is read only if it falls between them. `year` is the one that the titles say for days
    without a year, `last` the month up to which.
    """

    order: str = "ymd"
    months: tuple[int, int] | None = None
    year: int | None = None
    last: int = 12
    zoned: bool = False
    from_1904: bool = False


def days_of(cells: pl.Series, order: str, titles: Iterable[str] = (), from_1904: bool = False) -> Days:
    """How the cells of a column write days; nearly all write them in one way, and are looked at once."""
    plain = Days(order, from_1904=from_1904)
    odd = cells.filter(cells.str.contains(rf"{_SHORT}|{_WITHOUT_YEAR}|{_ZONED}").fill_null(value=False))
    if odd.is_empty():
        return plain
    year, last = _year_of(titles)
    return Days(
        order, _months_of(cells, odd, plain, year, last), year, last, bool(odd.str.contains(_ZONED).any()), from_1904
    )


def dates(cell: pl.Expr, days: Days) -> pl.Expr:
    """Dates with any separator, or as a spreadsheet's day number; of 1949 to 2099 only.

    A year of four digits in front is read in any order, a year of two only where the column tells that it is one.
    Months may be English names. A time with a zone is of the day that it is in the zone of the settings.
    """
    raw = _raw(cell)
    text = _dashed(raw)
    return _plausible(_dates(raw, text, _year_first(_bare(text), days.from_1904), _parts(text, days.order), days))


def dates_in(texts: pl.Series, *read_as: Days) -> list[pl.Series]:
    """The dates of the texts, once for each way to read them: what the ways have in common is worked out once."""
    frame = texts.to_frame("cell").select(raw=_raw(pl.col("cell"))).with_columns(text=_dashed(pl.col("raw")))
    raw, text = pl.col("raw"), pl.col("text")
    frame = frame.with_columns(_bare(text).alias("bare")).with_columns(
        *(_year_first(pl.col("bare"), epoch).alias(f"first_{epoch}") for epoch in {days.from_1904 for days in read_as}),
        *(_parts(text, order).alias(order) for order in {days.order for days in read_as} - {"ymd"}),
    )
    found = frame.select(
        _dates(raw, text, pl.col(f"first_{days.from_1904}"), pl.col(days.order), days).alias(str(i))
        for i, days in enumerate(read_as)
    )
    return found.select(_plausible(pl.all())).get_columns()


def dates_once(cell: pl.Expr, frame: pl.DataFrame, days: Days) -> pl.Expr:
    """The same as an expression over the frame; each different text is read once, for a file has few days."""
    texts = frame.select(cell.alias("text")).to_series().drop_nulls().unique()
    if texts.is_empty():
        return pl.lit(None, dtype=pl.Date)
    return cell.replace_strict(texts, dates_in(texts, days)[0], default=None, return_dtype=pl.Date)


def _raw(cell: pl.Expr) -> pl.Expr:
    return cell.str.strip_chars(_BLANKS).str.normalize("NFKC")


def _dashed(raw: pl.Expr) -> pl.Expr:
    """Without a time, and with a dash between the parts."""
    return raw.str.replace(r"[ T]\d{1,2}:.*$", "").str.replace_all(r"[年月/.]", "-")


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"日|\s", "")


def _dates(raw: pl.Expr, text: pl.Expr, first: pl.Expr, parts: pl.Expr, days: Days) -> pl.Expr:
    """`first` are the days with the year first, `parts` those of days with the year last in the order of `days`."""
    found = [first] if days.order == "ymd" else [first, _year_last(parts)]
    if days.zoned:
        found = [_in_zone(raw, pl.coalesce(found))]
    if days.months and days.order == "ymd":
        found.append(_short_year(text, days.months))
    if days.year:
        found.append(_without_year(raw, days.year, days.last))
    return pl.coalesce(found)


def _plausible(day: pl.Expr) -> pl.Expr:
    return pl.when(day.dt.year().is_between(*_PLAUSIBLE_YEARS)).then(day)


def short_year_first(cells: pl.Series) -> bool | None:
    """Whether in a column of days such as 24.8.25 the year comes first; None where both ways fit as well."""
    short = cells.filter(cells.str.contains(_SHORT).fill_null(value=False))
    if 2 * short.len() <= cells.count() or year_first(cells):
        return False
    spread = _spread(short)
    ours = spread.pop("ymd")
    if ours.null_count() or any(_lies_apart(ours, other) for other in spread.values() if not other.null_count()):
        return False
    return True if all(_lies_apart(other, ours) for other in spread.values()) else None


def year_first(cells: pl.Series) -> int:
    """How many cells begin with a year of four digits."""
    return int(cells.str.contains(_YEAR_FIRST).sum())


def _year_of(titles: Iterable[str]) -> tuple[int | None, int]:
    """The only year that the titles say, and its last month; none where they say several."""
    said = [found for title in titles for found in _YEAR_SAID.findall(title)]
    years = {year for year, _month in said}
    months = [int(month) for _year, month in said if month and 1 <= int(month) <= 12]
    return (int(years.pop()), max(months, default=12)) if len(years) == 1 else (None, 12)


def _months_of(cells: pl.Series, odd: pl.Series, plain: Days, year: int | None, last: int) -> tuple[int, int] | None:
    """From which month to which the column is: by its whole days, else by the title, else by all short ones."""
    whole = _month_numbers(dates_in(cells.unique(), Days("ymd", from_1904=plain.from_1904))[0]).drop_nulls()
    if whole.len():
        return int(str(whole.min())), int(str(whole.max()))
    if year:
        return 12 * year, 12 * year + last - 1
    if not short_year_first(cells):
        return None
    ours = _spread(odd.filter(odd.str.contains(_SHORT)))["ymd"]
    return int(str(ours.min())), int(str(ours.max()))


def _spread(short: pl.Series) -> dict[str, pl.Series]:
    """The months that days with a year of two digits are of, by the order in which they are read."""
    frame = short.str.replace_all(r"[年月/.]", "-").to_frame("cell")
    return {order: frame.select(_month_number(_short(pl.col("cell"), order))).to_series() for order in _SHORT_ORDERS}


def _lies_apart(other: pl.Series, ours: pl.Series) -> bool:
    """Whether the days cannot be those, or would lie over many more months: days of one file lie together."""
    return bool(other.null_count()) or other.n_unique() >= max(2 * ours.n_unique(), ours.n_unique() + 2)


def _month_numbers(days: pl.Series) -> pl.Series:
    return days.to_frame("day").select(_month_number(pl.col("day"))).to_series()


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32) - 1


_SHORT_ORDERS = {"ymd": r"(?<y>\d\d)-(?<m>\d{1,2})-(?<d>\d{1,2})", "dmy": r"(?<d>\d\d)-(?<m>\d{1,2})-(?<y>\d{1,2})",
                 "mdy": r"(?<m>\d\d)-(?<d>\d{1,2})-(?<y>\d{1,2})"}  # fmt: skip


def _short(text: pl.Expr, order: str) -> pl.Expr:
    """Days with a year of two digits of this century, read in that order."""
    parts = text.str.extract_groups(rf"^\s*[‘']?{_SHORT_ORDERS[order]}日?\s*$")
    year = parts.struct.field("y").str.zfill(2)
    return pl.concat_str(
        pl.lit("20"), year, pl.lit("-"), parts.struct.field("m"), pl.lit("-"), parts.struct.field("d")
    ).str.to_date("%Y-%m-%d", strict=False)


def _short_year(text: pl.Expr, months: tuple[int, int]) -> pl.Expr:
    """The year first where only so the day falls between the months of the column."""
    within = {
        order: _month_number(_short(text, order)).is_between(*months).fill_null(value=False) for order in _SHORT_ORDERS
    }
    return pl.when(within["ymd"] & ~within["dmy"] & ~within["mdy"]).then(_short(text, "ymd"))


def _without_year(raw: pl.Expr, year: int, last: int) -> pl.Expr:
    parts = raw.str.extract_groups(r"^(?<m>\d{1,2})\s*月\s*(?<d>\d{1,2})\s*[日号]$")
    day = pl.concat_str(pl.lit(f"{year}-"), parts.struct.field("m"), pl.lit("-"), parts.struct.field("d"))
    found = day.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(found.dt.month() <= last).then(found)


def _in_zone(raw: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    """Times with a zone as the day that it then is in the zone of the settings; unreadable ones are no day."""
    parts = raw.str.replace_all(r"[/.](\d{1,2})[/.](\d{1,2}[ T])", "-$1-$2").str.extract_groups(_PARTS_OF_TIME)
    seconds = parts.struct.field("s").fill_null("00")
    written = pl.concat_str(parts.struct.field("day"), pl.lit("T"), parts.struct.field("time"), pl.lit(":"), seconds)
    local = written.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False)
    zone = parts.struct.field("zone")
    minutes = zone.str.extract(r"(\d\d)", 1).cast(pl.Int64) * 60
    minutes += zone.str.extract(r"\d\d:?(\d\d)", 1).cast(pl.Int64).fill_null(0)
    ahead = pl.when(zone.str.starts_with("-")).then(-minutes).otherwise(minutes).fill_null(0)
    world = (local - pl.duration(minutes=ahead)).dt.replace_time_zone("UTC")
    return (
        pl.when(raw.str.contains(_ZONED))
        .then(world.dt.convert_time_zone(settings().zone).dt.date())
        .otherwise(otherwise)
    )


def _year_first(text: pl.Expr, from_1904: bool) -> pl.Expr:
    number = text.str.replace(r"-0+$", "").cast(pl.Int32, strict=False)
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    return pl.coalesce(
        pl.when(text.str.contains(r"^\d{4}-")).then(text).str.to_date("%Y-%m-%d", strict=False),
        text.str.to_date("%Y%m%d", strict=False),
        pl.when(number.is_between(20_000, 70_000)).then(epoch + pl.duration(days=number)).cast(pl.Date),
    )


def _parts(text: pl.Expr, order: str) -> pl.Expr:
    """Day, month and year of days with the year last."""
    d, m = rf"(?<d>{_DAY})", rf"(?<m>{_MONTH_OR_NAME})"
    front = rf"{m}[-\s,]+{d}" if order == "mdy" else rf"{d}[-\s,]+{m}"
    return text.str.extract_groups(rf"(?i)^{front}[-\s,]+(?<y>\d\d|\d{{4}})$")


def _year_last(parts: pl.Expr) -> pl.Expr:
    month = parts.struct.field("m").str.slice(0, 3).str.to_lowercase().replace(_MONTH_NAMES)
    year = parts.struct.field("y")
    whole = pl.when(year.str.len_chars() == 2).then(pl.concat_str(pl.lit("20"), year)).otherwise(year)
    day = parts.struct.field("d").str.extract(r"(\d+)")
    return pl.concat_str(whole, month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)
