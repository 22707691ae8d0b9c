import sys
from contextlib import suppress
from pathlib import Path

import pytest
import streamlit as st

from duibiao.errors import WarehouseError
from duibiao.settings import settings
from duibiao.ui import kept, store

sys.path.insert(0, str(Path(__file__).parent))

import small_district
from open_pages import COMPARE, OVERVIEW, page


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory):
    return small_district.build(tmp_path_factory.mktemp("small") / "small.duckdb")


@pytest.fixture
def serve(monkeypatch):
    """Point the app at a warehouse; whatever a test before it opened or cached is let go."""

    def serve_from(path):
        monkeypatch.setenv("DUIBIAO_WAREHOUSE", str(path))
        monkeypatch.delenv("DUIBIAO_LANGUAGE", raising=False)
        store.finish_reads()
        settings.cache_clear()
        kept.forget()
        st.cache_resource.clear()

    yield serve_from
    store.finish_reads()
    with suppress(WarehouseError):
        store.warehouse().close()
    kept.forget()
    st.cache_resource.clear()
    settings.cache_clear()


@pytest.fixture
def demo(serve, demo_warehouse):
    """The app serves the demo."""
    serve(demo_warehouse)


@pytest.fixture
def overview(serve, small_warehouse):
    serve(small_warehouse)
    return page(OVERVIEW)


@pytest.fixture
def compare(serve, small_warehouse):
    serve(small_warehouse)
    return page(COMPARE)
