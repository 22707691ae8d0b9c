"""What pages let go is collected behind them, not by each rerun."""

import gc
import threading
import weakref

from streamlit import config

from duibiao.ui import memory

PATIENCE_SECONDS = 90


class Loop:
    """Refers to itself, so that only a collection takes it."""

    def __init__(self):
        self.itself = self


def test_no_rerun_ends_with_a_collection_that_stops_all_sessions():
    assert config.get_option("runner.postScriptGC") is False


def test_what_a_page_lets_go_is_collected_behind_it(monkeypatch):
    monkeypatch.setattr(memory, "EVERY_SECONDS", 0.01)
    memory.let_go()
    gone, loop = threading.Event(), Loop()
    weakref.finalize(loop, gone.set)
    gc.disable()
    try:
        del loop
        memory.let_go()
        assert gone.wait(PATIENCE_SECONDS)
    finally:
        gc.enable()
