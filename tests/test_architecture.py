"""The rules of the house that a linter does not know."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

HOUSE = Path(__file__).parents[1]
PACKAGE = HOUSE / "duibiao"
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
SQL_START = re.compile(r"^\s*(with\s+\w+\s+as\b|select|insert\s+into|update\s+\w+\s+set|delete\s+from|create)\b", re.I)
IMPORTED_AS = {"python-docx": "docx", "python-pptx": "pptx", "vl-convert-python": "vl_convert"}
"""Packages whose modules are not called as they are."""
IDENTIFIER_BUILDERS = PACKAGE / "warehouse"
"""The one place that may put names (of declared extracts, columns and marts) into SQL text."""
RUNS_PYTHON = {
    "map_elements", "map_batches", "map_groups", "map_rows", "map_fields", "rolling_map", "apply", "fold", "cum_fold",
    "cum_reduce", "pipe_with_schema", "sink_batches", "collect_batches", "register_io_source", "defer",
}  # fmt: skip
"""Names under which polars calls a Python function from its own threads, or once did."""
OF_POLARS_ALONE = {"reduce", "Object"}
"""The same, and columns of Python objects; elsewhere the names say something harmless."""


def python_files(*folders: str) -> list[Path]:
    """The Python files below the folders of the house."""
    return sorted(file for folder in folders for file in (HOUSE / folder).rglob("*.py"))


def named(files: list[Path]) -> dict[str, Path]:
    """The files by their path in the house, for parametrised tests."""
    return {file.relative_to(HOUSE).as_posix(): file for file in files}


def each(files: list[Path]) -> pytest.MarkDecorator:
    """Run the test once per file."""
    return pytest.mark.parametrize("file", named(files).values(), ids=named(files).keys())


def imported(file: Path) -> Iterator[str]:
    """The full names of the modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def n_lines(file: Path) -> int:
    """How many lines a file has."""
    return len(file.read_text(encoding="utf-8").splitlines())


QUERY_FOLDERS = ("views", "marts", "dimensions", "reads")


def inside_polars(source: str) -> list[str]:
    """What of a file's Python could run in, or wait for, the threads of polars with Python's lock held.

    These threads work for all people of the server. One of them that waits for the lock, while whoever holds it waits
    for them, stands still for good, and everybody with it.
    """
    nodes = ast.walk(ast.parse(source))
    return [ast.unparse(node) for node in nodes if _runs_python(node) or _waits_with_the_lock(node)]


def _runs_python(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=str(module)) if module.split(".")[0] == "polars":
            return any(alias.name in RUNS_PYTHON | OF_POLARS_ALONE for alias in node.names)
        case ast.Call(func=ast.Name("getattr"), args=[_, ast.Constant(name), *_]):
            return name in RUNS_PYTHON | {"to_pandas"}
        case ast.Attribute(ast.Name("pl" | "polars"), name) if name in OF_POLARS_ALONE:
            return True
        case ast.Attribute(ast.Attribute(attr="name"), "map"):
            return True
    return isinstance(node, ast.Attribute) and node.attr in RUNS_PYTHON


def _waits_with_the_lock(node: ast.AST) -> bool:
    """`to_pandas` of anything but what `to_arrow` just made: that of pyarrow lets go of the lock."""
    match node:
        case ast.Attribute(ast.Call(func=ast.Attribute(attr="to_arrow")), "to_pandas"):
            return False
        case ast.Attribute(attr="to_pandas"):
            return True
    return False


PAGES = python_files("pages")
QUERIES = sorted(file for folder in QUERY_FOLDERS for file in (HOUSE / "queries" / folder).glob("*.sql"))
MODULES = python_files("duibiao")
LOCKS = sorted(HOUSE.glob("requirements*.lock"))


def test_imports_run_one_way():
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_frame_stays_small():
    assert n_lines(HOUSE / "app.py") <= 60


def test_pages_lie_one_folder_deep():
    """A flat page beside app.py is served without the frame, and so without the access gate."""
    assert {len(page.relative_to(HOUSE / "pages").parts) for page in PAGES} <= {2}


@each(PAGES)
def test_a_page_is_a_short_script(file):
    assert n_lines(file) <= 80
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    assert not [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, definitions)]


@each(PAGES)
def test_a_page_imports_neither_the_database_nor_a_page(file):
    assert not {name.split(".")[0] for name in imported(file)} & {"duckdb", "pages", "app"}


@each([*PAGES, *[file for file in MODULES if "ui" in file.relative_to(PACKAGE).parts]])
def test_screens_reach_the_database_only_through_reads(file):
    assert "duckdb" not in {name.split(".")[0] for name in imported(file)}


@each([HOUSE / "app.py", *PAGES, *MODULES])
def test_what_is_imported_is_declared(file):
    """A package that only comes along with another one may be gone tomorrow."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[<>=]", line)[0] for line in project["dependencies"]}
    declared = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in named}
    known = {*sys.stdlib_module_names, *declared, "duibiao"}
    assert {name.split(".")[0] for name in imported(file)} <= known


@each(MODULES)
def test_modules_are_named_for_what_is_in_them(file):
    assert not {part.removesuffix(".py") for part in file.relative_to(PACKAGE).parts} & VAGUE


@each([*MODULES, *PAGES])
def test_values_reach_sql_as_parameters(file):
    """SQL put together with f-strings is for names of declared things, and only in the warehouse."""
    if IDENTIFIER_BUILDERS in file.parents:
        return
    tree = ast.parse(file.read_text(encoding="utf-8"))
    pieced = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    assert not [text for text in pieced if SQL_START.match(text.lstrip("f'\""))]


@each([HOUSE / "app.py", *PAGES, *MODULES, *python_files("bench", "tools")])
def test_no_python_runs_inside_polars(file):
    assert inside_polars(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "pl.col('n').map_elements(cut, return_dtype=pl.Float64)",
        "frame.group_by('org').map_groups(one)",
        "frame.lazy().map_batches(all_of_it)",
        "frame['n'].rolling_map(mean, 3)",
        "pl.reduce(lambda first, second: first + second, pl.all())",
        "polars.fold(0, add, exprs)",
        "from polars import cum_fold",
        "from polars.io.plugins import register_io_source",
        "pl.all().name.map(str.upper)",
        "pl.Series([thing], dtype=pl.Object)",
        "apply = getattr(pl.Expr, 'map_elements')",
        "as_function = pl.Expr.map_batches",
        "frame.to_pandas()",
        "st.dataframe(frame.filter(pl.col('n') > 1).to_pandas())",
    ],
)
def test_python_inside_polars_would_be_found(source):
    assert inside_polars(source)


@pytest.mark.parametrize(
    "source",
    [
        "functools.reduce(add, sums)",
        "fold = Path('fold')",
        "frame.to_arrow().to_pandas(date_as_object=False)",
        "[percent(share) for share in frame['share']]",
        "pl.col('n').replace_strict(sizes, cuts)",
        "pool.map(load, files)",
    ],
)
def test_what_runs_outside_polars_is_no_matter(source):
    assert not inside_polars(source)


@each(QUERIES)
def test_a_query_is_one_select_with_a_header(file):
    sql = file.read_text(encoding="utf-8")
    assert sql.startswith("-- "), "begin with a comment: what it answers, grain, units"
    assert re.search(r"^-- grain: ", sql, re.MULTILINE), "name the grain"
    (statement,) = duckdb.extract_statements(sql)
    assert statement.type == duckdb.StatementType.SELECT


@each(sorted((HOUSE / "queries").rglob("*.sql")))
def test_sql_is_lowercase(file):
    spoken = re.sub(r"--.*|'[^']*'", "", file.read_text(encoding="utf-8"))
    assert not re.findall(r"\b[A-Z]+\b", spoken)


@each(QUERIES)
def test_a_query_names_the_columns_that_it_returns(file):
    last_select = file.read_text(encoding="utf-8").rpartition("\nselect")[2]
    assert not re.match(r"\s+(\w+\.)?\*", last_select)


@each(sorted((HOUSE / "queries" / "schema").glob("*.sql")))
def test_a_step_of_the_schema_is_numbered_and_explained(file):
    assert re.fullmatch(r"\d{4}_[a-z_]+", file.stem)
    assert file.read_text(encoding="utf-8").startswith("-- ")


def test_steps_of_the_schema_are_numbered_without_gaps():
    numbers = [int(file.stem[:4]) for file in sorted((HOUSE / "queries" / "schema").glob("*.sql"))]
    assert numbers == list(range(1, len(numbers) + 1))


@each([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md"), HOUSE / "data" / "README.md"])
def test_links_in_documents_lead_somewhere(file):
    links = re.findall(r"\]\(([^)#:]+)\)", file.read_text(encoding="utf-8"))
    assert [link for link in links if not (file.parent / link).exists()] == []


def locked(file: Path) -> dict[str, str]:
    """The requirement lines of a lock file: name (and marker) to version."""
    lines = re.findall(r"^([a-z0-9][\w.-]*)==([^ ;]+)(?: ; (.+?))? \\$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {f"{name} {marker}".strip(): version for name, version, marker in lines}


@each(LOCKS)
def test_a_lock_names_no_host_and_no_path(file):
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"://|/|@|^-", text, re.MULTILINE)


@each(LOCKS)
def test_a_lock_has_a_hash_for_every_version(file):
    entries = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert len(entries) == len(locked(file))


def test_both_locks_hold_the_same_versions():
    runtime, everything = (locked(HOUSE / name) for name in ("requirements.lock", "requirements-dev.lock"))
    assert runtime.items() <= everything.items()


def test_no_deep_learning_is_locked():
    assert not [name for name in locked(HOUSE / "requirements-dev.lock") if name.split()[0] in {"torch", "tensorflow"}]
