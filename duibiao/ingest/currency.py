"""The currency of amounts, as headers, cells and the lines around a table say it.

¥ is the yuan unless the file says elsewhere that it is in yen, or is in Japanese: then it is a question. $ alone is
whichever dollar the file names elsewhere, and a question where it names none.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from duibiao.errors import DuibiaoError
from duibiao.language import _

CURRENCIES: dict[str, tuple[str, ...]] = {
    "CNY": ("CNY", "RMB", "CN¥", "人民币", "人民幣", "Renminbi"),
    "HKD": ("HK$", "HKD", "港币", "港幣", "港元", "港纸"),
    "MOP": ("MOP$", "MOP", "澳门元", "澳門元", "澳门币", "澳門幣"),
    "TWD": ("NT$", "NTD", "TWD", "新台币", "新台幣", "新臺幣", "台币", "台幣", "臺幣"),
    "USD": ("US$", "U.S.$", "USD", "美元", "美金"),
    "EUR": ("€", "EUR", "Euros", "Euro", "欧元", "歐元"),
    "GBP": ("£", "GBP", "Pounds sterling", "Sterling", "英镑", "英鎊"),
    "JPY": ("JPY", "JP¥", "円", "日元", "日圆", "日圓"),
    "KRW": ("₩", "KRW", "韩元", "韓元", "韩币"),
    "SGD": ("S$", "SG$", "SGD", "新加坡元", "新加坡币"),
    "AUD": ("A$", "AU$", "AUD", "澳元", "澳大利亚元"),
    "CAD": ("C$", "CA$", "CAD", "加元", "加拿大元"),
    "CHF": ("CHF", "瑞士法郎", "瑞郎"),
    "RUB": ("₽", "RUB", "卢布"),
    "INR": ("₹", "INR", "印度卢比"),
    "THB": ("฿", "THB", "泰铢"),
}
"""By their codes (ISO 4217) the signs and words for them."""

HOME = "CNY"
_VAGUE = {"¥": ("CNY", "JPY"), "元": ("CNY",), "$": ("USD", "HKD", "TWD", "CAD", "AUD", "SGD", "MOP")}
"""Signs that several currencies have, the likeliest first."""
_CERTAIN_ALONE = ("¥", "元")

_MEANING = {word.casefold(): code for code, words in CURRENCIES.items() for word in words}
_SPELLED = sorted((word for words in CURRENCIES.values() for word in words), key=len, reverse=True)


def _of_letters(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _one(word: str) -> str:
    """A word of letters stands alone; one that ends in $ does not begin within another word."""
    escaped = re.escape(word).replace(r"\ ", r"\s*")
    if word.isascii() and word[0].isalpha():
        return rf"(?<![A-Za-z]){escaped}" + (r"(?![A-Za-z])" if _of_letters(word) else "")
    return rf"(?<![增追附累叠当每按今次节]){escaped}" if word in ("加元", "日元") else escaped


_ENGLISH = frozenset(word.replace(" ", "") for word in _MEANING if word.isascii())
"""Words of letters, each a run of them wherever it stands; 'pounds sterling' ends in one."""

WORDS = "|".join(map(_one, _SPELLED))
"""A regular expression of Python for every sign and word of a currency."""

BESIDE_AMOUNTS = "|".join(re.escape(word) for word in _SPELLED)
"""The same for polars, for cells that hold an amount and nothing else."""

_WORD = re.compile(WORDS, re.IGNORECASE)
_VAGUE_SIGN = re.compile(r"[¥$]")
_TITLED = re.compile(
    rf"(?:[单單]位|[币幣][种種别別]|[货貨][币幣]|currency|units?|amounts?)(?:\s*[:(]\s*|\s+in\s+)"
    rf"(?:[百千万亿萬億]*)({WORDS})"
    rf"|[(\[【]\s*(?:[百千万亿萬億]*)({WORDS})\s*(?:[百千万亿萬億]*元?)\s*[)\]】]"
    rf"|(£|€|HK\$|US\$|NT\$)\s?\d",
    re.IGNORECASE,
)
_BESIDE = r"[\d.,()\s'+\-−–—%\x{200b}\x{feff}]"
_OTHER_THAN_NUMBERS = r"[^\d.,()\s+\-]"
_COLUMNS = frozenset(("币种", "幣種", "币别", "幣別", "货币", "貨幣", "货币种类", "currency", "currencycode", "ccy"))
"""Headers, in lower case and without blanks, of columns that tell the currency of each row."""

_KANA = re.compile(r"[\u3040-\u30ff]")


@dataclass(frozen=True)
class Said:
    """What a file says of its currency: the code, where it is said, and which others it says too.

    `among` are the currencies that a sign may mean which nothing else explains.
    """

    code: str | None = None
    reason: str = ""
    others: tuple[str, ...] = ()
    among: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether only one currency can be meant."""
        return not self.others and not self.among


def code_of(text: str) -> str:
    """The code of a currency by its code, sign or name; raises DuibiaoError for what is none."""
    given = unicodedata.normalize("NFKC", text).strip()
    code = _MEANING.get(given.casefold()) or (given.upper() if re.fullmatch(r"[A-Za-z]{3}", given) else None)
    if code is None:
        raise DuibiaoError(
            _("{text} is no currency").format(text=repr(text)),
            _("Write its code of three letters: {codes} …").format(codes=", ".join(CURRENCIES)),
        )
    return code


def without(header: str) -> str:
    """A header without the currencies that it names; unchanged where it names nothing else."""
    if not _may_name_one(header):
        return header
    left = _WORD.sub(" ", header)
    return left if re.search(r"[^\W\d_]", left) else header


def _may_name_one(text: str) -> bool:
    """A quick look, for the pattern takes ten times as long, and most texts are cells that name none."""
    folded = text.casefold()
    if text.isascii():
        return "$" in text or not _ENGLISH.isdisjoint(re.findall(r"[a-z]+", folded))
    return any(word in folded for word in _MEANING)


def in_header(header: str) -> str | None:
    """The currency that the header of an amount names: its code, or a sign that may mean several."""
    text = unicodedata.normalize("NFKC", header)
    if found := _WORD.search(text):
        return _meaning(found[0])
    vague = _VAGUE_SIGN.search(text)
    return vague[0] if vague else None


def may_mean(said: str, code: str) -> bool:
    """Whether a currency as a header says it (a code, or a sign that may mean several) can be that of the code."""
    return code in _VAGUE.get(said, (said,))


def in_titles(titles: Iterable[str]) -> list[str]:
    """The currencies that the texts around a table say, where they speak of its amounts."""
    found = (_TITLED.search(unicodedata.normalize("NFKC", title)) for title in titles)
    return [_meaning(next(filter(None, each.groups()))) for each in found if each]


def unit_name(code: str, factor: int, name: str) -> str:
    """How a unit of amounts is called: `name` for yuan, else the currency and how many of it are one."""
    if code == HOME:
        return name
    return code if factor == 1 else f"{code} × {factor:,}"


def said(
    headers: Sequence[str], around: Iterable[str], body: pl.DataFrame, cells: Sequence[str], per_row: str | None
) -> Said:
    """What a table says of the currency of its amounts.

    `headers` are those of the amounts, `around` the texts above and below, `cells` the columns of the amounts, and
    `per_row` the column that tells the currency of each row, if there is one.
    """
    in_headers = list(filter(None, map(in_header, headers)))
    in_cells = _counted(body, cells, per_row)
    above = in_titles(around)
    named = [*in_cells, *in_headers, *above]
    if not named:
        return Said()
    certain = list(dict.fromkeys(each for each in named if each not in _VAGUE))
    kana = any(_KANA.search(text) for text in (*headers, *around))
    codes = list(dict.fromkeys(_settled(each, certain, kana) for each in named))
    reason = (
        _("the amounts say it")
        if in_cells
        else _("in the header")
        if in_headers
        else _("said above or below the table")
    )
    if len(codes) > 1:
        return Said(_first_code(codes), reason, tuple(codes[1:]))
    if codes[0] in _VAGUE:
        among = _VAGUE[codes[0]]
        return Said(among[0], _("{sign} may mean several currencies").format(sign=codes[0]), among=among)
    return Said(codes[0], reason)


def column_of(names: Sequence[str]) -> str | None:
    """The cell column that tells the currency of each row."""
    plain = (re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", name)).casefold() for name in names)
    return next((f"c{i}" for i, name in enumerate(plain) if name in _COLUMNS), None)


def foreign(body: pl.DataFrame, cells: Sequence[str], per_row: str | None, code: str) -> pl.Series:
    """The currency that each row says of itself where it is not `code`; null elsewhere."""
    columns = [*cells, *([per_row] if per_row else [])]
    told = [_told(pl.col(cell), cell == per_row).alias(cell) for cell in columns]
    found = body.select(told)
    means = {word: meant for word, meant in _spellings(found).items() if meant not in (code, *_VAGUE)}
    return found.select(pl.coalesce(_replaced(pl.col(cell), means) for cell in columns).alias("foreign")).to_series()


def _replaced(words: pl.Expr, means: dict[str, str]) -> pl.Expr:
    return words.replace_strict(means, default=None, return_dtype=pl.String) if means else pl.lit(None, pl.String)


def _counted(body: pl.DataFrame, cells: Sequence[str], per_row: str | None) -> list[str]:
    """What the cells say, the most frequent first; columns of bare numbers are passed over."""
    columns = list(dict.fromkeys(cells))
    marked = body.select(pl.col(columns).str.contains(_OTHER_THAN_NUMBERS).any()).row(0) if columns else ()
    asked = [cell for cell, found in zip(columns, marked, strict=True) if found]
    counts: Counter[str] = Counter()
    for cell in [*asked, *([per_row] if per_row else [])]:
        words = body.select(word=_told(pl.col(cell), cell == per_row)).drop_nulls().to_series().value_counts()
        for word, n in words.iter_rows():
            if meant := _word(word):
                counts[meant] += n
    return [meant for meant, _n in counts.most_common()]


def _told(cell: pl.Expr, alone: bool) -> pl.Expr:
    """What a cell says beside its number; a cell that says the currency alone (`alone`) is taken whole."""
    text = cell.str.normalize("NFKC") if alone else cell
    left = text.str.strip_chars() if alone else text.str.replace_all(_BESIDE, "")
    return pl.when(left != "").then(left)


def _spellings(found: pl.DataFrame) -> dict[str, str]:
    words = {word for column in found.iter_columns() for word in column.drop_nulls().unique()}
    return {word: meant for word in words if (meant := _word(word))}


def _word(text: str) -> str | None:
    """What a text that is nothing but the name or sign of a currency means."""
    spelled = unicodedata.normalize("NFKC", text).strip().casefold()
    bare = re.sub(r"^[百千万亿萬億]+|元$", "", spelled)
    return _MEANING.get(spelled) or _MEANING.get(bare) or (spelled if spelled in _VAGUE else None)


def _meaning(word: str) -> str:
    return _MEANING.get(re.sub(r"\s+", " ", word).casefold(), word)


def _settled(word: str, certain: list[str], kana: bool) -> str:
    """A vague sign means what else is said that it can mean, or its likeliest where that is certain enough."""
    if word not in _VAGUE:
        return word
    if word == "元" and certain:
        return certain[0]
    if explained := [code for code in certain if code in _VAGUE[word]]:
        return explained[0]
    return _VAGUE[word][0] if word in _CERTAIN_ALONE and not (word == "¥" and kana) else word


def _first_code(codes: list[str]) -> str:
    return next((code for code in codes if code not in _VAGUE), None) or _VAGUE[codes[0]][0]
