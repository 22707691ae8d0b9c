import polars as pl

from duibiao.ui.overview_view import Headline, batch_lines

AUGUST = Headline(2026, 8, None, None, None, None, 0, None, 0, "CNY", False)


def ledger(*rows):
    names = ("batch_id", "extract", "state", "first_period", "last_period")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(file_name=pl.lit("f.csv"), accepted_at=pl.datetime(2026, 9, 1))


def numbers(batches):
    return [line.split(":")[0].split("：")[0].removeprefix("批次 ") for line in batch_lines(AUGUST, batches)]


def test_a_download_lists_the_execution_of_its_month_only_because_that_is_cumulative():
    july, august = ("execution", "live", "2026-07", "2026-07"), ("execution", "live", "2026-08", "2026-08")
    whole_year = ("execution", "live", "2026-01", "2026-12")
    assert numbers(ledger(("1", *july), ("2", *august), ("3", *whole_year))) == ["2", "3"]


def test_it_lists_the_payments_and_the_workload_of_its_year_up_to_the_month():
    before, after = ("payment", "live", "2025-01", "2025-12"), ("payment", "live", "2026-09", "2026-09")
    in_time = ("payment", "live", "2026-01", "2026-08")
    workload, several = ("workload", "live", "2026", "2026"), ("org_profile", "live", "2022", "2026")
    rows = (("1", *before), ("2", *after), ("3", *in_time), ("4", *workload), ("5", *several))
    assert numbers(ledger(*rows)) == ["3", "4", "5"]


def test_it_lists_lists_which_hold_always_but_nothing_that_is_replaced_or_undone():
    rows = (("1", "org", "live", None, None), ("2", "org", "replaced", None, None), ("3", "org", "undone", None, None))
    assert numbers(ledger(*rows)) == ["1"]
