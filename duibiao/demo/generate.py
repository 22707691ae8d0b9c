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
from duibiao.ingest.load import Job, load_each
from duibiao.ingest.mapping import load_mapping
from duibiao.schema.catalogue import extract_named
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
    jobs = ((_job(file), file.path) for file in manifest.files)
    with warehouse.in_bulk():
        for done, report in enumerate(load_each(warehouse, jobs), start=1):
            if report.status != "loaded":
                reason = report.error or f"{report.rejected} rows of {report.file} were set aside"
                raise RefusedFileError(reason, report.hint or f"See {report.rejections}.")
            if progress:
                progress(report.file, done, len(manifest.files))


def _job(file: DemoFile) -> Job:
    mapping = load_mapping(file.mapping) if file.mapping is not None else None
    return Job(extract_named(file.extract), mapping, synthetic=True, accepted_by="demo")


def _written(folder: Path, library: Library, seed: int) -> Iterator[DemoFile]:
    yield from write_lists(folder, library)
    for year in YEARS:
        yield from write_year(folder, library, ledger_of(library, year, seed), seed)
