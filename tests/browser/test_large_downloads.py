"""200 000 rows are downloaded in one window while somebody clicks in another."""

import statistics
import time
from dataclasses import dataclass

import fastexcel
import polars as pl
import pytest
from dashboards import dashboard, windows

from duibiao.ingest.load import load_file
from duibiao.warehouse import Warehouse

N_ROWS = 200_000
TOWN = "310118107"
BEHIND = f"/compare?year=2026&item=CY0101&measure=total&unit=yuan&org={TOWN}"
FILE_READY_IN, CLICK_LATER_BY = 15.0, 0.3
"""Seconds on a machine that has nothing else to do."""

CLICK = """async choice => {
    const before = location.search
    const began = performance.now()
    choice.click()
    while (location.search === before) {
        if (performance.now() - began > 20000) throw new Error('nothing came of the click')
        await new Promise(done => setTimeout(done, 5))
    }
    return (performance.now() - began) / 1000
}"""
"""Clicks a choice and tells after how many seconds the page has been computed: the address is written last."""


def vouchers():
    """One extract of payments of one town in eight months."""
    n = pl.int_range(N_ROWS)
    return pl.select(
        pl.date(2026, n % 8 + 1, n % 28 + 1).alias("支付日期"),
        pl.format("V{}", n.cast(pl.String).str.zfill(7)).alias("支付凭证号"),
        pl.lit(TOWN).alias("单位编码"),
        pl.format("P{}", n % 500).alias("项目编码"),
        pl.format("道路保洁第{}标段", n % 500).alias("项目名称"),
        pl.lit("30214").alias("部门经济分类编码"),
        pl.format("{}.25", n % 1000).alias("支付金额"),
    )


@pytest.fixture
def full_server(demo_warehouse, tmp_path):
    """A dashboard of its own, into which the extract was loaded as any other."""
    extract = tmp_path / "支付明细.csv"
    vouchers().write_csv(extract)
    copy = tmp_path / "full.duckdb"
    copy.write_bytes(demo_warehouse.read_bytes())
    with Warehouse.open(copy) as warehouse:
        assert load_file(warehouse, "payment", extract, answers=(("replaces", "yes"),)).accepted == N_ROWS
    with dashboard(copy, tmp_path) as address:
        yield address


@dataclass(frozen=True)
class Round:
    """One download: how long it took, what clicks took meanwhile and otherwise, and how busy the machine was."""

    name: str
    took: float
    disturbed: list[float]
    undisturbed: list[float]
    slowness: float

    @property
    def later_by(self):
        """By how much a click was answered later."""
        return statistics.median(self.disturbed) - statistics.median(self.undisturbed)

    @property
    def holds(self):
        """Whether it would have been quick enough on a machine that has nothing else to do."""
        return self.took < FILE_READY_IN * self.slowness and self.later_by < CLICK_LATER_BY * self.slowness


def slowness():
    """How many times longer work takes now than it would if nobody else wanted the machine."""
    began, worked = time.perf_counter(), time.process_time()
    while time.process_time() - worked < 0.05:
        pass
    return max(1.0, (time.perf_counter() - began) / 0.05)


def clicks(page, labels):
    """Seconds until the page has answered each click."""
    return [page.get_by_role("radio", name=label, exact=True).evaluate(CLICK) for label in labels]


def download(first, second, saved):
    """Make and fetch the file in one window, clicking in the other before, meanwhile and afterwards."""
    choices = ("人均", "合计")
    undisturbed, disturbed = clicks(second, choices * 3), []
    busy, began = [slowness()], time.monotonic()
    first.locator(".st-key-comparison_all_payments_xlsx button").click()
    first.locator(".st-key-comparison_all_payments_cancel button").wait_for(timeout=30_000)
    fetch = first.locator(".st-key-comparison_all_payments_ready button")
    while not fetch.is_visible() and time.monotonic() - began < 90:
        disturbed += clicks(second, choices)
        busy.append(slowness())
    with first.expect_download(timeout=60_000) as waiting:
        fetch.click()
    waiting.value.save_as(saved)
    took = time.monotonic() - began
    undisturbed += clicks(second, choices * 3)
    return Round(waiting.value.suggested_filename, took, disturbed, undisturbed, statistics.mean(busy))


def test_a_large_download_is_ready_soon_and_delays_nobody(chromium, full_server, tmp_path):
    """Others use the machine too, so it is tried up to three times; what blocks the server does so each time."""
    saved = tmp_path / "saved.xlsx"
    with windows(chromium, full_server) as visit_first, windows(chromium, full_server) as visit_second:
        first, second = visit_first(BEHIND), visit_second("/compare?year=2026&item=CY0101&measure=total")
        first.locator(".st-key-comparison_all_payments_xlsx button").wait_for(timeout=30_000)
        clicks(second, ("人均", "合计"))
        rounds = [download(first, second, saved)]
        while not rounds[-1].holds and len(rounds) < 3:
            rounds.append(download(first, second, saved))
    assert rounds[-1].holds, rounds
    assert rounds[-1].name.endswith("（截至2026年8月31日，演示数据）.xlsx")
    rows = fastexcel.read_excel(saved).load_sheet(0, header_row=2).to_polars()
    assert rows.height == N_ROWS
    assert rows["金额"].sum() == 200 * sum(range(1000)) + 0.25 * N_ROWS
