"""Where things are and what this installation is called, read once from environment and `duibiao.toml`."""

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from duibiao.errors import DuibiaoError


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Every field can be set in `duibiao.toml` or as `DUIBIAO_<FIELD>`."""

    warehouse: Path = Path("warehouse/duibiao.duckdb")
    language: str = "zh_CN"
    users: tuple[str, ...] = ()
    """Who may enter; empty lets everybody in who reaches the port (which listens on this machine only)."""


@cache
def settings() -> Settings:
    """The settings of this process; the environment wins over the file, the file over the defaults."""
    file = Path(os.environ.get("DUIBIAO_SETTINGS", "duibiao.toml"))
    given = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return _from_mapping(given | _from_environment())


@cache
def house() -> Path:
    """The folder that holds queries, data, pages and locale: the checkout, or the installed package."""
    package = Path(__file__).parent
    for folder in (package.parent, package / "_house"):
        if (folder / "queries" / "schema").is_dir():
            return folder
    raise DuibiaoError("The folder with Duibiao's queries was not found", "Install the package again.")


def _from_environment() -> dict[str, Any]:
    return {
        name: os.environ[f"DUIBIAO_{name.upper()}"]
        for name in Settings.__dataclass_fields__
        if f"DUIBIAO_{name.upper()}" in os.environ
    }


def _from_mapping(given: dict[str, Any]) -> Settings:
    unknown = sorted(set(given) - set(Settings.__dataclass_fields__))
    if unknown:
        raise DuibiaoError(
            f"duibiao.toml has settings that Duibiao does not know: {', '.join(unknown)}",
            f"Known settings: {', '.join(Settings.__dataclass_fields__)}.",
        )
    users = given.get("users", ())
    names = users.split(",") if isinstance(users, str) else users
    return Settings(
        warehouse=Path(given.get("warehouse", Settings.warehouse)),
        language=str(given.get("language", Settings.language)),
        users=tuple(name.strip() for name in names if name.strip()),
    )
