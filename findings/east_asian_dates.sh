#!/usr/bin/env bash
# The built-in date formats of East Asian Excel (27 to 36, 50 to 58) are dates to one reader and plain numbers to others.
#
# Chinese Excel offers yyyy"年"m"月" as a built-in format, which a file names by its number alone (27 …), so that its
# meaning stands nowhere in the file. python-calamine gives a date; openpyxl calls the format General and gives 46234;
# fastexcel, asked for text, gives the bare day number, though it gives the day under format 14.
# Seen with openpyxl 3.1.5, python-calamine 0.9.1, fastexcel 0.21.0 and xlsxwriter 3.3.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    openpyxl==3.1.5 fastexcel==0.21.0 python-calamine==0.9.1 xlsxwriter==3.3.1 polars==2.1.0 pyarrow==26.0.1
"$folder/venv/bin/python" - "$folder/dates.xlsx" <<'PYTHON'
import sys
from datetime import date, datetime
from importlib.metadata import version

import fastexcel
import openpyxl
import python_calamine
import xlsxwriter

path, day = sys.argv[1], 46234  # 2026-07-31
with xlsxwriter.Workbook(path) as book:
    sheet = book.add_worksheet()
    for row, number in enumerate((14, 27, 31, 57)):
        sheet.write_number(row, 0, day, book.add_format({"num_format": number}))
for name in ("openpyxl", "python-calamine", "fastexcel", "xlsxwriter"):
    print(name, version(name))
cells = [row[0] for row in openpyxl.load_workbook(path).active.iter_rows()]
calamine = [row[0] for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
texts = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_polars().to_series().to_list()
for number, cell, one, text in zip((14, 27, 31, 57), cells, calamine, texts, strict=True):
    print(f"format {number}: openpyxl {cell.value!r} ({cell.number_format}), calamine {one!r}, fastexcel as text {text!r}")
assert cells[0].value == datetime(2026, 7, 31)
assert [cell.value for cell in cells[1:]] == [day] * 3
assert {cell.number_format for cell in cells[1:]} == {"General"}
assert calamine == [date(2026, 7, 31)] * 4
assert texts[0].startswith("2026-07-31") and texts[1:] == [str(day)] * 3, texts
PYTHON
