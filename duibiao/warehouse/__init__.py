"""The warehouse: one DuckDB file of batches, the marts that pages read, and reads by name.

Nothing outside this package imports duckdb.
"""

from duibiao.warehouse.batches import NOBODY, AcceptedBatch, NewBatch, Progress
from duibiao.warehouse.briefings import ActionNoted, BriefingNoted, TakenView
from duibiao.warehouse.queries import read_named, read_names
from duibiao.warehouse.remembered import Delay, Reduction, Remark
from duibiao.warehouse.warehouse import Warehouse

__all__ = [
    "NOBODY",
    "AcceptedBatch",
    "ActionNoted",
    "BriefingNoted",
    "Delay",
    "NewBatch",
    "Progress",
    "Reduction",
    "Remark",
    "TakenView",
    "Warehouse",
    "read_named",
    "read_names",
]
