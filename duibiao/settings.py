"""Where things are and what this installation is called, read once from environment and `duibiao.toml`."""

import os
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from duibiao.errors import DuibiaoError


@dataclass(frozen=True)
class Thresholds:
    """From where on money counts as slow, large or out of step (M9); what a page starts from, to be changed on it.

    `[thresholds]` in duibiao.toml; in the environment DUIBIAO_THRESHOLDS="slow_gap = 25, dormant_months = 4".
    """

    watch_gap: int = 10
    """Percentage points behind what is usual of the class: 关注."""
    slow_gap: int = 20
    """Percentage points behind what is usual of the class: 明显偏慢."""
    slow_relative: int = 60
    """Rate ÷ time progress in per cent below which a project is 明显偏慢 whose class has no past."""
    slow_budget: int = 50
    """万元 of budget below which nothing is 明显偏慢."""
    balance_share: int = 20
    """Per cent of the budget forecast to be left: 结余较多."""
    balance_amount: int = 100
    """万元 forecast to be left: 结余较多."""
    dormant_months: int = 6
    """Months without a payment."""
    mismatch: int = 20
    """Percentage points between execution rate and output: 进度产出不符."""
    least_to_report: int = 200
    """万元 of budget from which on a project has to report its monitoring."""
    slow_left: int = 50
    """Per cent of the budget that projects of its class left which stood where it stands: 明显偏慢."""
    lamp_red: int = 60
    """Rate ÷ time progress in per cent below which the lamp is red."""
    lamp_green: int = 80
    """Rate ÷ time progress in per cent from which on the lamp is green."""


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Every field can be set in `duibiao.toml` or as `DUIBIAO_<FIELD>`."""

    warehouse: Path = Path("warehouse/duibiao.duckdb")
    language: str = "zh_CN"
    users: tuple[str, ...] = ()
    """Who may enter; empty lets everybody in who reaches the port (which listens on this machine only)."""
    work_ahead: bool = True
    """Whether the server works out, before anybody asks, what the pages will be asked first (see `ui.ahead`)."""
    zone: str = "Asia/Shanghai"
    """Where the days of times are taken that say their zone (2025-12-31T16:30:00Z)."""
    thresholds: Thresholds = field(default_factory=Thresholds)


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
        work_ahead=_yes_or_no("work_ahead", given.get("work_ahead", True)),
        zone=_zone(str(given.get("zone", Settings.zone))),
        thresholds=_thresholds(given.get("thresholds", {})),
    )


def _yes_or_no(name: str, given: object) -> bool:
    """Also as words, which is all that an environment holds."""
    said = {"true": True, "false": False}.get(str(given).lower())
    if said is None:
        raise DuibiaoError(f"The setting {name} is {given!r}", "Write true or false.")
    return said


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DuibiaoError(
            f"The setting zone is {name!r}, which is no zone of time", "Write one such as Asia/Shanghai."
        ) from error


def _thresholds(given: dict[str, Any] | str) -> Thresholds:
    try:
        values = tomllib.loads(f"these = {{{given}}}")["these"] if isinstance(given, str) else given
    except tomllib.TOMLDecodeError as error:
        raise DuibiaoError(
            f"DUIBIAO_THRESHOLDS cannot be read: {given}", 'Write it as "slow_gap = 25, dormant_months = 4".'
        ) from error
    names = Thresholds.__dataclass_fields__
    if unknown := sorted(set(values) - set(names)):
        raise DuibiaoError(
            f"The settings have thresholds that Duibiao does not know: {', '.join(unknown)}",
            f"Known thresholds: {', '.join(names)}.",
        )
    for name, value in values.items():
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise DuibiaoError(
                f"The threshold {name} is {value!r}",
                f"Write a whole number, at least 0; the default is {names[name].default}.",
            )
    found = Thresholds(**values)
    if found.lamp_red > found.lamp_green:
        raise DuibiaoError(
            f"The lamp is red below {found.lamp_red} and green from {found.lamp_green} on",
            "Let lamp_red be the lower one.",
        )
    return found
