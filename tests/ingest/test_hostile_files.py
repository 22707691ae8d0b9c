"""Files made to harm, or harmful by accident, are refused with the right reason or read within the memory there is.

Each is read in a process of its own: its peak memory and its time are measured, and it must end by itself.
"""

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import hostile
import pytest
from hostile import Outcome, number, workbook, zipped

from duibiao.errors import RefusedFileError
from duibiao.ingest.archive import members
from duibiao.ingest.document import Document
from duibiao.ingest.load import load_file
from duibiao.ingest.package import inspect
from duibiao.ingest.propose import propose
from duibiao.ingest.sheet import Sheet
from duibiao.warehouse import Warehouse

MOST_MEGABYTES = 512
MOST_SECONDS = 30
HARMLESS = '<row r="1"><c r="A1"><v>1</v></c></row>'
GOOD = "年度,月份,预算单位代码,预算单位名称,变动后预算数,累计支付数\n2026,8,1,甲镇,100,40.50\n"


def outcome(folder: Path, name: str, data: bytes) -> Outcome:
    """What became of the file, which must have stayed within the memory and the time."""
    file = folder / name
    file.write_bytes(data)
    result = hostile.outcome(file)
    assert result.megabytes < MOST_MEGABYTES
    assert result.seconds < MOST_SECONDS
    return result


def only(data: bytes, name: str = "a.xlsx") -> Sheet:
    (sheet,) = Document(data, name).sheets()
    return sheet


# --- zip bombs


def test_a_bomb_that_says_what_it_is_is_refused_by_what_it_says(tmp_path: Path) -> None:
    found = outcome(tmp_path, "a.zip", hostile.zipped_breaks("a.csv", 2_000))
    assert "inflates to 2,000 MB" in found.refused


def test_a_bomb_below_the_size_of_a_large_file_is_refused_by_its_ratio(tmp_path: Path) -> None:
    found = outcome(tmp_path, "a.zip", hostile.zipped_breaks("a.csv", 490))
    assert "more than 100 times its size" in found.refused
    assert found.megabytes < 200, "it is not inflated to the end"


def test_a_bomb_that_says_that_it_is_small_is_refused_when_it_turns_out_not_to_be(tmp_path: Path) -> None:
    lying = hostile.with_declared_size(hostile.zipped_breaks("a.csv", 2_000), 1_000)
    found = outcome(tmp_path, "a.zip", lying)
    assert "is said to hold 1,000 bytes" in found.refused
    assert found.megabytes < 150


def test_a_header_that_says_more_than_there_is_is_refused() -> None:
    with pytest.raises(RefusedFileError, match=r"5,000 字节|5,000 bytes"):
        members(hostile.with_declared_size(zipped({"a.csv": GOOD}), 5_000), "a.zip")


# --- zips whose headers do not say what they hold


CONTRADICTING = r"headers say|文件头"
WRONG = b"\x01\x02\x03\x04"


def test_the_zip_of_another_checksum_is_refused_and_not_read_with_another_amount() -> None:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as opened:
        opened.writestr("a.csv", GOOD)
    changed = stored.getvalue().replace(b"40.50", b"80.50")
    with pytest.raises(RefusedFileError, match=CONTRADICTING):
        members(changed, "a.zip")


@pytest.mark.parametrize("place", [hostile.CHECKSUM, hostile.DECLARED, hostile.METHOD])
@pytest.mark.parametrize("only", [hostile.LOCAL, hostile.CENTRAL, b""])
def test_a_header_that_contradicts_the_content_or_the_other_header_is_refused(place: int, only: bytes) -> None:
    value = b"\0\0" if place == hostile.METHOD else WRONG[: 4 if place == hostile.CHECKSUM else 1]
    with pytest.raises(RefusedFileError):
        members(hostile.rewritten(zipped({"a.csv": GOOD * 9}), "a.csv", place, value, only=only), "a.zip")


def test_the_beginning_of_a_file_is_not_taken_for_the_file_though_size_and_checksum_are_those_of_the_beginning() -> (
    None
):
    """The library itself reads as many bytes as are declared and finds their checksum right."""
    begun = (GOOD + "2026,8,2,乙镇,100,1\n").encode()[: len(GOOD.encode())]
    packed = zipped({"a.csv": GOOD + "2026,8,2,乙镇,100,1\n"})
    for place, value in ((hostile.CHECKSUM, zlib.crc32(begun)), (hostile.DECLARED, len(begun))):
        packed = hostile.rewritten(packed, "a.csv", place, struct.pack("<I", value))
    assert zipfile.ZipFile(io.BytesIO(packed)).read("a.csv") == begun
    with pytest.raises(RefusedFileError, match=r"a\.csv"):
        members(packed, "a.zip")


def test_a_part_whose_two_names_differ_is_refused() -> None:
    packed = zipped({"a.csv": GOOD})
    at = packed.find(b"a.csv")
    with pytest.raises(RefusedFileError, match=CONTRADICTING):
        members(packed[:at] + b"b.csv" + packed[at + 5 :], "a.zip")


def test_two_different_files_of_one_name_and_folder_are_refused_and_equal_ones_are_not() -> None:
    packed = zipped({"a.csv": GOOD, "b.csv": GOOD.replace("40.50", "80.50")}).replace(b"b.csv", b"a.csv")
    with pytest.raises(RefusedFileError, match=r"a\.csv"):
        members(packed, "a.zip")
    equal = zipped({"a.csv": GOOD, "b.csv": GOOD}).replace(b"b.csv", b"a.csv")
    assert [each.data for each in members(equal, "a.zip")] == [GOOD.encode()] * 2


def test_a_part_that_was_cut_short_is_refused() -> None:
    cut = hostile.rewritten(zipped({"a.csv": GOOD * 9, "b.csv": GOOD}), "a.csv", hostile.PACKED, b"\x20\0\0\0")
    with pytest.raises(RefusedFileError, match=r"a\.zip"):
        members(cut, "a.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_another_way_is_refused_with_what_to_do(method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as opened:
        opened.writestr("a.csv", GOOD)
    with pytest.raises(RefusedFileError, match=r"method|方式") as refused:
        members(packed.getvalue(), "a.zip")
    assert refused.value.hint


def test_a_zip_written_to_a_pipe_and_one_of_large_files_are_read() -> None:
    large = io.BytesIO()
    with (
        zipfile.ZipFile(large, "w", zipfile.ZIP_DEFLATED) as opened,
        opened.open("a.csv", "w", force_zip64=True) as one,
    ):
        one.write(GOOD.encode())
    for packed in (hostile.streamed({"a.csv": GOOD}), large.getvalue()):
        assert [each.data for each in members(packed, "a.zip")] == [GOOD.encode()]


def test_an_empty_part_is_read_as_empty() -> None:
    assert [each.data for each in members(zipped({"a.csv": GOOD, "b.csv": ""}), "a.zip")] == [GOOD.encode(), b""]


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/a.xml"]
)
def test_a_workbook_with_a_part_of_another_checksum_is_refused(part: str) -> None:
    book = workbook(HARMLESS, xl__sharedStrings_dot_xml="<sst/>", docProps__a_dot_xml="<x/>")
    with pytest.raises(RefusedFileError, match=CONTRADICTING):
        only(hostile.rewritten(book, part, hostile.CHECKSUM, WRONG))


# --- many names for the same bytes


def test_many_names_for_the_same_bytes_are_refused(tmp_path: Path) -> None:
    found = outcome(tmp_path, "a.zip", hostile.overlapping(400, 60))
    assert "share the same bytes" in found.refused or "inflates to" in found.refused
    assert "share the same bytes" in outcome(tmp_path, "b.zip", hostile.overlapping(3, 60)).refused


def test_a_zip_in_a_zip_is_refused_whatever_it_is_called(tmp_path: Path) -> None:
    bomb = hostile.zipped_breaks("a.csv", 300)
    assert "holds another archive" in outcome(tmp_path, "a.zip", zipped({"b.zip": bomb})).refused
    assert "holds another archive" in outcome(tmp_path, "c.zip", zipped({"b.csv": bomb})).refused


def test_a_directory_of_a_million_entries_is_refused_before_it_is_read(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(42)
    many = zipped({"a.csv": GOOD}) + entry * 1_000_000
    found = outcome(tmp_path, "a.zip", many)
    assert "more than 10000 entries" in found.refused
    assert found.megabytes < 250


def test_an_archive_of_too_many_extracts_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="501"):
        members(zipped({f"{i}.csv": "1" for i in range(501)}), "a.zip")


def test_a_workbook_whose_sheet_is_a_bomb_is_refused(tmp_path: Path) -> None:
    rows = f"<row>{'<c><v>1</v></c>' * 20}</row>" * 400_000
    found = outcome(tmp_path, "a.xlsx", workbook(rows))
    assert "more than 100 times its size" in found.refused
    assert found.megabytes < 250


def test_a_workbook_with_a_lying_header_is_refused_where_the_parser_would_inflate_all_of_it(tmp_path: Path) -> None:
    rows = f"<row>{'<c><v>1</v></c>' * 20}</row>" * 400_000
    found = outcome(tmp_path, "a.xlsx", hostile.with_declared_size(workbook(rows), 1_000))
    assert "is said to hold 1,000 bytes" in found.refused


def test_a_workbook_with_millions_of_empty_texts_is_read_within_the_memory(tmp_path: Path) -> None:
    texts = f'<sst xmlns="{hostile.MAIN}">{"<si/>" * 12_000_000}</sst>'
    found = outcome(tmp_path, "a.xlsx", workbook(HARMLESS, xl__sharedStrings_dot_xml=texts))
    assert found.shapes == [[1, 1]] or found.refused


# --- sheets that reach too far


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A1:XFD4294967295", "A1:ZZZZZZ99999999999"])
def test_a_dimension_that_claims_gigabytes_is_not_believed(tmp_path: Path, reference: str) -> None:
    found = outcome(tmp_path, "a.xlsx", workbook(HARMLESS, f'<dimension ref="{reference}"/>'))
    assert found.shapes == [[1, 1]] or found.refused
    assert found.megabytes < 200


@pytest.mark.parametrize("cell", ["XFD1048576", "J1048576", "ZZ99999", "XFD1"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_cell_far_away_is_refused_where_the_parser_would_fill_the_memory(
    tmp_path: Path, cell: str, quote: str
) -> None:
    row = "".join(letter for letter in cell if letter.isdigit())
    far = f"{HARMLESS}<row r={quote}{row}{quote}><c r={quote}{cell}{quote}><v>1</v></c></row>"
    found = outcome(tmp_path, "a.xlsx", workbook(far))
    assert "far away from the others" in found.refused or "columns; the most is 1,000" in found.refused


def test_rows_that_skip_to_the_last_row_without_saying_where_their_cells_are_are_refused(tmp_path: Path) -> None:
    far = f"{'<row>' + '<c><v>1</v></c>' * 30 + '</row>'}<row r='1048576'><c><v>1</v></c></row>"
    assert "far away from the others" in outcome(tmp_path, "a.xlsx", workbook(far)).refused


def test_empty_cells_with_a_format_may_reach_as_far_as_they_like(tmp_path: Path) -> None:
    phantoms = "".join(f'<row r="{i}"><c r="XFD{i}" s="0"/></row>' for i in range(1_000_000, 1_000_400))
    assert outcome(tmp_path, "a.xlsx", workbook(HARMLESS + phantoms)).shapes == [[1, 1]]


def test_a_long_narrow_sheet_is_no_bomb(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>{i % 977}</v></c></row>' for i in range(1, 400_001))
    assert outcome(tmp_path, "a.xlsx", workbook(rows)).shapes == [[400_000, 1]]


@pytest.mark.parametrize("placed", [True, False])
def test_a_sheet_of_ten_thousand_columns_is_refused(tmp_path: Path, placed: bool) -> None:
    def row(number: int) -> str:
        return "".join(
            f'<c r="{_letters(i)}{number}"><v>1</v></c>' if placed else "<c><v>1</v></c>" for i in range(10_000)
        )

    rows = "".join(f'<row r="{i}">{row(i)}</row>' for i in range(1, 41))
    assert "10,000 columns; the most is 1,000" in outcome(tmp_path, "a.xlsx", workbook(rows)).refused


def test_a_text_of_ten_thousand_columns_is_refused(tmp_path: Path) -> None:
    line = ",".join(map(str, range(10_000)))
    few = outcome(tmp_path, "few.csv", f"{line}\n{line}\n".encode())
    many = outcome(tmp_path, "many.csv", (f"{line}\n" * 2_000).encode())
    assert "10,000 columns; the most is 1,000" in few.refused
    assert "10,000 columns; the most is 1,000" in many.refused
    assert many.megabytes < 350


def test_trailing_separators_of_a_spreadsheet_are_no_columns() -> None:
    sheet = only((("年度,累计支付数" + "," * 16_000 + "\n") * 20).encode(), "a.csv")
    assert sheet.cells.shape == (20, 2)


def test_one_long_row_among_millions_of_short_ones_is_refused(tmp_path: Path) -> None:
    found = outcome(tmp_path, "a.csv", b"," * 900 + b"\n" + b"a\n" * 5_000_000)
    assert "901 cells, and most of the others far fewer" in found.refused


def test_three_hundred_megabytes_in_one_line_are_refused(tmp_path: Path) -> None:
    found = outcome(tmp_path, "a.csv", b"1," * 150_000_000)
    assert "a line longer than" in found.refused
    assert found.seconds < 5


def with_sheets(n: int, files: int) -> bytes:
    """A workbook that names `n` sheets which are all in the same part, or in as many as `files`."""
    sheets = "".join(f'<sheet name="{i}" sheetId="{i}" r:id="r{i}"/>' for i in range(1, n + 1))
    names = f'<workbook xmlns="{hostile.MAIN}" xmlns:r="{hostile.OFFICE}"><sheets>{sheets}</sheets></workbook>'
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{hostile.OFFICE}/worksheet" Target="worksheets/sheet{i % files + 1}.xml"/>'
        for i in range(n)
    )
    related = f'<Relationships xmlns="{hostile.PACKAGE}/relationships">{relations}</Relationships>'
    return workbook(HARMLESS, xl__workbook_dot_xml=names, xl___rels__workbook_dot_xml_dot_rels=related)


def test_too_many_sheets_are_refused() -> None:
    with pytest.raises(RefusedFileError, match="400"):
        inspect(with_sheets(400, 400), "a.xlsx")


def test_a_sheet_that_is_named_again_and_again_is_refused() -> None:
    with pytest.raises(RefusedFileError, match=r"同一|one and the same|the same"):
        inspect(with_sheets(200, 1), "a.xlsx")


# --- XML that wants to be expanded


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE worksheet [<!ENTITY l0 "laugh">{LAUGHS}]>'


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    laughing = '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>'
    assert "declares entities" in outcome(tmp_path, "a.xlsx", workbook(laughing, declaration=BILLION_LAUGHS)).refused


def test_entities_in_any_part_are_refused() -> None:
    with pytest.raises(RefusedFileError):
        inspect(workbook(HARMLESS, xl__theme__theme1_dot_xml=BILLION_LAUGHS + "<x/>"), "a.xlsx")


def test_a_part_in_utf_16_cannot_hide_anything() -> None:
    packed = io.BytesIO(workbook(HARMLESS))
    with zipfile.ZipFile(packed, "a") as book:
        book.writestr("xl/styles.xml", (BILLION_LAUGHS + "<x/>").encode("utf-16"))
    with pytest.raises(RefusedFileError):
        inspect(packed.getvalue(), "a.xlsx")


def test_billion_laughs_called_csv_is_an_xml_document(tmp_path: Path) -> None:
    found = outcome(tmp_path, "a.csv", f'<?xml version="1.0"?>{BILLION_LAUGHS}<worksheet>&l9;</worksheet>'.encode())
    assert "a.csv is an XML document" in found.refused


# --- what is in the cells


FORMULAS = (
    '<row r="3"><c r="B3" t="str"><v>年度</v></c><c r="C3" t="str"><v>累计支付数</v></c></row>'
    '<row r="4"><c r="B4"><v>2026</v></c><c r="C4"><f>B4*2</f><v>4052</v></c></row>'
    '<row r="5"><c r="B5"><v>2026</v></c><c r="C5"><f>SUM(C4:C4)&amp;""</f></c></row>'
    '<row r="6"><c r="B6"><v>2026</v></c><c r="C6" t="e"><f>Sheet9!A1</f><v>#REF!</v></c></row>'
    '<row r="7"><c r="B7" t="str"><f>IF(1,"","")</f><v></v></c><c r="C7"><v>7</v></c></row>'
)


def test_formulas_are_read_as_their_values_and_those_without_one_as_errors() -> None:
    cells = only(workbook(FORMULAS)).cells
    assert cells.shape == (7, 3)
    assert cells["c2"].to_list()[2:] == ["累计支付数", "4052", '#CALC! =SUM(C4:C4)&""', "#REF!", "7"]
    assert cells["c1"].to_list()[2:] == ["年度", "2026", "2026", "2026", ""]
    assert cells["c0"].to_list() == [None] * 7


def test_merged_cells_move_with_the_columns_of_a_sheet_that_begins_with_an_empty_one() -> None:
    packed = zipfile.ZipFile(io.BytesIO(workbook(FORMULAS)))
    content = packed.read("xl/worksheets/sheet1.xml").decode()
    ranges = '<mergeCells count="1"><mergeCell ref="B4:B6"/></mergeCells></worksheet>'
    files = {name: packed.read(name) for name in packed.namelist()}
    files["xl/worksheets/sheet1.xml"] = content.replace("</worksheet>", ranges).encode()
    assert only(zipped(files)).merged() == ((3, 1, 5, 1),)


def test_formulas_without_a_value_and_errors_are_named_with_their_addresses() -> None:
    facts = " ".join(fact.message for fact in only(workbook(FORMULAS)).facts)
    assert "C5" in facts
    assert "#REF!" in facts
    assert "C6" in facts


ZEROS = '<row r="1"><c r="A1"><v>7</v></c><c r="B1"><f>A1*2</f><v>0</v></c><c r="C1"><f>A1-7</f><v>{}</v></c></row>'
ASKING = (
    f'<workbook xmlns="{hostile.MAIN}" xmlns:r="{hostile.OFFICE}"><sheets><sheet name="表" sheetId="1" r:id="r1"/>'
    '</sheets><calcPr fullCalcOnLoad="1"/></workbook>'
)


def test_formulas_that_are_all_0_in_a_workbook_that_asks_to_be_calculated_were_never_calculated() -> None:
    """Programs that write workbooks but cannot calculate write 0."""
    never = only(workbook(ZEROS.format(0), xl__workbook_dot_xml=ASKING))
    assert never.cells.rows() == [("7", "#CALC! =A1*2", "#CALC! =A1-7")]
    once = only(workbook(ZEROS.format(3), xl__workbook_dot_xml=ASKING))
    assert once.cells.rows() == [("7", "0", "3")]
    assert only(workbook(ZEROS.format(0))).cells.rows() == [("7", "0", "0")]


def test_a_workbook_full_of_errors_is_refused_and_not_read_as_blank(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="e"><v>#REF!</v></c></row>' for i in range(1, 120_001))
    assert "more than 100,000 cells with errors" in outcome(tmp_path, "a.xlsx", workbook(rows)).refused


def test_a_workbook_without_errors_is_left_as_it_is() -> None:
    sheet = only(workbook(HARMLESS))
    assert sheet.cells.rows() == [("1",)]
    assert len(sheet.facts) == 1


def test_rows_with_errors_are_set_aside_and_not_read_as_blank(tmp_path: Path) -> None:
    def row(number: int, org: str, paid: str) -> str:
        texts = "".join(f'<c r="{letter}{number}"><v>{value}</v></c>' for letter, value in (("A", 2026), ("B", 8)))
        return f'<row r="{number}">{texts}{org}{paid}</row>'

    names = ("年度", "月份", "预算单位代码", "累计支付数")
    header = "".join(f'<c r="{"ABCD"[i]}1" t="str"><v>{name}</v></c>' for i, name in enumerate(names))
    rows = [
        f'<row r="1">{header}</row>',
        row(2, '<c r="C2" t="str"><v>101</v></c>', '<c r="D2"><v>5</v></c>'),
        row(3, '<c r="C3" t="str"><v>102</v></c>', '<c r="D3"><f>D2*2</f></c>'),
        row(4, '<c r="C4" t="str"><v>103</v></c>', '<c r="D4" t="e"><v>#DIV/0!</v></c>'),
        row(5, '<c r="C5" t="e"><f>VLOOKUP(1,2,3)</f><v>#N/A</v></c>', '<c r="D5"><v>7</v></c>'),
        row(6, '<c r="C6"><f>C5</f></c>', '<c r="D6"><v>8</v></c>'),
    ]
    file = tmp_path / "a.xlsx"
    file.write_bytes(workbook("".join(rows)))
    with Warehouse.open(tmp_path / "w.duckdb") as warehouse:
        report = load_file(warehouse, "execution", file)
    assert (report.accepted, report.rejected) == (1, 4)
    assert report.rejections is not None
    reasons = Path(report.rejections).read_text(encoding="utf-8-sig")
    assert all(error in reasons for error in ("#CALC! =D2*2", "#DIV/0!", "#N/A", "#CALC! =C5"))


def test_links_to_other_files_are_named_and_never_followed() -> None:
    relations = (
        f'<Relationships xmlns="{hostile.PACKAGE}/relationships"><Relationship Id="rId1" TargetMode="External" '
        f'Type="{hostile.OFFICE}/externalLinkPath" Target="file:///C:/机密/%E9%A2%84%E7%AE%97.xlsx"/></Relationships>'
    )
    linked = workbook(
        '<row r="1"><c r="A1"><f>[1]S!A1</f><v>5</v></c></row>',
        xl__externalLinks__externalLink1_dot_xml="<externalLink/>",
        xl__externalLinks___rels__externalLink1_dot_xml_dot_rels=relations,
    )
    sheet = only(linked)
    assert sheet.cells.rows() == [("5",)]
    assert "预算.xlsx" in sheet.facts[-1].message
    assert "机密" not in sheet.facts[-1].message


# --- workbooks of 1997


def dimensions(rows: int, columns: int) -> tuple[int, bytes]:
    return 0x0200, struct.pack("<IIHHH", 0, rows, 0, columns, 0)


def test_a_workbook_of_1997_is_read() -> None:
    sheet = only(hostile.xls(dimensions(2, 2), number(0, 0, 2026), number(1, 1, 40.5)), "a.xls")
    assert (sheet.name, sheet.cells.rows()) == ("表", [("2026", None), (None, "40.5")])


@pytest.mark.parametrize(("rows", "columns"), [(0x7FFFFFFF, 256), (0xFFFFFFFF, 0xFFFF), (65_537, 1), (1, 257)])
def test_a_workbook_of_1997_that_claims_more_than_it_can_hold_is_refused(
    tmp_path: Path, rows: int, columns: int
) -> None:
    found = outcome(tmp_path, "a.xls", hostile.xls(dimensions(rows, columns), number(0, 0, 1)))
    assert "claims more than its format can hold" in found.refused


def test_a_workbook_of_1997_whose_first_row_is_behind_its_last_is_refused(tmp_path: Path) -> None:
    turned = 0x0200, struct.pack("<IIHHH", 0x5D000000, 84, 0, 8, 0)
    assert "can hold" in outcome(tmp_path, "a.xls", hostile.xls(turned, number(0, 0, 1))).refused


@pytest.mark.parametrize("place", [44, 64, 72])
def test_a_workbook_of_1997_that_claims_more_tables_than_it_has_room_for_is_refused(tmp_path: Path, place: int) -> None:
    claiming = bytearray(hostile.xls(number(0, 0, 1)))
    struct.pack_into("<I", claiming, place, 0x7FFFFF)
    assert "can hold" in outcome(tmp_path, "a.xls", bytes(claiming)).refused


def test_a_record_over_which_the_parser_panics_is_a_refusal() -> None:
    merged_without_ranges = 0x00E5, b""
    with pytest.raises(RefusedFileError, match=r"损坏|damaged"):
        only(hostile.xls(merged_without_ranges), "a.xls")


@pytest.mark.parametrize("seed", range(3))
def test_damaged_files_are_read_or_refused_and_nothing_else(seed: int) -> None:
    """Bytes changed, cut out, cut off: the reader of a thousand such files must live on."""
    run = subprocess.run(
        [sys.executable, "-c", hostile.DAMAGES, str(seed)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr[-1500:]
    read, refused = map(int, run.stdout.split())
    assert read + refused == 1_000
    assert refused > 100


@pytest.mark.parametrize(("row", "column"), [(65_535, 255), (65_535, 65_535), (40_000, 220)])
def test_a_cell_far_away_in_a_workbook_of_1997_is_refused(tmp_path: Path, row: int, column: int) -> None:
    found = outcome(tmp_path, "a.xls", hostile.xls(number(0, 0, 1), number(row, column, 1)))
    assert "far away from the others" in found.refused or "can hold" in found.refused


def test_a_workbook_of_1997_with_billions_of_texts_is_refused(tmp_path: Path) -> None:
    texts = 0x00FC, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF)
    found = outcome(tmp_path, "a.xls", hostile.xls(texts, number(0, 0, 1)))
    assert "claims more than its format can hold" in found.refused


@pytest.mark.parametrize("place", [512 + 4, 512 + 8, 48, 116 + 1024 + 128])
def test_a_workbook_of_1997_whose_sectors_go_in_a_circle_is_refused(tmp_path: Path, place: int) -> None:
    damaged = bytearray(hostile.xls(number(0, 0, 1)))
    struct.pack_into("<I", damaged, place, 2 if place == 512 + 8 else 1)
    found = outcome(tmp_path, "a.xls", bytes(damaged))
    assert found.refused or found.shapes == [[1, 1]]
    assert found.seconds < 5


def test_errors_in_a_workbook_of_1997_are_named_and_not_read_as_blank() -> None:
    error = 0x0205, struct.pack("<HHHBB", 1, 1, 15, 23, 1)
    formula = 0x0006, struct.pack("<HHH", 2, 1, 15) + b"\x02\0\x07\0\0\0\xff\xff" + bytes(6) + struct.pack("<H", 0)
    truth = 0x0205, struct.pack("<HHHBB", 3, 1, 15, 1, 0)
    sheet = only(hostile.xls(number(0, 0, 1), error, formula, truth, number(3, 2, 9)), "a.xls")
    assert sheet.cells["c1"].to_list()[:3] == [None, "#REF!", "#DIV/0!"]
    assert "B2" in sheet.facts[-1].message


# --- files that are something else


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF document"),
        (b"\xef\xbb\xbf\r\n<!-- x --><HTML><body><table><tr><td>1", "a web page"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b"<table border=1><tr><td>1", "a web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture"),
        (b"Rar!\x1a\x07\x00", "a rar archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (bytes(range(256)) * 40, "a binary file"),
        (b"\x01\x00\x02\x00\x03\x00" * 500, "a binary file"),
        (b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"), "a workbook with a password"),
        (b"\xd0\xcf\x11\xe0" + bytes(508) + "WordDocument".encode("utf-16-le"), "a Word document"),
        (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), "a Word document"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "OpenDocument"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name(tmp_path: Path, content: bytes, kind: str) -> None:
    assert kind in outcome(tmp_path, "八月.csv", content).refused


DBF = (
    bytes((0x03, 126, 8, 31))
    + struct.pack("<IHH", 1, 65, 11)
    + bytes(20)
    + b"PAID".ljust(32, b"\0")
    + b"\r"
    + b" 123\x1a"
)


@pytest.mark.parametrize(
    ("content", "kind", "step"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "MHTML", "xlsx"),
        (b"From: <Saved by WPS>\r\nSubject: =?utf-8?B?8J+Y?=\r\nMIME-Version: 1.0\r\n\r\n", "MHTML", "xlsx"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "an XML spreadsheet of Excel 2003",
            "xlsx",
        ),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><table><tr><td>1', "a web page", "xlsx"),
        (
            b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
            "OpenDocument file (fods)",
            "xlsx",
        ),
        (DBF, "a dBase table (dbf)", "xlsx"),
        (zipped({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}), "a Numbers document", "xlsx"),
        (zipped({"OFD.xml": "<x/>", "Doc_0/Document.xml": "<x/>"}), "an OFD document", "xlsx"),
        (b"SQLite format 3\0" + bytes(100), "a database file", "xlsx"),
        (b"\xd0\xcf\x11\xe0" + bytes(508) + "EncryptedPackage".encode("utf-16-le"), "with a password", "Remove"),
        (hostile.xls(number(0, 0, 1), of_the_book=((0x002F, bytes(54)),)), "with a password", "Remove the password"),
        (b"Rar!\x1a\x07\x00", "a rar archive", "Unpack it"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_read_is_called_by_its_name_with_the_next_step(
    tmp_path: Path, content: bytes, kind: str, step: str
) -> None:
    found = outcome(tmp_path, "执行.xls", content)
    assert kind in found.refused
    assert step in found.hint


def test_a_text_that_begins_like_another_kind_of_file_is_still_a_text() -> None:
    for text in ("Content:,From:\n1,2\n", "From: A,To: B\n1,2\n"):
        assert only(text.encode(), "a.csv").cells.height == 2


def test_nothing_is_read_of_a_damaged_zip() -> None:
    whole = zipped({"a.csv": GOOD * 500})
    for damaged in (whole[:200], whole[:60] + b"\xff" * 40 + whole[100:], b"PK\x05\x06" + bytes(18)):
        with pytest.raises(RefusedFileError):
            members(damaged, "a.zip")


# --- archives


def test_an_archive_becomes_its_extracts_and_the_rest_is_named() -> None:
    packed = zipped(
        {
            "八月/执行.csv": GOOD,
            "八月/说明.docx": b"x",
            "__MACOSX/._执行.csv": b"x",
            "~$执行.xlsx": b"x",
            ".DS_Store": b"x",
            "支付.XLSX": workbook(HARMLESS),
        }
    )
    assert [(each.name, each.data[:4]) for each in members(packed, "a.zip")] == [
        ("执行.csv", GOOD.encode()[:4]),
        ("支付.XLSX", b"PK\x03\x04"),
    ]


def test_a_file_that_is_no_archive_is_itself() -> None:
    book = workbook(HARMLESS)
    assert [each.name for each in members(book, "a.xlsx")] == ["a.xlsx"]
    assert members(book, "a.xlsx")[0].data is book
    assert [each.name for each in members(GOOD.encode(), "a.csv")] == ["a.csv"]


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/job.csv", "/etc/job.csv", "C:\\Windows\\job.csv", "..\\..\\job.csv", "a/./../job.csv"]
)
def test_only_the_last_part_of_a_name_counts_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [each.name for each in members(zipped({name: GOOD}), "a.zip")] == ["job.csv"]
    assert list(tmp_path.rglob("*")) == []


def test_a_path_to_a_file_of_the_system_is_no_extract() -> None:
    with pytest.raises(RefusedFileError, match="passwd"):
        members(zipped({"../../etc/passwd": "root:x:0:0"}), "a.zip")


def test_names_packed_in_gbk_are_read() -> None:
    raw = "青浦区/预算执行.csv".encode("gb18030")
    packed = zipped({"x" * len(raw): GOOD}).replace(b"x" * len(raw), raw)
    assert [each.name for each in members(packed, "a.zip")] == ["预算执行.csv"]


def test_files_of_one_name_in_two_folders_are_told_apart() -> None:
    packed = zipped({"甲镇/执行.csv": GOOD, "乙镇/执行.csv": GOOD})
    assert [each.name for each in members(packed, "a.zip")] == ["执行.csv", "执行 (2).csv"]


def test_an_archive_with_a_password_is_refused() -> None:
    packed = bytearray(zipped({"a.csv": GOOD}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.find(mark) + place] |= 1
    with pytest.raises(RefusedFileError, match=r"密码|password"):
        members(bytes(packed), "a.zip")


def test_an_archive_of_one_extract_is_read_as_that_extract() -> None:
    packed = zipped({"2026年8月.csv": GOOD, "说明.docx": b"x"})
    assert only(packed, "a.zip").cells.shape == (2, 6)
    assert propose(packed, "a.zip").extract.name == "execution"


def test_an_archive_of_several_is_refused_where_one_file_is_asked_for() -> None:
    with pytest.raises(RefusedFileError, match=r"甲\.csv"):
        Document(zipped({"甲.csv": GOOD, "乙.csv": GOOD}), "a.zip").sheets()


def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
