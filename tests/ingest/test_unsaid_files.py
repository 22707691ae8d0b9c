"""Files of which nobody says what they are: alone, in archives; read by a profile, or as proposed, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bureau import notes
from hostile import zipped

from duibiao import language
from duibiao.ingest.document import Document
from duibiao.ingest.fitting import fitting
from duibiao.ingest.load import Job, LoadReport, check_files, load_files
from duibiao.ingest.profile import Profile, fingerprint, save_profile
from duibiao.ingest.propose import Choice, propose
from duibiao.schema.catalogue import extract_named
from duibiao.warehouse import Warehouse

HEADER = "年度,月份,预算单位代码,预算单位名称,变动后预算数(元),累计支付数(元)\n"
AUGUST = HEADER + "2026,8,1,甲镇,100,40.50\n2026,8,2,乙镇,10,7\n"
SEPTEMBER = HEADER + "2026,9,1,甲镇,100,50.50\n2026,9,2,乙镇,10,8\n"
NO_UNIT = "年度,月份,预算单位代码,预算单位名称,变动后预算数,累计支付数\n2026,8,1,甲镇,100,40.50\n"
WIDE = (
    "预算单位代码,预算单位名称,基层单位代码,项目代码,项目名称,一类事代码,资金性质,支出功能分类,部门预算支出经济分类,"
    "申报数,审核数,批复数,调整数,变动后\n"
    "1,甲镇,101,31011800000000000001,保洁,A01,一般公共预算,2120501,30213,10,9,8,1,9\n"
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    before = language.current()
    language.use("en")
    with Warehouse.open(tmp_path / "w.duckdb") as opened:
        yield opened
    language.use(before)


def written(folder: Path, name: str, data: bytes | str) -> Path:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def loaded(warehouse: Warehouse, *files: Path, extract: str | None = None, **more: object) -> list[LoadReport]:
    job = Job(extract_named(extract) if extract else None, **more)  # type: ignore[arg-type]
    return list(load_files(warehouse, job, files))


def test_every_extract_of_an_archive_becomes_a_batch(warehouse: Warehouse, tmp_path: Path) -> None:
    packed = zipped({"甲/8月.csv": AUGUST, "9月.csv": SEPTEMBER, "说明.docx": b"x"})
    reports = loaded(warehouse, written(tmp_path, "三季度.zip", packed), extract="execution")
    assert [(each.file, each.status, each.accepted) for each in reports] == [
        ("三季度.zip/8月.csv", "loaded", 2),
        ("三季度.zip/9月.csv", "loaded", 2),
    ]
    assert "From the archive 三季度.zip" in notes(reports[0])
    assert any("说明.docx" in note for note in notes(reports[0]))
    assert sorted(warehouse.read("batches")["file_name"]) == ["8月.csv", "9月.csv"]


def test_a_file_of_an_archive_has_the_hash_that_it_has_alone(warehouse: Warehouse, tmp_path: Path) -> None:
    loaded(warehouse, written(tmp_path, "a.zip", zipped({"8月.csv": AUGUST})), extract="execution")
    (again,) = loaded(warehouse, written(tmp_path, "8月.csv", AUGUST), extract="execution", acknowledged=False)
    assert again.status == "waiting"
    assert "same_file" in [finding.code for finding in again.findings]


def test_one_bad_file_of_an_archive_is_refused_and_the_others_load(warehouse: Warehouse, tmp_path: Path) -> None:
    packed = zipped({"8月.csv": AUGUST, "scan.csv": b"%PDF-1.7 x", "9月.csv": SEPTEMBER})
    reports = loaded(warehouse, written(tmp_path, "a.zip", packed), extract="execution")
    assert [each.status for each in reports] == ["loaded", "refused", "loaded"]


def test_an_archive_that_is_refused_is_one_report(warehouse: Warehouse, tmp_path: Path) -> None:
    packed = zipped({"8月.csv": AUGUST, "b.zip": zipped({"9月.csv": SEPTEMBER})})
    file, good = written(tmp_path, "a.zip", packed), written(tmp_path, "9月.csv", SEPTEMBER)
    reports = loaded(warehouse, file, tmp_path / "missing.csv", good, extract="execution")
    assert [(each.file, each.status) for each in reports] == [
        ("a.zip", "refused"),
        ("missing.csv", "refused"),
        ("9月.csv", "loaded"),
    ]


def test_a_file_that_leaves_no_doubt_loads_as_what_it_is(warehouse: Warehouse, tmp_path: Path) -> None:
    (report,) = loaded(warehouse, written(tmp_path, "a.csv", AUGUST), acknowledged=False)
    assert (report.extract, report.status, report.accepted) == ("execution", "loaded", 2)


def test_a_file_whose_unit_nothing_tells_waits_for_somebody(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", NO_UNIT)
    (waiting,) = loaded(warehouse, file, acknowledged=False)
    assert waiting.status == "waiting"
    assert waiting.error is not None
    assert "to be confirmed: Unit" in waiting.error
    (acknowledged,) = loaded(warehouse, file)
    assert acknowledged.status == "loaded"


def test_a_shipped_profile_reads_the_file_that_has_all_its_columns() -> None:
    found = fitting(Document(WIDE.encode(), "2026年.csv"))
    assert (found.profile, found.extract.name) == ("budget_wide", "appropriation")
    assert fitting(Document(AUGUST.encode(), "a.csv")).profile is None


def test_a_saved_profile_reads_the_file_that_has_its_header(warehouse: Warehouse, tmp_path: Path) -> None:
    proposal = propose(NO_UNIT.encode(), "a.csv", Choice(factor=10_000))
    save_profile(warehouse, "月报", proposal.header, proposal.mapping, "钱会计")
    (report,) = loaded(warehouse, written(tmp_path, "a.csv", NO_UNIT), attended=False, acknowledged=False)
    assert report.status == "loaded"
    assert "Read with the profile 月报" in notes(report)
    paid = warehouse.read("headline", year=2026)["paid_yuan"].item()
    assert paid == 405_000


def test_profiles_can_be_given(warehouse: Warehouse, tmp_path: Path) -> None:
    proposal = propose(NO_UNIT.encode(), "a.csv", Choice(factor=1))
    given = (Profile(proposal.mapping, fingerprint(proposal.header)),)
    file = written(tmp_path, "a.csv", NO_UNIT)
    (report,) = loaded(warehouse, file, attended=False, acknowledged=False, profiles=given)
    assert report.status == "loaded"


def test_unattended_nothing_is_loaded_without_a_profile(warehouse: Warehouse, tmp_path: Path) -> None:
    (report,) = loaded(warehouse, written(tmp_path, "a.csv", AUGUST), attended=False, acknowledged=False)
    assert report.status == "waiting"
    assert report.error is not None
    assert "no saved profile" in report.error
    assert warehouse.read("batches").is_empty()


def test_unattended_a_file_with_rows_set_aside_waits(warehouse: Warehouse, tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", AUGUST + "2026,8,3,丙局,100,五十\n")
    job = {"attended": False, "acknowledged": False, "profiles": (_profile(AUGUST),)}
    (report,) = loaded(warehouse, file, **job)
    assert (report.status, report.findings[0].code) == ("waiting", "rows_set_aside")


def test_checking_says_what_loading_would_come_to_and_loads_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    good = written(tmp_path, "a.csv", AUGUST)
    partly = written(tmp_path, "b.csv", SEPTEMBER + "2026,9,3,丙局,100,五十\n")
    bad = written(tmp_path, "c.csv", SEPTEMBER + "合计,,,,110,9\n")
    reports = list(check_files(warehouse, Job(extract_named("execution")), [good, partly, bad]))
    assert [(each.status, each.accepted, each.rejected) for each in reports] == [
        ("would_load", 2, 0),
        ("would_load_partly", 2, 1),
        ("refused", 0, 0),
    ]
    assert warehouse.read("batches").is_empty()
    assert not (tmp_path / "rejected").exists()


def _profile(text: str) -> Profile:
    proposal = propose(text.encode(), "a.csv")
    return Profile(proposal.mapping, fingerprint(proposal.header))
