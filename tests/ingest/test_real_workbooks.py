"""Old binary workbooks and wide ones of real governments open, with all of their cells."""

import csv

import openpyxl
import pytest
import real
from bureau import read

from duibiao.errors import RefusedFileError
from duibiao.ingest.reading import Wish, read_file
from duibiao.ingest.workbook import read_workbook
from duibiao.schema.catalogue import extract_named

pytestmark = pytest.mark.real


# One row of each, as a spreadsheet shows it (amounts in 千元).
@pytest.mark.parametrize(
    ("part", "label", "amount"),
    [
        ("100年度直轄市", "一、收入合計", "1192581683"),
        ("98年度縣市", "一、收入合計", "641891423"),
        ("90年度縣市", "歲入歲出差短", "23642510"),
        ("95年度縣市", " 2.教育科學文化支出", "201600858"),
        ("102年度直轄市", "1.增置或擴充改良資產", "165428868"),
        ("93年度縣市", "屏東縣", "23753000"),
    ],
)
def test_every_old_binary_workbook_opens_with_its_text_and_its_amounts(part: str, label: str, amount: str) -> None:
    file = next(file for file in real.folder("taiwan").glob("*.xls") if file.name.startswith(part))
    rows = [row for sheet in read_workbook(file.read_bytes()) for row in sheet.cells.rows()]
    assert [row for row in rows if label in row and amount in row]


def test_a_budget_compilation_is_refused_as_execution_with_a_sentence() -> None:
    for file in sorted(real.folder("taiwan").glob("*.xls")):
        with pytest.raises(RefusedFileError) as refused:
            read_file(file.read_bytes(), file.name, extract_named("execution"), None, Wish())
        assert refused.value.message
        assert refused.value.hint


def test_hidden_sheets_of_a_real_disclosure_are_told_from_visible_ones() -> None:
    file = real.folder("china") / "workbooks" / "hainan_2024.xlsx"
    book = openpyxl.load_workbook(file, read_only=True)
    expected = {name: book[name].sheet_state != "visible" for name in book.sheetnames}
    book.close()
    found = {sheet.name: sheet.hidden for sheet in read_workbook(file.read_bytes())}
    assert found == expected
    assert sum(expected.values()) > 40


def test_a_real_list_in_gb18030_without_a_header_is_read_by_position() -> None:
    """The catalogue prices are read as service items: code and name are what fits into any extract."""
    file = real.folder("shenzhen") / "catalogue_gbk_no_header.csv"
    with file.open(encoding="gb18030", newline="") as source:
        expected = [(row[0], row[2].strip()) for row in csv.reader(source)]
    columns = {"item_code": {"position": 1}, "item_name": {"position": 3}}
    reading = read(file.read_bytes(), "service_item", mapping={"columns": columns, "text": {"header": False}})
    assert len(expected) == 23_061
    found = dict(reading.rows.select("item_code", "item_name").iter_rows())
    assert found == dict(reversed(expected))
    assert reading.rows.height + reading.rejected.height == 23_061


def test_every_real_file_is_set_aside_for_its_names_or_refused_with_a_sentence_and_what_to_do() -> None:
    """180 files of the United Kingdom among them: some eighty kinds of header, text named as workbooks, no payments.

    Where nobody is known, not one of their rows is taken: they have names of organisations and no codes.
    """
    files = [file for name in ("uk_spend", "canada_it", "japan") for file in sorted(real.folder(name).iterdir())]
    small = [file for file in files if file.stat().st_size < 1_000_000]
    assert len(small) > 150
    set_aside = 0
    for file in small:
        try:
            reading = read_file(file.read_bytes(), file.name, extract_named("payment"), None, Wish())
        except RefusedFileError as refused:
            assert refused.message, file.name
            assert refused.hint, file.name
            assert "workbook cannot be read" not in refused.message, file.name
            continue
        set_aside += 1
        assert reading.rows.is_empty(), file.name
        assert reading.rejected["reason"].null_count() == 0, file.name
    assert 0 < set_aside < len(small)
