"""What the server works out before anybody asks is what the pages ask."""

from datetime import date
from threading import Event, Thread

import pytest
from open_pages import page
from streamlit.testing.v1 import AppTest

from duibiao.settings import house, settings
from duibiao.ui import ahead, moment
from duibiao.warehouse import Warehouse

STUCK = "pages/progress/which_money_is_stuck.py"
PAGES = (STUCK, "pages/progress/did_the_cut_hold.py", "pages/progress/money_and_output.py")


@pytest.fixture
def reads(monkeypatch):
    """The names of the reads that warehouses are asked for."""
    asked = []
    read = Warehouse.read
    monkeypatch.setattr(Warehouse, "read", lambda self, name, **of: (asked.append(name), read(self, name, **of))[1])
    return asked


LARGE = {"pace_of_projects", "amounts_of_projects", "budgets_of_projects", "monitoring", "out_of_scope", "class_states"}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_finds_what_was_worked_out(reads, path):
    ahead.finish()
    assert set(reads) >= LARGE
    reads.clear()
    page(path)
    assert not LARGE & set(reads)


def test_it_looks_at_what_stands_now_whatever_a_session_looks_at(monkeypatch):
    monkeypatch.setattr(moment.st, "session_state", {moment.KEY: date(2026, 9, 5)})
    seen = []
    thread = Thread(target=lambda: (moment.stay_now(), seen.append(moment.day())))
    thread.start()
    thread.join()
    assert (moment.day(), seen) == (date(2026, 9, 5), [None])


@pytest.mark.usefixtures("demo")
def test_it_begins_once_the_first_page_is_drawn_and_gives_way_to_pages(monkeypatch):
    monkeypatch.setenv("DUIBIAO_WORK_AHEAD", "true")
    settings.cache_clear()
    asked, drawn = Event(), []
    monkeypatch.setattr(ahead, "_questions", lambda: iter([lambda: (drawn.append(ahead._pages.n), asked.set())]))
    with ahead.giving_way():
        AppTest.from_file(str(house() / "app.py"), default_timeout=60).run()
        assert not asked.wait(0.3)
    assert asked.wait(10)
    assert drawn == [0]
