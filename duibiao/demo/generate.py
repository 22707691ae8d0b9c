"""From a seed to files, and from files to a warehouse through the same door as every other upload."""

from collections.abc import Callable, Iterator
from pathlib import Path

from duibiao.demo.files import write_lists, write_year
from duibiao.demo.ledger import ledger_of
from duibiao.demo.manifest import DemoFile, DemoManifest
from duibiao.demo.projects import Library, build
from duibiao.demo.stories import plots
from duibiao.demo.tables import YEARS
from duibiao.errors import RefusedFileError
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


def load_demo(warehouse: Warehouse, folder: Path, scale: int = 1, progress: Progress | None = None) -> DemoManifest:
    """Generate the district into `folder` and load every file; raises RefusedFileError where one does not load."""
    manifest = generate(folder, scale)
    load_files(warehouse, manifest, progress)
    return manifest


def load_files(warehouse: Warehouse, manifest: DemoManifest, progress: Progress | None = None) -> None:
    """Load the generated files, in their order; raises RefusedFileError unless every row of each is accepted."""
    for done, file in enumerate(manifest.files, start=1):
        _load(warehouse, file)
        if progress:
            progress(file.path.name, done, len(manifest.files))


def _load(warehouse: Warehouse, file: DemoFile) -> None:
    report = load_file(warehouse, file.extract, file.path, mapping=file.mapping, synthetic=True, accepted_by="demo")
    if report.status != "loaded":
        reason = report.error or f"{report.rejected} rows of {report.file} were set aside"
        raise RefusedFileError(reason, report.hint or f"See {report.rejections}.")


def _written(folder: Path, library: Library, seed: int) -> Iterator[DemoFile]:
    yield from write_lists(folder, library)
    for year in YEARS:
        yield from write_year(folder, library, ledger_of(library, year, seed), seed)
