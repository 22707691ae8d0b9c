"""A file that would take away rows which stand says so before, on every way in, with their number and their sum."""

from pathlib import Path

from bureau import notes, places
from click.testing import Result
from typer.testing import CliRunner

from duibiao import cli
from duibiao.ingest.load import Job, LoadReport, load_file, load_files
from duibiao.ingest.mapping import Mapping
from duibiao.ingest.watch import Watch
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

REGISTER = "单位代码,项目代码,项目名称,项目总预算\n"
EXECUTION = "年度,月份,单位代码,项目代码,变动后预算数,累计支付数\n"
YES = (("replaces", "yes"),)


def register(folder: Path, name: str, projects: range, org: str = "A", budget: int = 100) -> Path:
    file = folder / name
    rows = "".join(f"{org},P{i},路灯养护{i},{budget}\n" for i in projects)
    file.write_text(f"单位:元\n{REGISTER}{rows}", encoding="utf-8")
    return file


def execution(folder: Path, name: str, lines: range, month: int = 8, org: str = "A") -> Path:
    file = folder / name
    rows = "".join(f"2024,{month},{org},P{i},100,10\n" for i in lines)
    file.write_text(f"单位:元\n{EXECUTION}{rows}", encoding="utf-8")
    return file


def codes(report: LoadReport) -> list[str]:
    return [finding.code for finding in report.findings]


def standing(warehouse: Warehouse, extract: str) -> int:
    return int(warehouse.live_scopes(extract)["n_rows"].sum())


def test_a_register_of_three_projects_does_not_silently_replace_one_of_ninety_eight(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    load_file(warehouse, "project", register(tmp_path, "all.csv", range(98)))
    report = load_file(warehouse, "project", register(tmp_path, "three.csv", range(3)))
    assert (report.status, report.batch) == ("waiting", None)
    assert report.error is not None
    assert "Of 98 rows" in report.error
    assert "95 are not in this file" in report.error
    assert "9,500.00" in report.error
    (question,) = [finding for finding in report.findings if finding.code == "replaces"]
    assert [option.value for option in question.options] == ["yes"]
    assert question.count == 95
    assert places(question)[0][2].startswith("A: 95 of 98 rows")
    assert standing(warehouse, "project") == 98


def test_the_answer_yes_lets_them_go_and_the_batch_keeps_what_went(warehouse: Warehouse, tmp_path: Path) -> None:
    load_file(warehouse, "project", register(tmp_path, "all.csv", range(98)))
    report = load_file(warehouse, "project", register(tmp_path, "three.csv", range(3)), answers=YES)
    assert report.status == "loaded"
    assert any("95 are not in this file" in note for note in notes(report))
    assert standing(warehouse, "project") == 3


def test_three_lines_of_three_hundred_that_vanish_are_a_note_and_sixteen_a_question(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    load_file(warehouse, "execution", execution(tmp_path, "a.csv", range(300)))
    few = load_file(warehouse, "execution", execution(tmp_path, "b.csv", range(297)))
    assert (few.status, codes(few)) == ("loaded", ["rows_gone"])
    many = load_file(warehouse, "execution", execution(tmp_path, "c.csv", range(281)))
    assert (many.status, codes(many)) == ("waiting", ["replaces"])


def test_few_rows_with_much_money_are_a_question(warehouse: Warehouse, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_text(execution(tmp_path, "a.csv", range(99)).read_text("utf-8") + "2024,8,A,P99,1000,600\n", "utf-8")
    load_file(warehouse, "execution", large)
    report = load_file(warehouse, "execution", execution(tmp_path, "b.csv", range(99)))
    assert codes(report)[0] == "replaces"
    assert "600.00" in str(report.error)


def test_the_majority_of_one_organisation_is_a_question_however_large_the_file(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    both = execution(tmp_path, "a.csv", range(300))
    town = execution(tmp_path, "b.csv", range(500, 503), org="B").read_text("utf-8").partition("累计支付数\n")[2]
    both.write_text(both.read_text("utf-8") + town, "utf-8")
    load_file(warehouse, "execution", both)
    both.write_text(both.read_text("utf-8").replace("2024,8,B,P501,100,10\n2024,8,B,P502,100,10\n", ""), "utf-8")
    assert codes(load_file(warehouse, "execution", both))[0] == "replaces"


def test_a_file_of_totals_does_not_replace_its_lines_unasked(warehouse: Warehouse, tmp_path: Path) -> None:
    load_file(warehouse, "execution", execution(tmp_path, "a.csv", range(12)))
    total = tmp_path / "total.csv"
    total.write_text("单位:元\n年度,月份,单位代码,变动后预算数,累计支付数\n2024,8,A,1200,120\n", encoding="utf-8")
    report = load_file(warehouse, "execution", total)
    assert codes(report)[0] == "replaces"
    assert standing(warehouse, "execution") == 12


def test_a_register_without_the_amounts_that_stand_is_a_question(warehouse: Warehouse, tmp_path: Path) -> None:
    load_file(warehouse, "project", register(tmp_path, "all.csv", range(12)))
    names = tmp_path / "names.csv"
    names.write_text("单位代码,项目代码,项目名称\n" + "".join(f"A,P{i},路灯{i}\n" for i in range(12)), encoding="utf-8")
    report = load_file(warehouse, "project", names)
    assert codes(report)[0] == "replaces"
    assert "has no column for" in str(report.error)


def test_payments_of_the_second_half_of_a_month_do_not_replace_the_first_unasked(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    header = "支付日期,支付凭证号,单位代码,支付金额\n"
    for name, days in (("one.csv", range(1, 15)), ("two.csv", range(15, 29))):
        (tmp_path / name).write_text(
            f"单位:元\n{header}" + "".join(f"2024-03-{day:02},V{day},A,100\n" for day in days), encoding="utf-8"
        )
    load_file(warehouse, "payment", tmp_path / "one.csv")
    report = load_file(warehouse, "payment", tmp_path / "two.csv")
    assert codes(report)[0] == "replaces"
    assert "1,400.00" in str(report.error)


def test_a_project_that_went_to_another_organisation_of_the_file_is_not_gone(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    load_file(warehouse, "execution", execution(tmp_path, "a.csv", range(10)))
    moved = execution(tmp_path, "b.csv", range(10))
    moved.write_text(moved.read_text("utf-8").replace("2024,8,A,P9,", "2024,8,B,P9,"), "utf-8")
    assert load_file(warehouse, "execution", moved).status == "loaded"


def test_a_new_month_another_organisation_and_a_corrected_amount_ask_nothing(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    load_file(warehouse, "execution", execution(tmp_path, "a.csv", range(10)))
    for file in (
        execution(tmp_path, "b.csv", range(3), org="B"),
        execution(tmp_path, "c.csv", range(10), month=9),
    ):
        assert "replaces" not in codes(load_file(warehouse, "execution", file))
    corrected = execution(tmp_path, "d.csv", range(10))
    corrected.write_text(corrected.read_text("utf-8").replace("P3,100,10", "P3,100,20"), "utf-8")
    assert "replaces" not in codes(load_file(warehouse, "execution", corrected))


def test_unattended_and_unnamed_loading_wait_for_the_answer(tmp_path: Path) -> None:
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        load_file(warehouse, "project", register(tmp_path, "all.csv", range(98)))
        (report,) = load_files(warehouse, Job(None), [register(tmp_path, "three.csv", range(3))])
        assert "replaces" in codes(report)
    folder = tmp_path / "in"
    folder.mkdir()
    register(folder, "three.csv", range(3))
    (entry,) = Watch(folder, tmp_path / "w.duckdb", stable_seconds=0).look()
    assert entry.outcome == "waiting"


def test_the_command_exits_1_without_replace_and_0_with_it(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with Warehouse.open(path) as warehouse:
        load_file(warehouse, "project", register(tmp_path, "all.csv", range(98)))
    three = str(register(tmp_path, "three.csv", range(3)))

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli.app, ["--warehouse", str(path), *words])

    waits = run("load", "project", three)
    assert waits.exit_code == 1
    assert "--answer replaces=yes" in waits.output
    assert run("check", "project", three).exit_code == 1
    assert run("check", "project", three, "--replace").exit_code == 0
    assert run("load", "project", three, "--replace").exit_code == 0


def test_a_file_of_all_organisations_asks_before_it_empties_those_that_it_leaves_out(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    both = execution(tmp_path, "a.csv", range(5))
    both.write_text(both.read_text("utf-8") + "2024,8,B,P7,100,10\n2024,8,B,P8,100,10\n", "utf-8")
    job = Job(extract_named("execution"), Mapping("whole", "execution", whole=True))
    next(load_files(warehouse, job, [both]))
    report = next(load_files(warehouse, job, [execution(tmp_path, "b.csv", range(5))]))
    (question,) = [finding for finding in report.findings if finding.code == "replaces"]
    assert places(question)[0][2].startswith("B 2024-08: 2 of 2 rows")
