"""The house tells where things are, speaks two languages, and describes its own data truly."""

from contextvars import copy_context
from pathlib import Path

import pytest

from duibiao import language
from duibiao.analysis import monitoring
from duibiao.analysis.pace import Limits
from duibiao.errors import DuibiaoError
from duibiao.schema.catalogue import EXTRACTS, extract_named
from duibiao.schema.dictionary import dictionary_markdown
from duibiao.settings import Thresholds, house, settings

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def fresh_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """An empty folder and environment to read settings in; what was read before comes back afterwards."""
    for name in (
        "DUIBIAO_SETTINGS",
        "DUIBIAO_WAREHOUSE",
        "DUIBIAO_LANGUAGE",
        "DUIBIAO_USERS",
        "DUIBIAO_THRESHOLDS",
        "DUIBIAO_WORK_AHEAD",
        "DUIBIAO_ZONE",
    ):
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


@pytest.mark.usefixtures("fresh_settings")
@pytest.mark.parametrize(("said", "meant"), [("true", True), ("false", False)])
def test_whether_the_server_works_ahead_is_said_in_words(monkeypatch, said, meant):
    assert settings().work_ahead
    settings.cache_clear()
    monkeypatch.setenv("DUIBIAO_WORK_AHEAD", said)
    assert settings().work_ahead is meant
    settings.cache_clear()
    monkeypatch.setenv("DUIBIAO_WORK_AHEAD", "perhaps")
    with pytest.raises(DuibiaoError, match="work_ahead is 'perhaps'"):
        settings()


def test_an_unknown_setting_is_refused_with_the_known_ones(fresh_settings):
    (fresh_settings / "duibiao.toml").write_text('warehuose = "big.duckdb"\n', encoding="utf-8")
    with pytest.raises(DuibiaoError, match=r"warehuose[\s\S]*warehouse, language, users"):
        settings()


def test_thresholds_stand_in_a_table_of_their_own_and_the_rest_stays_as_shipped(fresh_settings, monkeypatch):
    (fresh_settings / "duibiao.toml").write_text("[thresholds]\nslow_gap = 25\ndormant_months = 4\n", encoding="utf-8")
    found = settings().thresholds
    assert (found.slow_gap, found.dormant_months, found.watch_gap, found.balance_amount) == (25, 4, 10, 100)
    settings.cache_clear()
    monkeypatch.setenv("DUIBIAO_THRESHOLDS", "slow_gap = 30, lamp_red = 50")
    assert (settings().thresholds.slow_gap, settings().thresholds.lamp_red) == (30, 50)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("slow_gab = 25", r"slow_gab[\s\S]*watch_gap, slow_gap"),
        ("slow_gap = 0.2", r"slow_gap is 0.2[\s\S]*whole number"),
        ("lamp_red = 90", r"red below 90 and green from 80"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(fresh_settings, table, said):
    (fresh_settings / "duibiao.toml").write_text(f"[thresholds]\n{table}\n", encoding="utf-8")
    with pytest.raises(DuibiaoError, match=said):
        settings()


@pytest.mark.usefixtures("fresh_settings")
def test_thresholds_of_the_environment_that_cannot_be_read_say_how_to_write_them(monkeypatch):
    monkeypatch.setenv("DUIBIAO_THRESHOLDS", "slow_gap: 25")
    with pytest.raises(DuibiaoError, match=r"slow_gap: 25[\s\S]*slow_gap = 25"):
        settings()


def test_the_thresholds_of_the_settings_are_those_of_the_method():
    """万元 and per cent there, yuan and parts of 1 here."""
    shipped, method = Thresholds(), Limits()
    assert (shipped.watch_gap / 100, shipped.slow_gap / 100) == (method.watch_gap, method.slow_gap)
    assert (shipped.slow_relative / 100, shipped.slow_budget * 10_000) == (
        method.slow_relative,
        method.slow_budget_yuan,
    )
    assert (shipped.balance_share / 100, shipped.balance_amount * 10_000) == (method.balance_share, method.balance_yuan)
    assert (shipped.dormant_months, shipped.mismatch / 100) == (method.dormant_months, monitoring.LIMIT)
    assert (shipped.lamp_red / 100, shipped.lamp_green / 100) == (method.lamp_red, method.lamp_green)


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


def test_times_are_of_the_zone_that_is_set(fresh_settings):
    assert settings().zone == "Asia/Shanghai"
    settings.cache_clear()
    (fresh_settings / "duibiao.toml").write_text('zone = "Europe/Berlin"\n', encoding="utf-8")
    assert settings().zone == "Europe/Berlin"


def test_a_zone_that_does_not_exist_is_refused(fresh_settings):
    (fresh_settings / "duibiao.toml").write_text('zone = "Asia/Qingpu"\n', encoding="utf-8")
    with pytest.raises(DuibiaoError, match="Asia/Qingpu"):
        settings()
