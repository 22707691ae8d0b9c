"""All extracts, by name."""

from duibiao.errors import DuibiaoError
from duibiao.language import _
from duibiao.schema.budget_changes import ADJUSTMENT, ANALYSIS
from duibiao.schema.costs import COST
from duibiao.schema.digital import DIGITAL_COMPONENT
from duibiao.schema.extract import Extract
from duibiao.schema.items import SERVICE_ITEM, WORKLOAD
from duibiao.schema.monitoring import MONITORING
from duibiao.schema.organisations import ORG, ORG_ALIAS, ORG_PROFILE
from duibiao.schema.performance import INDICATOR
from duibiao.schema.prices import CATALOGUE_PRICE, PRICE_INDEX
from duibiao.schema.project_lists import PROJECT_LIST
from duibiao.schema.projects import APPROPRIATION, EXECUTION, PAYMENT, PROJECT
from duibiao.schema.requests import REQUEST
from duibiao.schema.settlements import CARRYOVER, SETTLEMENT
from duibiao.schema.standards import STANDARD

EXTRACTS: dict[str, Extract] = {
    extract.name: extract
    for extract in (
        ORG,
        ORG_ALIAS,
        SERVICE_ITEM,
        PROJECT,
        APPROPRIATION,
        EXECUTION,
        PAYMENT,
        ORG_PROFILE,
        WORKLOAD,
        INDICATOR,
        COST,
        DIGITAL_COMPONENT,
        STANDARD,
        CATALOGUE_PRICE,
        PRICE_INDEX,
        REQUEST,
        ADJUSTMENT,
        ANALYSIS,
        PROJECT_LIST,
        SETTLEMENT,
        CARRYOVER,
        MONITORING,
    )
}


def extract_named(name: str) -> Extract:
    """The extract called `name`; raises DuibiaoError for a name that is none."""
    if name not in EXTRACTS:
        raise DuibiaoError(
            _("There is no extract {name}").format(name=repr(name)),
            _("Extracts: {names}.").format(names=", ".join(EXTRACTS)),
        )
    return EXTRACTS[name]
