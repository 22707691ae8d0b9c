"""The command line: what it prints, and how it exits (0 all rows, 3 some set aside, 1 refused, 2 usage)."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from duibiao import cli, language
from duibiao.errors import DuibiaoError
from duibiao.schema.catalogue import EXTRACTS
from duibiao.settings import settings
from duibiao.warehouse import Warehouse, read_names

Run = Callable[..., Result]

GOOD = "年度,月份,预算单位代码,预算单位名称,变动后预算数,累计支付数\n2026,8,1,甲镇,100,40.50\n2026,8,2,乙镇,0,7\n"
PARTLY = GOOD + "2026,8,3,丙局,100,五十\n"
UNTIED = GOOD + "合计,,,,100,99\n"


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """In English, in a folder without settings, with nothing about the warehouse in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIBIAO_WAREHOUSE", raising=False)
    settings.cache_clear()
    before = language.current()
    language.use("en")
    yield
    language.use(before)
    settings.cache_clear()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.duckdb"


@pytest.fixture
def run(path: Path) -> Run:
    """Run a command on the small warehouse, through `main` as the console script does."""

    def run_command(*words: object, warehouse: bool = True) -> Result:
        given = ["--warehouse", str(path)] if warehouse else []
        return CliRunner().invoke(cli.app, [*given, *map(str, words)])

    return run_command


def file_of(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return file_of(tmp_path, "good.csv", GOOD)


@pytest.fixture
def partly(tmp_path: Path) -> Path:
    return file_of(tmp_path, "partly.csv", PARTLY)


@pytest.fixture
def untied(tmp_path: Path) -> Path:
    return file_of(tmp_path, "untied.csv", UNTIED)


def test_a_file_of_which_all_rows_load_exits_0(run: Run, good: Path) -> None:
    result = run("load", "execution", good)
    assert result.exit_code == 0
    assert "good.csv: batch 1, 2 rows loaded, 0 set aside" in result.stderr
    assert result.stdout == ""


def test_a_file_with_rows_set_aside_exits_3_and_says_where_they_are(run: Run, partly: Path) -> None:
    result = run("load", "execution", partly)
    assert result.exit_code == 3
    assert "2 rows loaded, 1 set aside" in result.stderr
    assert str(partly.parent / "rejected" / "1_partly.csv") in result.stderr.splitlines()[-1]


def test_a_refused_file_exits_1_and_nothing_of_it_is_loaded(run: Run, untied: Path) -> None:
    result = run("load", "execution", untied)
    assert result.exit_code == 1
    assert "refused" in result.stderr
    assert json.loads(run("read", "years", "--format", "json").stdout) == []


def test_the_worst_of_several_files_gives_the_status_and_the_others_load(
    run: Run, good: Path, partly: Path, untied: Path
) -> None:
    assert run("load", "execution", good, partly).exit_code == 3
    assert run("load", "execution", untied, partly, good).exit_code == 1
    assert len(json.loads(run("batches", "--format", "json").stdout)) == 4


@pytest.mark.parametrize(
    "words",
    [
        ["load"],
        ["load", "executions", "good.csv"],
        ["load", "execution", "missing.csv"],
        ["load", "execution", "good.csv", "--period", "August"],
        ["load", "execution", "good.csv", "--colour", "red"],
        ["read", "years", "--format", "xml"],
        ["backtest", "--train", "2024"],
        ["backtest", "--train", "2024", "--test", "last"],
        ["backtest", "--train", "2025-2024", "--test", "2026"],
        ["backtest", "--train", "2024", "--test", "2025", "--by", "colour"],
        ["read", "execution_by_org", "--param", "year"],
        ["undo", "first"],
        ["dance"],
    ],
)
def test_wrong_usage_exits_2(run: Run, good: Path, words: list[str]) -> None:
    assert good.exists()
    assert run(*words).exit_code == 2


def test_json_is_one_line_for_each_file_with_all_that_became_of_it(run: Run, good: Path, partly: Path) -> None:
    run("load", "execution", good)
    result = run("load", "execution", partly, good, "--json")
    first, second = map(json.loads, result.stdout.splitlines())
    wanted = {"batch", "extract", "accepted", "rejected", "scope", "replaced", "control_totals", "rejections"}
    assert wanted <= first.keys()
    assert (first["batch"], first["extract"], first["accepted"], first["rejected"]) == (2, "execution", 2, 1)
    assert first["scope"] == {"organisations": ["1", "2"], "periods": ["2026-08"]}
    assert first["replaced"] == [1]
    assert (second["batch"], second["replaced"], second["rejections"]) == (3, [2], None)
    with Path(first["rejections"]).open(encoding="utf-8-sig", newline="") as rejected:
        assert "五十" in rejected.read()


def test_json_tells_control_totals(run: Run, tmp_path: Path) -> None:
    file = file_of(tmp_path, "tied.csv", GOOD + "合计,,,,100,47.50\n")
    told = json.loads(run("load", "execution", file, "--json").stdout)["control_totals"]
    assert [
        (total["row"], total["column"], total["file_yuan"], total["rows_yuan"], total["status"]) for total in told
    ] == [
        (4, "current_yuan", "100.00", "100.00", "ties"),
        (4, "paid_yuan", "47.50", "47.50", "ties"),
    ]


def test_json_tells_why_a_file_was_refused(run: Run, untied: Path) -> None:
    told = json.loads(run("load", "execution", untied, "--json").stdout)
    assert (told["status"], told["batch"], told["accepted"]) == ("refused", None, 0)
    assert "99.00" in told["error"]
    assert told["hint"]


def test_despite_totals_loads_what_does_not_tie(run: Run, untied: Path) -> None:
    assert run("load", "execution", untied, "--despite-totals").exit_code == 0


def test_period_and_organisation_can_be_told(run: Run, tmp_path: Path) -> None:
    file = file_of(tmp_path, "bare.csv", "项目代码,累计支付数\nP1,5\n")
    assert run("load", "execution", file).exit_code == 1
    told = json.loads(run("load", "execution", file, "--period", "2026-08", "--org", "7", "--json").stdout)
    assert told["scope"] == {"organisations": ["7"], "periods": ["2026-08"]}


def test_a_mapping_is_a_shipped_name_or_a_file(run: Run, tmp_path: Path) -> None:
    file = file_of(tmp_path, "ours.csv", "Org;Due\n7;1,50\n8;2,25\n")
    profile = file_of(tmp_path, "ours.toml", 'extract = "execution"\n[columns]\norg_code = "Org"\npaid_yuan = "Due"\n')
    assert run("load", "execution", file, "--mapping", profile, "--period", "2026-08").exit_code == 0
    assert isinstance(run("load", "execution", file, "--mapping", "nowhere").exception, DuibiaoError)


def test_a_sheet_can_be_named(run: Run, good: Path) -> None:
    assert run("load", "execution", good, "--sheet", "一月").exit_code == 1


def test_a_read_prints_a_table_csv_or_json(run: Run, good: Path) -> None:
    run("load", "execution", good)
    asked = ("read", "execution_by_org", "--param", "year=2026", "--param", "month=8")
    assert "甲镇" in run(*asked).stdout
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    assert [(row["org_code"], row["paid_yuan"], row["execution_rate"]) for row in rows] == [
        ("1", "40.50", "0.405"),
        ("2", "7.00", ""),
    ]
    told = json.loads(run(*asked, "--format", "json").stdout)
    assert [(row["org_name"], row["paid_yuan"], row["execution_rate"]) for row in told] == [
        ("甲镇", 40.5, 0.405),
        ("乙镇", 7.0, None),
    ]


def test_a_table_in_a_pipe_is_never_cut_off(run: Run, tmp_path: Path) -> None:
    name = "全区" * 150
    run("load", "execution", file_of(tmp_path, "long.csv", f"{GOOD}2026,8,3,{name},1,1\n"))
    assert name in run("read", "execution_by_org", "--param", "year=2026").stdout


def test_a_read_can_answer_from_the_past(run: Run, good: Path) -> None:
    run("load", "execution", good)
    told = run("read", "years", "--as-of", "2020-01-01", "--format", "json")
    assert json.loads(told.stdout) == []


def test_batches_lists_the_ledger_and_undo_and_redo_turn_it(run: Run, good: Path, partly: Path) -> None:
    run("load", "execution", good)
    run("load", "execution", partly)
    assert "partly.csv" in run("batches").stdout
    assert run("undo", 2).exit_code == 0
    assert [row["state"] for row in json.loads(run("batches", "--format", "json").stdout)] == ["undone", "live"]
    assert run("redo", 2).exit_code == 0
    assert [row["state"] for row in json.loads(run("batches", "--format", "json").stdout)] == ["live", "replaced"]


def test_the_one_who_loads_is_in_the_ledger(run: Run, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "zhang")
    run("load", "execution", good)
    assert [row["accepted_by"] for row in json.loads(run("batches", "--format", "json").stdout)] == ["zhang"]


def test_the_environment_names_the_warehouse_and_the_option_wins(
    run: Run, good: Path, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.duckdb"
    monkeypatch.setenv("DUIBIAO_WAREHOUSE", str(other))
    run("load", "execution", good, warehouse=False)
    assert other.exists()
    assert not path.exists()
    run("load", "execution", good)
    assert path.exists()


def script(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "duibiao.cli", *map(str, words)]
    given = os.environ | {"PYTHONPATH": str(Path(cli.__file__).parents[2]), "DUIBIAO_LANGUAGE": "en"} | environment
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=60)


def test_the_program_tells_failures_in_sentences_without_a_traceback(path: Path) -> None:
    missing = script("--warehouse", path, "read", "years")
    assert missing.returncode == 1
    assert "There is no warehouse" in missing.stderr
    assert "Traceback" not in missing.stderr
    unknown = script("read", "execution_by_planet", DUIBIAO_WAREHOUSE=str(path))
    assert (unknown.returncode, unknown.stdout) == (1, "")


def test_the_program_exits_2_for_a_read_or_a_mapping_that_does_not_exist(path: Path, good: Path) -> None:
    assert script("--warehouse", path, "load", "execution", good).returncode == 0
    wrong = script("--warehouse", path, "read", "execution_by_planet")
    assert wrong.returncode == 2
    assert "execution_by_org" in wrong.stderr
    nowhere = script("--warehouse", path, "load", "execution", good, "--mapping", "nowhere")
    assert nowhere.returncode == 2
    assert "madrid_execution" in nowhere.stderr


def test_the_program_speaks_chinese_unless_told_otherwise(path: Path, partly: Path) -> None:
    said = script("--warehouse", path, "load", "execution", partly, DUIBIAO_LANGUAGE="zh_CN")
    assert said.returncode == 3
    assert "批次" in said.stderr


def test_the_help_names_every_command(run: Run) -> None:
    shown = run("--help").stdout
    assert all(command in shown for command in ("serve", "demo", "load", "read", "batches", "undo", "redo"))


@pytest.mark.parametrize("name", read_names())
def test_every_read_can_be_asked_for_by_name(run: Run, path: Path, name: str) -> None:
    Warehouse.open(path).close()
    params = [word for key in ("year=2026", "item=1", "org=1", "project=1", "batch=1") for word in ("--param", key)]
    result = run("read", name, *params, "--format", "json")
    assert result.exit_code == 0 or "has no parameter" in str(result.exception)


def test_an_archive_loads_file_by_file(run: Run, tmp_path: Path) -> None:
    packed = tmp_path / "八月.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("甲/8月.csv", GOOD)
        archive.writestr("9月.csv", GOOD.replace("2026,8", "2026,9").replace("40.50", "45.50").replace(",0,7", ",0,8"))
    result = run("load", "execution", packed)
    assert result.exit_code == 0
    assert "八月.zip/8月.csv: batch 1, 2 rows loaded" in result.stderr
    assert "八月.zip/9月.csv: batch 2, 2 rows loaded" in result.stderr


SAID = GOOD.replace(",0,7", ",10,7").replace("变动后预算数", "变动后预算数(元)").replace("累计支付数", "累计支付数(元)")


def test_a_file_tells_what_it_is(run: Run, tmp_path: Path) -> None:
    result = run("load", "auto", file_of(tmp_path, "a.csv", SAID), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["extract"] == "execution"


def test_a_file_of_which_something_must_be_confirmed_waits_and_exits_1(run: Run, good: Path) -> None:
    result = run("load", "auto", good)
    assert result.exit_code == 1
    assert "good.csv: not loaded yet." in result.stderr
    assert "--acknowledge" in result.stderr
    assert run("load", "auto", good, "--acknowledge").exit_code == 0


def test_a_file_with_warnings_waits_when_told_to(run: Run, good: Path) -> None:
    assert run("load", "execution", good).exit_code == 0
    again = run("load", "execution", good, "--wait")
    assert again.exit_code == 1
    assert "This very file was loaded already" in again.stderr
    assert run("load", "execution", good, "--acknowledge").exit_code == 0


def test_findings_of_a_loaded_file_are_printed(run: Run, good: Path) -> None:
    run("load", "execution", good)
    assert "[To be checked] This very file was loaded already" in run("load", "execution", good).stderr


def test_a_mapping_needs_its_extract(run: Run, good: Path) -> None:
    assert run("load", "auto", good, "--mapping", "budget_wide").exit_code == 2


def test_checking_exits_as_loading_would_and_loads_nothing(run: Run, good: Path, partly: Path, untied: Path) -> None:
    assert [run("check", "execution", file).exit_code for file in (good, partly, untied)] == [0, 3, 1]
    assert "would load 2 rows and set 1 aside" in run("check", "execution", partly).stderr
    assert json.loads(run("batches", "--format", "json").stdout) == []


def test_checking_needs_no_warehouse_and_makes_none(run: Run, good: Path, path: Path) -> None:
    assert run("check", "execution", good).exit_code == 0
    assert not path.exists()


def test_inspecting_says_what_a_file_is_taken_for_and_why(run: Run, good: Path, path: Path) -> None:
    result = run("inspect", good, "--format", "json")
    assert result.exit_code == 0
    assert "good.csv is taken for: Execution" in result.stderr
    assert "unit: 元 (nothing says the unit) [please check]" in result.stderr
    columns = {row["header"]: row["target"] for row in json.loads(result.stdout)}
    assert columns["累计支付数"] == "paid_yuan"
    assert not path.exists()


def test_a_proposed_profile_can_be_kept_and_used(run: Run, good: Path, tmp_path: Path) -> None:
    profile = file_of(tmp_path, "mine.toml", run("inspect", good, "--profile").stdout)
    assert run("load", "execution", good, "--mapping", profile).exit_code == 0


def test_templates_are_written_where_they_are_asked_for(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "模板"
    assert run("template", "execution", "-o", folder).stdout.strip() == str(folder / "预算执行_模板.xlsx")
    assert len(run("template", "all", "-o", folder).stdout.splitlines()) == len(EXTRACTS)
    assert run("template", "executions").exit_code == 2
    assert run("load", "execution", folder / "预算执行_模板.xlsx").exit_code == 1


def test_a_folder_is_watched_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    file_of(folder, "a.csv", SAID)
    result = run("watch", folder, "--once", "--stable", "0")
    assert result.exit_code == 1
    assert "a.csv: waits." in result.stderr
    (folder / "a.csv").unlink()
    assert run("watch", folder, "--once", "--stable", "0").exit_code == 0


def test_a_name_is_confirmed_and_taken_back(run: Run, path: Path, tmp_path: Path) -> None:
    named = file_of(tmp_path, "named.csv", "年度,月份,预算单位名称,变动后预算数,累计支付数\n2026,8,甲镇政府,100,40\n")
    assert run("load", "execution", named).exit_code == 1
    assert run("confirm", "org", "甲镇政府", "1").exit_code == 0
    assert run("load", "execution", named).exit_code == 0
    assert run("confirm", "org", "甲镇政府").exit_code == 0
    with Warehouse.open(path) as warehouse:
        assert warehouse.read("confirmed_names")["code"].to_list() == [None, "1"]
        assert warehouse.read("orgs", year=2026)["org_code"].to_list() == ["1"]


def test_a_profile_is_saved_for_the_header_of_a_file(run: Run, path: Path, tmp_path: Path) -> None:
    good = file_of(tmp_path, "good.csv", GOOD)
    mapping = file_of(tmp_path, "own.toml", 'extract = "execution"\n[columns]\npaid_yuan = "变动后预算数"\n')
    assert run("profile", "月报", good).exit_code == 0
    assert run("profile", "另一种", good, "--mapping", mapping).exit_code == 0
    with Warehouse.open(path) as warehouse:
        saved = warehouse.read("profiles")
    assert saved["name"].to_list() == ["另一种", "月报"]
    assert saved["fingerprint"].n_unique() == 1


ASKED = (
    "申请单号,明细序号,年度,预算单位代码,一类事代码,等级,申请数量,计量单位,服务月数,申请金额\n"
    "SQ1,1,2027,1,CY0101,一级,10,万平方米·年,12,1000000\n"
    "SQ1,2,2027,1,CY0101,一级,10,万平方米·年,9,900000\n"
    "SQ2,1,2027,2,XX,,1,项,12,5000\n"
)
STANDARDS = (
    "标准代码,标准名称,标准类别,版本,状态,生效日期,一类事代码,等级,标准金额,计量单位,计算方式\n"
    "B1,保洁,成本定额标准,1,印发,2026-01-01,CY0101,一级,90000,万平方米·年,定额\n"
)


@pytest.fixture
def asked(run: Run, tmp_path: Path) -> Path:
    """Requests in a file, and a warehouse with a standard of 90 000 a year for what two of the three lines are of."""
    assert run("load", "standard", file_of(tmp_path, "standards.csv", STANDARDS)).exit_code == 0
    return file_of(tmp_path, "requests.csv", ASKED)


def test_a_review_says_what_is_justified_and_what_could_not_be_judged_and_loads_nothing(run: Run, asked: Path) -> None:
    # 10 × 90 000 = 900 000; × 9/12 = 675 000. Of 1 905 000: 1 575 000 suggested, 325 000 cut, 5 000 not judged.
    result = run("review", asked)
    assert result.exit_code == 0
    for part in ("190.50", "157.50", "32.50", "1 lines of 0.50"):
        assert part in result.stderr
    assert "fewer than 5 other organisations" in result.stdout
    assert json.loads(run("read", "request_years", "--format", "json").stdout) == []


def test_a_review_tells_every_line_to_machines(run: Run, asked: Path) -> None:
    lines = json.loads(run("review", asked, "--format", "json").stdout)
    assert [(line["suggested_yuan"], line["cut_yuan"], line["not_judged_yuan"]) for line in lines] == [
        (900_000, 100_000, None),
        (675_000, 225_000, None),
        (None, None, 5_000),
    ]


@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_a_review_is_written_as_a_sheet(run: Run, asked: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / "new" / f"review.{ending}"
    assert run("review", asked, "--out", out).exit_code == 0
    assert zipfile.is_zipfile(out)


def test_a_review_cannot_be_written_as_something_else(run: Run, asked: Path) -> None:
    assert run("review", asked, "--out", "review.pdf").exit_code == 2


def test_a_review_of_what_is_no_request_is_refused(run: Run, asked: Path, good: Path) -> None:
    assert asked.exists()
    assert run("review", good).exit_code == 1


def test_a_review_with_rows_set_aside_exits_3(run: Run, asked: Path, tmp_path: Path) -> None:
    broken = file_of(tmp_path, "broken.csv", asked.read_text(encoding="utf-8") + "SQ3,1,2027,3,XX,,1,项,12,五千\n")
    result = run("review", broken)
    assert result.exit_code == 3
    assert "3 lines read, 1 set aside" in result.stderr


def test_a_review_is_of_one_year(run: Run, asked: Path, tmp_path: Path) -> None:
    two = asked.read_text(encoding="utf-8").replace("SQ2,1,2027", "SQ2,1,2028")
    assert run("review", file_of(tmp_path, "two.csv", two)).exit_code == 1


def test_a_review_without_a_warehouse_judges_nothing(run: Run, tmp_path: Path) -> None:
    result = run("review", file_of(tmp_path, "requests.csv", ASKED))
    assert result.exit_code == 0
    assert "2 requests with 3 lines ask for 190.50 × 10,000 yuan; none of them could be judged" in result.stderr


HEADER = "年度,月份,预算单位代码,预算单位名称,变动后预算数,累计支付数\n"
YEARS = HEADER + "2024,6,1,甲镇,100,30\n2024,12,1,甲镇,100,80\n2025,6,1,甲镇,100,40\n2025,12,1,甲镇,100,90\n"


def test_a_backtest_prints_a_line_a_month_and_the_mean_of_the_year(run: Run, tmp_path: Path) -> None:
    # From June 2025: a straight line of 80, last share 40 ÷ 3/8 at most 100, last rate 80; 90 were paid. Final rate 80,
    # rest 40 + 60 · 50/70, contracts untold 40 · 80/30 at most 100, 40 + (1 − 3/8) · 0.8 · 100 and 40 + 50: the middle.
    run("load", "execution", file_of(tmp_path, "years.csv", YEARS))
    result = run("backtest", "--train", "2024", "--test", "2025")
    assert result.exit_code == 0
    june = next(line for line in result.stdout.splitlines() if " 6 " in line)
    assert [cell.strip() for cell in june.strip("│ ").split("│")][:7] == [
        "2025",
        "6",
        "1",
        "0.0%",
        "11.1%",
        "11.1%",
        "11.1%",
    ]
    assert "mean" in result.stdout
    (row,) = json.loads(run("backtest", "--train", "2024", "--test", "2025", "--format", "json").stdout)
    assert (row["year"], row["month"], row["straight_line"]) == (2025, 6, pytest.approx(10 / 90))


def test_a_backtest_of_years_that_nothing_is_known_of_exits_1(run: Run, good: Path) -> None:
    run("load", "execution", good)
    result = run("backtest", "--train", "2024", "--test", "2025")
    assert result.exit_code == 1
    assert "None of these years can be foreseen" in result.stderr
