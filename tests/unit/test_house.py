"""The house tells where things are, speaks two languages, and describes its own data truly."""

from contextvars import copy_context
from pathlib import Path

import pytest

from duibiao import language
from duibiao.errors import DuibiaoError
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.schema.dictionary import dictionary_markdown
from duibiao.settings import house, settings

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def fresh_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """An empty folder and environment to read settings in; what was read before comes back afterwards."""
    for name in ("DUIBIAO_SETTINGS", "DUIBIAO_WAREHOUSE", "DUIBIAO_LANGUAGE", "DUIBIAO_USERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_the_house_is_the_checkout_where_there_is_one():
    assert house() == HOUSE


@pytest.mark.usefixtures("fresh_settings")
def test_without_settings_the_warehouse_lies_in_the_folder_one_works_in():
    assert settings().warehouse == Path("warehouse/duibiao.duckdb")
    assert settings().language == "zh_CN"
    assert settings().users == ()


def test_settings_come_from_the_file(fresh_settings):
    (fresh_settings / "duibiao.toml").write_text('warehouse = "big.duckdb"\nusers = ["张三", "li"]\n', encoding="utf-8")
    assert settings().warehouse == Path("big.duckdb")
    assert settings().users == ("张三", "li")


def test_the_environment_wins_over_the_file(fresh_settings, monkeypatch):
    (fresh_settings / "duibiao.toml").write_text('warehouse = "big.duckdb"\nlanguage = "en"\n', encoding="utf-8")
    monkeypatch.setenv("DUIBIAO_WAREHOUSE", "other.duckdb")
    monkeypatch.setenv("DUIBIAO_USERS", "zhang, li,")
    assert settings().warehouse == Path("other.duckdb")
    assert settings().language == "en"
    assert settings().users == ("zhang", "li")


def test_an_unknown_setting_is_refused_with_the_known_ones(fresh_settings):
    (fresh_settings / "duibiao.toml").write_text('warehuose = "big.duckdb"\n', encoding="utf-8")
    with pytest.raises(DuibiaoError, match=r"warehuose[\s\S]*warehouse, language, users"):
        settings()


def test_a_failure_tells_what_is_wrong_and_what_to_do():
    assert str(DuibiaoError("The file is empty", "Send another.")) == "The file is empty\n\nHint: Send another."
    assert str(DuibiaoError("The file is empty")) == "The file is empty"


def _spoken(code: str) -> str:
    language.use("en")
    language.use(code)
    return language.current()


def test_a_session_speaks_the_language_it_chose():
    assert copy_context().run(_spoken, "zh_CN") == "zh_CN"


def test_an_unknown_language_changes_nothing():
    assert copy_context().run(_spoken, "tlh") == "en"


def test_a_sentence_that_no_catalog_has_is_spoken_as_written():
    assert language._("No such sentence in any catalog") == "No such sentence in any catalog"


def test_an_unknown_extract_is_refused_with_the_known_ones():
    with pytest.raises(DuibiaoError, match=r"'budget'[\s\S]*appropriation"):
        extract_named("budget")


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=lambda extract: extract.name)
def test_no_two_columns_of_an_extract_answer_to_the_same_header(extract):
    headers = [header for column in extract.columns for header in set(column.headers)]
    assert sorted(headers) == sorted(set(headers))


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=lambda extract: extract.name)
def test_key_period_and_organisation_of_an_extract_are_columns_of_it(extract):
    named = {*extract.key, *extract.period, *filter(None, [extract.organisation])}
    assert named <= set(extract.by_name)


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=lambda extract: extract.name)
def test_money_is_named_and_declared_in_yuan(extract):
    for column in extract.columns:
        assert (column in extract.money) == column.name.endswith("_yuan") == (column.unit == "元")


@pytest.mark.parametrize("extract", EXTRACTS.values(), ids=lambda extract: extract.name)
def test_a_word_of_a_code_list_means_one_value(extract):
    for column in extract.columns:
        words = [word for choice in column.choices for word in set(choice.spellings)]
        assert sorted(words) == sorted(set(words))


def test_the_data_dictionary_is_generated_from_the_declarations():
    kept = (HOUSE / "data" / "README.md").read_text(encoding="utf-8")
    assert kept == dictionary_markdown(), "run `make dictionary`"
