"""One build recognises and reads the text files of a folder; run as a script, with that build in front of all modules.

It prints the processor and the wall seconds that it takes as JSON. Builds that open a file once have a module for it.
"""

import json
import sys
import time
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from duibiao.errors import DuibiaoError


def main(folder: Path) -> None:
    """Read all files once, so that nothing is cold, and then again."""
    files = [(file.read_bytes(), file.name) for file in text_files(folder)]
    _measured(files)
    processor, wall = _measured(files)
    sys.stdout.write(json.dumps({"processor": processor, "wall": wall}))


def text_files(folder: Path) -> list[Path]:
    """The files that are text, in the order of their names."""
    return sorted(file for file in folder.iterdir() if file.suffix.lower() == ".csv")


def _measured(files: Iterable[tuple[bytes, str]]) -> tuple[float, float]:
    processor, wall = time.process_time(), time.perf_counter()
    for data, name in files:
        try:
            _read(data, name)
        except DuibiaoError:  # a file that is refused counts, too
            continue
    return time.process_time() - processor, time.perf_counter() - wall


def _read(data: bytes, name: str) -> None:
    fitting, reading = (import_module(f"duibiao.ingest.{module}") for module in ("fitting", "reading"))
    wish = reading.Wish(despite_totals=True)
    if find_spec("duibiao.ingest.document") is None:
        found: Any = fitting.fitting(data, name)
        reading.read_file(data, name, found.extract, found.mapping, wish)
        return
    document = import_module("duibiao.ingest.document").Document(data, name)
    found = fitting.fitting(document)
    reading.read_document(document, found.extract, found.mapping, wish)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
