"""The thresholds of the page on stuck money: those of the settings, and what is chosen on the page."""

from duibiao.analysis.pace import Limits
from duibiao.language import _
from duibiao.settings import Thresholds, settings
from duibiao.ui import filters

_WAN = 10_000
_PIXELS = 330
"""So that no label of a threshold needs two lines."""


def usual() -> Limits:
    """The thresholds of M9 as the settings give them."""
    return _in_parts(settings().thresholds)


def choose(currency: str) -> Limits:
    """Draw the thresholds of M9, those of the settings by default."""
    given = settings().thresholds

    def ask(label: str, key: str, options: tuple[int, ...], default: int) -> int:
        return filters.how_many(label, key, options, default, _PIXELS)

    def ask_amount(label: str, key: str, options: tuple[int, ...], default: int) -> int:
        return filters.least_amount(label, key, options, default, currency, _PIXELS)

    watch = ask(_("Watch: behind the class by (points)"), "watch_gap", (5, 10, 15), given.watch_gap)
    slow = ask(_("Clearly slow: behind the class by (points)"), "slow_gap", (15, 20, 25, 30), given.slow_gap)
    left = ask(_("… or to be left, by its class, at least (%)"), "slow_left", (30, 40, 50, 60, 80), given.slow_left)
    relative = ask(
        _("… no past of its class: rate ÷ time progress below (%)"), "slow_relative", (0, 40, 50, 60, 70),
        given.slow_relative,
    )  # fmt: skip
    budget = ask_amount(_("… with a budget of at least"), "slow_budget", (0, 10, 50, 100, 500), given.slow_budget)
    share = ask(
        _("Large balance: forecast to be left, at least (%)"), "balance_share", (10, 20, 30, 50), given.balance_share
    )
    amount = ask_amount(_("… or at least"), "balance_amount", (50, 100, 200, 500, 1000), given.balance_amount)
    dormant = ask(_("Dormant: months without a payment"), "dormant", (3, 4, 6, 9), given.dormant_months)
    red = ask(_("Red lamp: rate ÷ time progress below (%)"), "lamp_red", (50, 60, 70), given.lamp_red)
    green = ask(_("Green lamp: from (%)"), "lamp_green", (80, 90, 100), given.lamp_green)
    return _in_parts(
        Thresholds(
            watch, slow, relative, budget, share, amount, dormant, slow_left=left, lamp_red=red, lamp_green=green
        )
    )


def _in_parts(told: Thresholds) -> Limits:
    """Per cent and 万元 as parts of 1 and yuan; green never begins below where red ends."""
    return Limits(
        told.watch_gap / 100,
        told.slow_gap / 100,
        told.slow_relative / 100,
        told.slow_budget * _WAN,
        told.balance_share / 100,
        told.balance_amount * _WAN,
        told.dormant_months,
        slow_left=told.slow_left / 100,
        lamp_red=told.lamp_red / 100,
        lamp_green=max(told.lamp_red, told.lamp_green) / 100,
    )
