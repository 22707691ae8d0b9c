"""A watched folder: what passes by itself, what waits with its report, and that nothing loads twice or gets lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile import zipped

from duibiao import language
from duibiao.errors import WarehouseError
from duibiao.ingest.profile import Profile, fingerprint, save_profile
from duibiao.ingest.propose import propose
from duibiao.ingest.watch import Entry, Watch, entry_sentence
from duibiao.warehouse import Warehouse

HOUSE = Path(__file__).parents[2]
HEADER = "年度,月份,预算单位代码,预算单位名称,变动后预算数(元),累计支付数(元)\n"
AUGUST = HEADER + "2026,8,1,甲镇,100,40.50\n2026,8,2,乙镇,10,7\n"
SEPTEMBER = HEADER + "2026,9,1,甲镇,100,50.50\n2026,9,2,乙镇,10,8\n"
FALLING = HEADER + "2026,9,1,甲镇,100,30.50\n2026,9,2,乙镇,10,8\n"
OTHER = "年份,月份,单位编码,累计支出(元)\n2026,9,1,50\n"
LATER = 3_600.0


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    before = language.current()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "收件"
    made.mkdir()
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A warehouse in which the layout of the monthly files was confirmed."""
    made = tmp_path / "w.duckdb"
    with Warehouse.open(made) as warehouse:
        proposal = propose(AUGUST.encode(), "8月.csv")
        save_profile(warehouse, "月报", proposal.header, proposal.mapping, "钱会计")
    return made


def put(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def looked(watch: Watch) -> list[tuple[str, str]]:
    """What a look an hour later has to say."""
    return [(entry.file, entry.outcome) for entry in watch.look(time.time() + LATER)]


def journal(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "报告" / "journal.jsonl").read_text(encoding="utf-8").splitlines()]


def loaded(path: Path) -> list[str]:
    with Warehouse.open(path, read_only=True) as warehouse:
        return sorted(warehouse.read("batches")["file_name"])


def test_a_file_that_a_profile_reads_without_any_finding_is_loaded(folder: Path, path: Path) -> None:
    file = put(folder, "8月.csv", AUGUST)
    assert looked(Watch(folder, path, accepted_by="值班")) == [("8月.csv", "loaded")]
    assert file.read_text(encoding="utf-8") == AUGUST
    with Warehouse.open(path, read_only=True) as warehouse:
        (batch,) = warehouse.read("batches").iter_rows(named=True)
    assert (batch["accepted_by"], batch["n_accepted"]) == ("值班", 2)
    (line,) = journal(folder)
    assert (line["file"], line["outcome"], line["batch"], line["sha256"]) == ("8月.csv", "loaded", 1, batch["sha256"])


def test_a_file_with_a_layout_that_nobody_confirmed_waits_with_its_report(folder: Path, path: Path) -> None:
    put(folder, "其他.csv", OTHER)
    assert looked(Watch(folder, path)) == [("其他.csv", "waiting")]
    report = folder / "报告" / "其他.csv.report.txt"
    assert "no saved profile" in report.read_text(encoding="utf-8")
    assert json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))["status"] == "waiting"
    assert loaded(path) == []


def test_a_file_with_a_finding_waits_and_the_report_says_where(folder: Path, path: Path) -> None:
    put(folder, "1_8月.csv", AUGUST)
    put(folder, "2_9月.csv", FALLING)
    assert looked(Watch(folder, path)) == [("1_8月.csv", "loaded"), ("2_9月.csv", "waiting")]
    text = (folder / "报告" / "2_9月.csv.report.txt").read_text(encoding="utf-8")
    assert "30.50" in text
    assert "F2" in text
    assert loaded(path) == ["1_8月.csv"]


def test_a_file_with_rows_to_set_aside_waits(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST + "2026,8,3,丙局,100,五十\n")
    assert looked(Watch(folder, path)) == [("8月.csv", "waiting")]
    assert loaded(path) == []


def test_a_file_that_is_no_extract_is_refused_with_its_report(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", b"%PDF-1.7")
    assert looked(Watch(folder, path)) == [("8月.csv", "refused")]
    assert "a PDF document" in (folder / "报告" / "8月.csv.report.txt").read_text(encoding="utf-8")


def test_a_file_still_being_written_is_left_until_it_rests(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    watch = Watch(folder, path, stable_seconds=60)
    assert list(watch.look()) == []
    assert [entry.outcome for entry in watch.look(time.time() + 61)] == ["loaded"]


@pytest.mark.parametrize("name", ["~$8月.xlsx", ".8月.csv", ".8月.csv.part"])
def test_unfinished_files_and_locks_are_not_looked_at(folder: Path, path: Path, name: str) -> None:
    put(folder, name, AUGUST)
    assert looked(Watch(folder, path)) == []


def test_files_that_are_no_extracts_are_noted_once_and_left_alone(folder: Path, path: Path) -> None:
    letter = put(folder, "说明.docx", b"PK")
    watch = Watch(folder, path)
    assert looked(watch) == [("说明.docx", "left_out")]
    assert looked(watch) == []
    assert letter.exists()


def test_links_to_elsewhere_are_not_followed(folder: Path, path: Path, tmp_path: Path) -> None:
    (folder / "8月.csv").symlink_to(put(tmp_path, "secret.csv", AUGUST))
    assert looked(Watch(folder, path)) == []


def test_nothing_is_said_or_done_twice(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    put(folder, "其他.csv", OTHER)
    watch = Watch(folder, path)
    assert len(looked(watch)) == 2
    assert looked(watch) == []
    assert looked(Watch(folder, path)) == []
    assert loaded(path) == ["8月.csv"]
    assert len(journal(folder)) == 2


def test_the_same_bytes_under_another_name_are_known(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    watch = Watch(folder, path)
    looked(watch)
    put(folder, "8月 副本.csv", AUGUST)
    assert looked(watch) == [("8月 副本.csv", "known")]
    assert loaded(path) == ["8月.csv"]


def test_a_batch_that_was_taken_back_does_not_come_again(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    looked(Watch(folder, path))
    with Warehouse.open(path) as warehouse:
        warehouse.undo(1)
    (folder / "报告" / "journal.jsonl").unlink()
    assert looked(Watch(folder, path)) == [("8月.csv", "known")]


def test_a_new_file_under_an_old_name_is_new(folder: Path, path: Path) -> None:
    put(folder, "本月.csv", AUGUST)
    watch = Watch(folder, path)
    looked(watch)
    put(folder, "本月.csv", SEPTEMBER)
    assert looked(watch) == [("本月.csv", "loaded")]
    assert len(loaded(path)) == 2


def test_what_waits_loads_once_its_profile_is_saved(folder: Path, path: Path) -> None:
    put(folder, "其他.csv", OTHER)
    watch = Watch(folder, path)
    assert looked(watch) == [("其他.csv", "waiting")]
    with Warehouse.open(path) as warehouse:
        proposal = propose(OTHER.encode(), "其他.csv")
        save_profile(warehouse, "其他", proposal.header, proposal.mapping, "钱会计")
    assert looked(watch) == [("其他.csv", "loaded")]
    assert "batch 1" in (folder / "报告" / "其他.csv.report.txt").read_text(encoding="utf-8")


def test_profiles_can_be_given_instead(folder: Path, tmp_path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    proposal = propose(AUGUST.encode(), "8月.csv")
    given = [Profile(proposal.mapping, fingerprint(proposal.header))]
    assert looked(Watch(folder, tmp_path / "new.duckdb", profiles=given)) == [("8月.csv", "loaded")]


def test_a_crash_between_the_warehouse_and_the_journal_loads_nothing_twice(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    looked(Watch(folder, path))
    lines = folder / "报告" / "journal.jsonl"
    lines.write_bytes(lines.read_bytes()[:40])
    watch = Watch(folder, path)
    assert looked(watch) == [("8月.csv", "known")]
    assert loaded(path) == ["8月.csv"]
    put(folder, "9月.csv", SEPTEMBER)
    assert looked(watch) == [("9月.csv", "loaded")]
    assert [entry.outcome for entry in Watch(folder, path).journal.entries] == ["known", "loaded"]


def test_a_watch_that_is_killed_and_started_again_loads_each_file_once(folder: Path, path: Path) -> None:
    for month in range(1, 13):
        put(folder, f"{month:02d}.csv", HEADER + f"2025,{month},1,甲镇,100,{month}\n")
    words = [sys.executable, "-m", "duibiao.cli", "--warehouse", str(path), "watch", str(folder), "--stable", "0"]
    environment = os.environ | {"DUIBIAO_LANGUAGE": "en", "PYTHONPATH": str(HOUSE)}
    for moment in (1, 3, 6):
        watching = subprocess.Popen([*words, "--every", "0.1"], env=environment, stderr=subprocess.DEVNULL, cwd=folder)
        until = time.monotonic() + 30
        while len(_lines(folder)) < moment and time.monotonic() < until:
            time.sleep(0.01)
        watching.send_signal(signal.SIGKILL)
        watching.wait()
    done = subprocess.run([*words, "--once"], env=environment, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert loaded(path) == [f"{month:02d}.csv" for month in range(1, 13)]
    assert {entry.outcome for entry in Watch(folder, path).journal.entries} <= {"loaded", "known"}


def _lines(folder: Path) -> list[str]:
    lines = folder / "报告" / "journal.jsonl"
    return lines.read_text(encoding="utf-8").splitlines() if lines.exists() else []


def test_the_files_of_an_archive_are_loaded_each_for_itself(folder: Path, path: Path) -> None:
    put(folder, "三季度.zip", zipped({"8月.csv": AUGUST, "9月.csv": SEPTEMBER}))
    watch = Watch(folder, path)
    assert looked(watch) == [
        ("三季度.zip/8月.csv", "loaded"),
        ("三季度.zip/9月.csv", "loaded"),
        ("三季度.zip", "loaded"),
    ]
    assert looked(watch) == []


def test_an_archive_cut_short_by_a_crash_goes_on_where_it_stopped(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    looked(Watch(folder, path))
    (folder / "报告" / "journal.jsonl").unlink()
    (folder / "8月.csv").unlink()
    put(folder, "三季度.zip", zipped({"8月.csv": AUGUST, "9月.csv": SEPTEMBER}))
    assert looked(Watch(folder, path)) == [
        ("三季度.zip/8月.csv", "known"),
        ("三季度.zip/9月.csv", "loaded"),
        ("三季度.zip", "loaded"),
    ]


def test_an_archive_of_which_something_waits_is_waiting(folder: Path, path: Path) -> None:
    put(folder, "a.zip", zipped({"8月.csv": AUGUST, "其他.csv": OTHER}))
    watch = Watch(folder, path)
    assert looked(watch)[-1] == ("a.zip", "waiting")
    assert sorted(entry.file for entry in watch.waiting()) == ["a.zip", "a.zip/其他.csv"]


def test_a_warehouse_in_other_hands_is_said_and_nothing_is_done(folder: Path, path: Path) -> None:
    put(folder, "8月.csv", AUGUST)
    holding = "import sys; from pathlib import Path; from duibiao.warehouse import Warehouse\n"
    holding += "w = Warehouse.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=HOUSE,
        text=True,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        watch = Watch(folder, path)
        with pytest.raises(WarehouseError):
            looked(watch)
        assert not (folder / "报告").exists()
        other.communicate("")
    assert looked(watch) == [("8月.csv", "loaded")]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (Entry("", "a.csv", "", "loaded", batch=3), "a.csv: loaded as batch 3"),
        (Entry("", "a.csv", "", "known", batch=3), "a.csv: was loaded already, as batch 3"),
        (Entry("", "a.csv", "", "refused", error="No header"), "a.csv: refused. No header"),
        (Entry("", "a.zip", "", "loaded"), "a.zip: all its files are loaded"),
        (Entry("", "a.zip", "", "waiting"), "a.zip: some of its files wait"),
        (Entry("", "a.docx", "", "left_out"), "a.docx: left alone, no extract"),
    ],
)
def test_each_outcome_is_said_in_a_sentence(entry: Entry, said: str) -> None:
    assert entry_sentence(entry) == said
