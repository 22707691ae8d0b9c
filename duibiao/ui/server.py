"""The server of the dashboard: `python -m duibiao.ui.server [options of streamlit run]`.

Streamlit takes a folder `pages` beside a script for its older kind of pages until the script has run once, so the
first visitor of a server who follows a link is told that there is no such page. Told beforehand, it does not look.
"""

import sys

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main as streamlit

from duibiao.settings import house


def serve(*options: str) -> None:
    """Serve app.py until the process is stopped; `options` are those of `streamlit run`."""
    PagesManager.uses_pages_directory = False
    streamlit(["run", str(house() / "app.py"), *options])


if __name__ == "__main__":
    serve(*sys.argv[1:])
