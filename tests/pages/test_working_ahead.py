"""What the server works out before anybody asks is what the pages ask."""

import logging
from datetime import date
from threading import Event, Thread

import pytest
from open_pages import page
from streamlit.testing.v1 import AppTest

from duibiao.settings import house, settings
from duibiao.ui import ahead, attention, moment, store
from duibiao.ui.compare import evidence
from duibiao.ui.cost import asking, operations
from duibiao.ui.progress import cuts, monitored, stuck

ANSWERS = {
    "pages/overview/needs_attention.py": (attention._found, stuck._found, evidence._judged),
    "pages/progress/which_money_is_stuck.py": (stuck._found, stuck._forecast, stuck._group_forecasts),
    "pages/progress/what_to_take_back.py": (stuck._found, stuck._forecast),
    "pages/progress/did_the_cut_hold.py": (cuts._found, cuts._ranked),
    "pages/progress/money_and_output.py": (monitored._found,),
    "pages/cost/city_operations.py": (evidence._judged, operations._taken_apart),
    "pages/cost/budget_review.py": (asking._reviewed,),
    "pages/cost/standards.py": (asking._reviewed_items,),
}
"""The functions that keep what a page takes long for."""


@pytest.fixture
def working_ahead(monkeypatch):
    """The server works ahead, as it does unless the settings say no."""
    monkeypatch.setenv("DUIBIAO_WORK_AHEAD", "true")
    settings.cache_clear()


def app():
    return AppTest.from_file(str(house() / "app.py"), default_timeout=60).run()


@pytest.mark.usefixtures("demo")
def test_pages_find_what_was_worked_out():
    ahead.finish()
    for path, functions in ANSWERS.items():
        known = [set(function.cache) for function in functions]
        assert all(known), path
        page(path)
        assert [set(function.cache) for function in functions] == known, path


@pytest.mark.usefixtures("demo")
def test_what_is_worked_out_of_many_years_fits_into_what_is_kept(monkeypatch):
    monkeypatch.setattr(ahead, "PAST_YEARS", 0)
    ahead.finish()
    (months,) = {len(function.cache) for function in (stuck._found, stuck._forecast)}
    for function in (stuck._found, stuck._forecast, stuck._group_forecasts, evidence._judged):
        of_a_month = len(function.cache) // months
        assert function.cache.maxsize >= of_a_month * (12 + 2 * 4)
    assert monitored._found.cache.maxsize >= ahead.MONITORED_MONTHS


def test_it_looks_at_what_stands_now_whatever_a_session_looks_at(monkeypatch):
    monkeypatch.setattr(moment.st, "session_state", {moment.KEY: date(2026, 9, 5)})
    seen = []
    thread = Thread(target=lambda: (moment.stay_now(), seen.append(moment.day())))
    thread.start()
    thread.join()
    assert (moment.day(), seen) == (date(2026, 9, 5), [None])


@pytest.mark.usefixtures("demo", "working_ahead")
def test_it_begins_once_behind_the_first_page_while_none_is_drawn(monkeypatch):
    asked, drawn = Event(), []
    monkeypatch.setattr(ahead, "_began", Event())
    monkeypatch.setattr(ahead, "_questions", lambda: iter([lambda: (drawn.append(ahead._pages.n), asked.set())]))
    seen, found = [], attention.found
    monkeypatch.setattr(attention, "found", lambda look: (seen.append(ahead._pages.n), found(look))[1])
    with ahead.giving_way():
        app()
        assert not asked.wait(0.3)
    assert asked.wait(10)
    app()
    assert (drawn, seen) == ([0], [2, 1])


@pytest.mark.usefixtures("demo", "working_ahead")
def test_it_ends_when_the_data_change_and_a_failure_is_told_to_the_log(monkeypatch, caplog):
    asked = []

    def fail():
        asked.append("fails")
        raise ValueError("no answer")

    def change():
        asked.append("changes")
        version[0] += 1

    version = [store.version()]
    monkeypatch.setattr(store, "version", lambda: version[0])
    monkeypatch.setattr(ahead, "_questions", lambda: iter([fail, change, lambda: asked.append("too late")]))
    with caplog.at_level(logging.ERROR):
        ahead._work(version[0], 0)
    assert asked == ["fails", "changes"]
    assert "no answer" in caplog.text
    with pytest.raises(ValueError, match="no answer"):
        ahead.finish()


@pytest.mark.usefixtures("working_ahead")
def test_a_file_that_is_no_warehouse_is_told_in_one_sentence(serve, tmp_path):
    (tmp_path / "broken.duckdb").write_bytes(b"not a database" * 1000)
    serve(tmp_path / "broken.duckdb")
    opened = app()
    assert not opened.exception
    assert len(opened.error) == 1
