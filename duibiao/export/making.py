"""Makes one file in a process of its own, of a large table or of a briefing: `python -m duibiao.export.making FOLDER`.

The folder holds what is wanted (`order`) and the rows of a table (`rows.arrow`). After every part the number of rows
written goes to the standard output, one a line. A failure that the person should read is left in `refusal.json`.
"""

import json
import pickle
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from duibiao import language
from duibiao.errors import DuibiaoError
from duibiao.export import files
from duibiao.export.about import About
from duibiao.export.briefing import Briefing
from duibiao.export.briefing_files import BriefingFormat, briefing_bytes
from duibiao.export.files import Format
from duibiao.export.table import Table

ORDER, ROWS, MADE, REFUSAL = "order", "rows.arrow", "made", "refusal.json"
REFUSED = 3
"""How the process ends when it leaves a refusal."""


@dataclass(frozen=True)
class Order:
    """Which file is wanted of which table, whose rows lie beside it, in which language."""

    table: Table
    about: About
    kind: Format
    language: str

    def write(self, folder: Path) -> None:
        """Write the file `made`, and tell how many rows are written each time."""
        table = replace(self.table, frame=pl.read_ipc(folder / ROWS))
        files.write(table, self.about, self.kind, folder / MADE, lambda n_rows: print(n_rows, flush=True))


@dataclass(frozen=True)
class BriefingOrder:
    """Which file is wanted of a briefing, in which language."""

    briefing: Briefing
    kind: BriefingFormat
    language: str

    def write(self, folder: Path) -> None:
        """Write the file `made`."""
        (folder / MADE).write_bytes(briefing_bytes(self.briefing, self.kind))


def make(folder: Path) -> None:
    """Write the file `made` into the folder. Raises DuibiaoError when there can be no such file."""
    order: Order | BriefingOrder = pickle.loads((folder / ORDER).read_bytes())
    language.use(order.language)
    order.write(folder)


def main(folder: Path) -> int:
    """Make the file, or leave word why not."""
    try:
        make(folder)
    except DuibiaoError as error:
        told = json.dumps([error.message, error.hint], ensure_ascii=False)
        (folder / REFUSAL).write_text(told, encoding="utf-8")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
