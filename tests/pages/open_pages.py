"""Open a page of the app without a browser, and look at what it shows."""

from streamlit.testing.v1 import AppTest

from duibiao.settings import house

COMPARE = "pages/compare/same_thing.py"
UPLOAD = "pages/upload/may_it_go_in.py"
LEDGER = "pages/upload/ledger.py"
OVERVIEW = "pages/overview/what_came_in.py"


def page(path=None, **address):
    """A page of the app, opened at an address; without a path the first page.

    A page is only known by its path once the app has run, so it runs at the ledger before, whose file is called as its
    address is, and which computes little.
    """
    app = AppTest.from_file(str(house() / "app.py"), default_timeout=20)
    if path:
        app.switch_page(LEDGER).run().switch_page(path)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def shown(app, key):
    """The data behind a table on the page, which selects rows under this key."""
    return next(frame.value for frame in app.dataframe if frame.proto.id.endswith(f"{key}_rows"))


def texts(app):
    """The sentences on the page."""
    return [element.value for element in app.markdown]
