"""The help page says in both languages the same: every method, word, column and source."""

import csv
import re

import pytest

from duibiao import language
from duibiao.schema.catalogue import EXTRACTS
from duibiao.settings import house
from duibiao.ui import feedback, handbook

REFERENCE = house() / "data" / "reference"
NUMBER = r"\d+(?: \d{3})*(?:\.\d+)?"
DATES = r"\d+ (?:January|August)|\d+(?=[月日])"
PAIRS = list(zip(handbook.sections("methods.md"), handbook.sections("methods.zh-CN.md"), strict=False))


@pytest.fixture(params=["zh_CN", "en"])
def spoken(request):
    language.use(request.param)
    yield request.param
    language.use("zh_CN")


def rows(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def numbers(text):
    return set(re.findall(NUMBER, re.sub(DATES, "", text)))


def test_there_are_as_many_methods_in_chinese():
    assert len(handbook.sections("methods.md")) == len(handbook.sections("methods.zh-CN.md"))


@pytest.mark.parametrize(("english", "chinese"), PAIRS, ids=[handbook.key_of(english[0]) for english, _zh in PAIRS])
def test_a_method_has_the_same_formulas_and_worked_figures_in_chinese(english, chinese):
    assert numbers("\n".join(chinese)) == numbers("\n".join(english))
    assert chinese[1].count("\n|") == english[1].count("\n|"), "rows of tables"
    codes = re.findall(r"\(M\d+\)$", english[0])
    assert re.findall(r"（(M\d+)）$", chinese[0]) == [code.strip("()") for code in codes]
    assert ("局限" in chinese[1]) == ("Limits:" in english[1])
    assert ("算例" in chinese[1]) == ("Worked" in english[1])


def test_the_chinese_methods_are_chinese():
    plain = re.sub(r"`[^`]*`|[A-Z][\w–]+(?: [A-Z][\w–]+)*", "", "\n".join(text for _t, text in
                   handbook.sections("methods.zh-CN.md")))  # fmt: skip
    assert re.findall(r"[a-z]{4,} [a-z]{3,} [a-z]{3,}", plain) == []


def test_definitions_lead_to_methods_that_exist():
    keys = {each.key for each in handbook.methods()}
    assert set(feedback.METHODS.values()) <= keys


def test_words_have_both_languages_and_a_meaning_in_each():
    words = rows("glossary.csv")
    assert len({row["word"] for row in words}) == len(words)
    assert [row for row in words if not all(row.values())] == []
    assert {"org", "service_item", "workload", "execution_rate", "batch", "cost_standard"} <= {w["word"] for w in words}


def test_every_column_is_told_in_chinese_and_nothing_is_left_over():
    told = {row["description"]: row["zh"] for row in rows("columns_zh.csv")}
    declared = {column.description for extract in EXTRACTS.values() for column in extract.columns}
    assert set(told) == declared
    assert [zh for zh in told.values() if not re.search(r"[\u4e00-\u9fff]|≥", zh)] == []


def test_the_dictionary_has_every_declared_column(spoken):
    frame = handbook.dictionary()
    assert frame.height == sum(len(extract.columns) for extract in EXTRACTS.values())
    assert frame.filter(frame["description"] == "").height == 0
    first = frame.row(0, named=True)
    assert first["header"] == ("预算单位代码" if spoken == "zh_CN" else "Organisation code")


def test_sources_name_the_same_files_and_every_reference_file():
    language.use("en")
    english = handbook.sources()["file"].to_list()
    language.use("zh_CN")
    assert handbook.sources()["file"].to_list() == english
    assert {file.name for file in REFERENCE.glob("*.csv")} == set(english)


def test_a_search_finds_rows_that_hold_every_word():
    language.use("zh_CN")
    assert handbook.found("先减后增", handbook.glossary())["word"].to_list() == ["rebound"]
    assert handbook.found("cut RAISED then", handbook.glossary())["word"].to_list() == ["rebound"]
    assert handbook.found("nowhere at all", handbook.glossary()).is_empty()
