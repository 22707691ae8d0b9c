"""What people confirmed of names and the profiles that they saved: appended with who and when, read by name."""

from datetime import UTC, datetime

import duckdb

from duibiao.warehouse.queries import statement

KINDS = ("org", "project")
"""Whose names are confirmed."""


def confirm_name(cursor: duckdb.DuckDBPyConnection, kind: str, org: str, name: str, code: str | None, by: str) -> None:
    """Remember what a spelling means; no code takes an earlier confirmation back."""
    said = {"kind": kind, "org_code": org, "name": name, "code": code}
    cursor.execute(statement("remembered/insert_name"), said | _now(by))


def save_profile(
    cursor: duckdb.DuckDBPyConnection, name: str, extract: str, fingerprint: str, mapping: str | None, by: str
) -> None:
    """Remember how files with this header are read; no mapping takes the profile back."""
    said = {"name": name, "extract": extract, "fingerprint": fingerprint, "mapping": mapping}
    cursor.execute(statement("remembered/insert_profile"), said | _now(by))


def _now(by: str) -> dict[str, object]:
    return {"happened_at": datetime.now(UTC).replace(tzinfo=None), "happened_by": by}
