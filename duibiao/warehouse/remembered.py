"""What people confirmed, saved and said: names, profiles, remarks; appended with who and when."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb

from duibiao.errors import WarehouseError
from duibiao.warehouse.queries import statement

KINDS = ("org", "project")
"""Whose names are confirmed."""


def confirm_name(cursor: duckdb.DuckDBPyConnection, kind: str, org: str, name: str, code: str | None, by: str) -> None:
    """Remember what a spelling means; no code takes an earlier confirmation back."""
    said = {"kind": kind, "org_code": org, "name": name, "code": code}
    cursor.execute(statement("remembered/insert_name"), said | now(by))


def save_profile(
    cursor: duckdb.DuckDBPyConnection, name: str, extract: str, fingerprint: str, mapping: str | None, by: str
) -> None:
    """Remember how files with this header are read; no mapping takes the profile back."""
    said = {"name": name, "extract": extract, "fingerprint": fingerprint, "mapping": mapping}
    cursor.execute(statement("remembered/insert_profile"), said | now(by))


@dataclass(frozen=True)
class Remark:
    """Something said about a figure: a comment, or an exception that explains a flag until a date.

    The figure is that of an item (or class), and where they are given of a grade, an organisation, a year, a measure.
    """

    kind: str
    item_code: str
    text: str
    grade: str | None = None
    org_code: str | None = None
    year: int | None = None
    measure: str | None = None
    expires_on: date | None = None


def remark(cursor: duckdb.DuckDBPyConnection, said: Remark, by: str) -> int:
    """Keep a remark; returns its number. One that would hold until a day that is past holds never and is refused."""
    if said.expires_on is not None and said.expires_on < date.today():
        raise WarehouseError(
            f"An exception until {said.expires_on} would never hold: that day is past", "Choose today or a later day."
        )
    row = cursor.execute(statement("remembered/insert_remark"), asdict(said) | now(by)).fetchone()
    return int(row[0]) if row else 0


def withdraw_remark(cursor: duckdb.DuckDBPyConnection, remark_id: int, by: str) -> None:
    """Note that a remark was taken back; it stays, with who took it back and when."""
    cursor.execute(statement("remembered/insert_remark_withdrawn"), {"remark_id": remark_id} | now(by))


def save_view(cursor: duckdb.DuckDBPyConnection, name: str, page: str, address: str | None, by: str) -> None:
    """Keep a page's address under a name; no address takes the view back."""
    cursor.execute(statement("remembered/insert_view"), {"name": name, "page": page, "address": address} | now(by))


@dataclass(frozen=True)
class Delay:
    """Why a project is late in a year, who does what about it, until when; no reason takes it back."""

    year: int
    org_code: str
    project: str
    reason: str | None
    explanation: str = ""
    owner: str = ""
    action: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Reduction:
    """How much of a project's budget of a year is to be taken back, in yuan; None takes it off the sheet."""

    year: int
    org_code: str
    project: str
    reduction_yuan: Decimal | None
    reason: str = ""


def note_delay(cursor: duckdb.DuckDBPyConnection, delay: Delay, by: str) -> None:
    """Keep why a project is late; the newest of a project and year holds."""
    cursor.execute(statement("remembered/insert_delay"), asdict(delay) | now(by))


def note_reduction(cursor: duckdb.DuckDBPyConnection, reduction: Reduction, by: str) -> None:
    """Keep by how much a budget is to be reduced; the newest of a project and year holds."""
    cursor.execute(statement("remembered/insert_reduction"), asdict(reduction) | now(by))


def now(by: str) -> dict[str, object]:
    """When and by whom something was said, as every statement here takes it."""
    return {"happened_at": datetime.now(UTC).replace(tzinfo=None), "happened_by": by}
