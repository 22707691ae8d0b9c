"""Makes one file of a large table in a process of its own: `python -m duibiao.export.making FOLDER`.

The folder holds what is wanted (`order`) and the rows (`rows.arrow`). After every part the number of rows written goes
to the standard output, one a line. A failure that the person should read is left in `refusal.json`.
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


def make(folder: Path) -> None:
    """Write the file `made` into the folder. Raises DuibiaoError when there can be no such file."""
    order: Order = pickle.loads((folder / ORDER).read_bytes())
    language.use(order.language)
    rows = pl.read_ipc(folder / ROWS)
    table = replace(order.table, frame=rows)
    files.write(table, order.about, order.kind, folder / MADE, lambda n_rows: print(n_rows, flush=True))


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
