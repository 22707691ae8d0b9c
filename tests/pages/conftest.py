import sys
from contextlib import suppress
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from duibiao.errors import WarehouseError
from duibiao.settings import house, settings
from duibiao.ui import store

sys.path.insert(0, str(Path(__file__).parent))

import small_district

COMPARE = "pages/compare/same_thing.py"


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory):
    return small_district.build(tmp_path_factory.mktemp("small") / "small.duckdb")


@pytest.fixture
def serve(monkeypatch):
    """Point the app at a warehouse; whatever a test before it opened or cached is let go."""

    def serve_from(path):
        monkeypatch.setenv("DUIBIAO_WAREHOUSE", str(path))
        monkeypatch.delenv("DUIBIAO_LANGUAGE", raising=False)
        settings.cache_clear()
        st.cache_data.clear()
        st.cache_resource.clear()

    yield serve_from
    with suppress(WarehouseError):
        store.warehouse().close()
    st.cache_data.clear()
    st.cache_resource.clear()
    settings.cache_clear()


@pytest.fixture
def overview(serve, small_warehouse):
    serve(small_warehouse)
    return page()


@pytest.fixture
def compare(serve, small_warehouse):
    serve(small_warehouse)
    return page(COMPARE)


def page(path=None, **address):
    """A page of the app, opened at an address."""
    app = AppTest.from_file(str(house() / "app.py"), default_timeout=20)
    if path:
        app.run().switch_page(path)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def shown(app, key):
    """The data behind a table on the page, which selects rows under this key."""
    return next(frame.value for frame in app.dataframe if frame.proto.id.endswith(f"{key}_rows"))


def texts(app):
    """The sentences on the page."""
    return [element.value for element in app.markdown]
