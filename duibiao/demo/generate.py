"""From a seed to files, and from files to a warehouse through the same door as every other upload."""

from collections.abc import Callable, Iterator
from pathlib import Path

from duibiao.demo.files import write_lists, write_year
from duibiao.demo.ledger import ledger_of
from duibiao.demo.manifest import DemoFile, DemoManifest
from duibiao.demo.projects import Library, build
from duibiao.demo.stories import plots
from duibiao.demo.tables import YEARS
from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse

SEED = 20240831

Progress = Callable[[str, int, int], None]
"""Told after every file: what it was, how many are done, of how many."""


def generate(folder: Path, scale: int = 1, seed: int = SEED) -> DemoManifest:
    """Write the files of the district into `folder` (made if missing); the same seed and scale give the same bytes.

    `scale` multiplies projects, and with them payments and workloads; prices, shares and stories stay as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    library = build(seed, scale)
    codes = library.codes_of_stories()
    stories = tuple(plot.told(codes) for plot in plots())
    return DemoManifest(folder, scale, seed, tuple(_written(folder, library, seed)), stories)


def load_demo(
    warehouse: Warehouse, folder: Path, scale: int = 1, progress: Progress | None = None
) -> DemoManifest:
    """Generate the district into `folder` and load every file; raises RefusedFileError where one does not load."""
    manifest = generate(folder, scale)
    for done, file in enumerate(manifest.files, start=1):
        load_file(
            warehouse, file.extract, file.path, mapping=file.mapping, synthetic=True, accepted_by="demo"
        )
        if progress:
            progress(file.path.name, done, len(manifest.files))
    return manifest


def _written(folder: Path, library: Library, seed: int) -> Iterator[DemoFile]:
    yield from write_lists(folder, library)
    for year in YEARS:
        yield from write_year(folder, library, ledger_of(library, year, seed), seed)
