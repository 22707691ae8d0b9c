"""The kinds of file that a table can be downloaded as."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from duibiao.export.about import About
from duibiao.export.delimited import csv_bytes, write_csv
from duibiao.export.parquet import parquet_bytes, write_parquet
from duibiao.export.table import Table
from duibiao.export.workbook import write_xlsx, xlsx_bytes


class Format(StrEnum):
    """A kind of file; its value is also the ending of its name."""

    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"

    @property
    def label(self) -> str:
        """What it is called, in every language."""
        return {Format.XLSX: "Excel", Format.CSV: "CSV", Format.PARQUET: "Parquet"}[self]

    @property
    def mime(self) -> str:
        """Its media type."""
        return {
            Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format.CSV: "text/csv",
            Format.PARQUET: "application/vnd.apache.parquet",
        }[self]


def to_bytes(table: Table, about: About, kind: Format) -> bytes:
    """A file of a table of few rows."""
    match kind:
        case Format.XLSX:
            return xlsx_bytes(table, about)
        case Format.CSV:
            return csv_bytes(table)
        case Format.PARQUET:
            return parquet_bytes(table, about)


def write(table: Table, about: About, kind: Format, path: Path, told: Callable[[int], None]) -> None:
    """The same of many rows, into a file; `told` is told how many rows were written each time."""
    match kind:
        case Format.XLSX:
            write_xlsx(table, about, path, told)
        case Format.CSV:
            with path.open("wb") as out:
                write_csv(table, out, told)
        case Format.PARQUET:
            write_parquet(table, about, path)
            told(table.frame.height)
