#!/usr/bin/env bash
# fastexcel, asked for text (dtypes="string"), gives numbers with at most nine decimals and makes up digits.
#
# A workbook in 亿元 holds 12.3456789012: nine decimals are two cents short of it. 0.0000000049 (49 cents) comes back
# as 50 cents, and a project code of 21 digits that was stored as a number comes back with 21 digits, the last of them
# invented; the number in the file says no more than 3.101182601000001E+20. python-calamine gives the doubles.
# Seen with fastexcel 0.21.0, python-calamine 0.9.1 and xlsxwriter 3.3.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    fastexcel==0.21.0 python-calamine==0.9.1 xlsxwriter==3.3.1 polars==2.1.0 pyarrow==26.0.1
"$folder/venv/bin/python" - "$folder/numbers.xlsx" <<'PYTHON'
import sys
from importlib.metadata import version

import fastexcel
import python_calamine
import xlsxwriter

path = sys.argv[1]
numbers = [12.3456789012, 0.0000000049, 310118260100000103210.0]
with xlsxwriter.Workbook(path) as book:
    book.add_worksheet().write_column(0, 0, numbers)
for name in ("fastexcel", "python-calamine", "xlsxwriter"):
    print(name, version(name))
texts = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_polars().to_series().to_list()
doubles = [row[0] for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]
for number, text, double in zip(numbers, texts, doubles, strict=True):
    print(f"stored {number!r}: fastexcel {text!r}, python-calamine {double!r}")
assert doubles == numbers
assert texts[0] == "12.345678901", texts
assert float(texts[1]) != numbers[1], texts
assert len(texts[2]) == 21 and texts[2].isdigit(), texts
PYTHON
