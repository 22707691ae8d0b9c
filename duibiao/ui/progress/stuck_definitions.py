"""How every figure of the page on stuck money is computed."""

from duibiao import formats
from duibiao.language import _
from duibiao.ui.progress.stuck import View


def definitions(view: View) -> tuple[tuple[str, str], ...]:
    """How every figure is computed."""
    limits = view.limits
    percent = formats.percent
    return (
        (
            _("Expected"),
            _("What its class (service item, beside it chapter or field) had paid of its budget by this month: e·ρ."),
        ),
        (_("Gap"), _("Execution rate − expected, in percentage points; − time progress where no past year is loaded.")),
        (
            _("Forecast of a project"),
            _(
                "Paid + the part of what is contracted and unpaid, and the part of what is not contracted, that past "
                "projects of its class still paid by the year's end: S + q·(C − S) + p·(B − C)."
            ),
        ),
        (
            _("Error in past years"),
            _("Σ|forecast − paid in the end| ÷ Σ paid in the end, each past year foreseen from the years before it."),
        ),
        (
            _("Band"),
            _("80 %: where past projects ended, against what would have been said of them. Ends do not add up."),
        ),
        (
            _("At risk"),
            _("Budget − forecast; without past years how far behind the calendar; overspent, what is paid beyond it."),
        ),
        (
            _("States"),
            _(
                "Paid beyond the budget: paid > current budget > 0. Watch: gap ≤ −{watch} percentage points. Clearly "
                "slow, with a budget of at least {budget}: by the past of its class, where the gap is ≤ −{slow} "
                "percentage points and {share} of the budget or more is forecast to be left, or where {left} or more "
                "is, and its year end lies {watch} percentage points or more below what its class usually spends; by "
                "the calendar only where neither class nor kind has a past: rate ÷ time progress below {relative}. "
                "Large balance: {share} of the budget or {amount} forecast to be left."
            ).format(
                watch=formats.decimal(100 * limits.watch_gap, 0),
                slow=formats.decimal(100 * limits.slow_gap, 0),
                relative=percent(limits.slow_relative, 0),
                left=percent(limits.slow_left, 0),
                budget=formats.money_with_unit(limits.slow_budget_yuan, view.unit),
                share=percent(limits.balance_share, 0),
                amount=formats.money_with_unit(limits.balance_yuan, view.unit),
            ),
        ),
        (
            _("Lamp"),
            _(
                "Rate ÷ time progress: from {green} on green, below {red} red, else yellow; more paid than budgeted is "
                "never green (◆); no budget, no lamp."
            ).format(green=percent(limits.lamp_green, 0), red=percent(limits.lamp_red, 0)),
        ),
        (
            _("Execution rate"),
            _("Paid ÷ current budget; — where there is no budget above zero, or more than ten times of it is paid."),
        ),
        (
            _("Recoverable"),
            _(
                "Budget − the larger of payments and contract, where the planned end has passed, {months} months have "
                "paid nothing, or a contract of half of the budget or more unchanged for three months. To be checked."
            ).format(months=limits.dormant_months),
        ),
        (
            _("Required pace"),
            _("What is left of the budget ÷ months left, beside the best month the project ever had; their ratio."),
        ),
        (
            _("Brought forward from earlier years"),
            _("Balance of money brought forward from earlier years by year of origin: carried in − used − taken back."),
        ),
        (
            _("History of"),
            _("Whose past years the forecast rests on: the class itself, else its kind; without either no forecast."),
        ),
        (
            _("Its own forecast"),
            _(
                "Of an organisation, a field, and of everything together, from its own past years; none by department "
                "or nature, whose past is not told, and none by fund: a project may have lines of several."
            ),
        ),
    )
