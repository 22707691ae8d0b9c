"""The page about cuts, without a browser, on a few projects worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from open_pages import page, shown, texts
from small import batch, line

from duibiao.warehouse import Warehouse

PATH = "pages/progress/did_the_cut_hold.py"
WAN = 10_000
ORGS = [
    {"org_code": "1", "org_name": "甲镇", "org_type": "town"},
    {"org_code": "2", "org_name": "乙局", "org_type": "department"},
]


def change(org, project, month, wan, year=2025, item="CY01"):
    return {
        "adjusted_on": date(year, month, 15), "adjustment_no": f"调{year}{month}", "org_code": org, "item_code": item,
        "project_code": project, "project_name": f"项目{project}", "change_yuan": Decimal(wan * WAN),
        "adjustment_reason": "调整",
    }  # fmt: skip


def project(org, code, month, approved, current, paid, year=2025, item="CY01"):
    amounts = {"approved_yuan": Decimal(approved * WAN), "current_yuan": Decimal(current * WAN)}
    names = {"project_code": code, "project_name": f"项目{code}", "item_code": item}
    return line(org, paid * WAN, year=year, month=month, **names, **amounts)


SMALL = [(f"S{i}", -1 if i % 2 else 1) for i in range(20)]
"""Twenty small changes of organisation 2, each of a service item of its own: what the others are ranked among."""


@pytest.fixture(scope="module")
def cuts(tmp_path_factory):
    """Of 2025: P −150 +140; Q −200 while R +195; asked 500 for H, cut to 400 after 310; December of 乙局 is large."""
    file = tmp_path_factory.mktemp("cuts") / "cuts.duckdb"
    with Warehouse.open(file) as warehouse:
        warehouse.accept(batch("org", ORGS))
        warehouse.accept(batch("service_item", [{"item_code": "CY01", "item_name": "道路"}]))
        changes = [change("1", "P", 5, -150, item="NY01"), change("1", "P", 10, 140, item="NY01"),
                   change("2", "Q", 7, -200), change("2", "R", 7, 195)]  # fmt: skip
        changes += [change("2", code, 6, wan, item=f"X{code}") for code, wan in SMALL]
        warehouse.accept(batch("adjustment", changes))
        december = [
            project("1", "P", 12, 500, 490, 120, item="NY01"), project("1", "H", 12, 400, 400, 0),
            project("2", "Q", 12, 950, 750, 600), project("2", "R", 12, 600, 795, 500),
            *(project("2", code, 12, 100, 100 + wan, 0, item=f"X{code}") for code, wan in SMALL),
        ]  # fmt: skip
        november = [project("1", "P", 11, 500, 490, 110, item="NY01"), project("2", "Q", 11, 950, 750, 110)]
        january = [project("1", "P", 1, 500, 500, 10, item="NY01"), project("2", "Q", 1, 950, 950, 10)]
        past = [project("1", "H", 12, 480, 480, 310, year=2024)]
        warehouse.accept(batch("execution", [*past, *january, *november, *december]))
        asked = {"year": 2025, "org_code": "1", "project_code": "H", "version": "requested"}
        warehouse.accept(batch("appropriation", [asked | {"amount_yuan": Decimal(500 * WAN)}]))
        analysis = {"year": 2025, "org_code": "1", "project_name": "项目", "stage": "applied"}
        amounts = {"requested_yuan": Decimal(500 * WAN), "saved_yuan": Decimal(100 * WAN)}
        more = {"requested_yuan": Decimal(520 * WAN), "saved_yuan": Decimal(60 * WAN)}
        coming = {"year": 2026, "org_code": "2", "project_code": "Q", "stage": "planned"}
        rows = [analysis | amounts | {"project_code": "H"}, analysis | more | {"project_code": "P"}, coming]
        warehouse.accept(batch("analysis", rows))
    return file


@pytest.fixture
def opened(serve, cuts):
    def open_at(**address):
        serve(cuts)
        app = page(PATH, lang="en", **address)
        assert not app.exception
        return app

    return open_at


def flat(app, key):
    """The rows of a table by the names of their columns, whatever group these stand under."""
    return plain(shown(app, key))


def with_column(app, name):
    """The rows of the one table that has a column of this name; such a table need not lead anywhere."""
    [rows] = [rows for frame in app.dataframe if (rows := plain(frame.value)) and name in rows[0]]
    return rows


def plain(frame):
    return [
        {(name[1] if isinstance(name, tuple) else name): value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def test_the_title_is_the_question_and_the_answer_counts_what_came_back(opened):
    # Cut: P 150, Q 200, ten small ones of 1; back: 140 of P.
    app = opened()
    assert app.title[0].value == "Did the cut hold?"
    [answer] = [text for text in texts(app) if text.startswith("By 31 December 2025")]
    assert "12 projects were cut by 360.00 × 10,000 yuan during the year; 140.00 × 10,000 yuan of it (38.9%)" in answer
    assert "1 cut, then raised (140.00 × 10,000 yuan), 1 cut here, raised there (195.00 × 10,000 yuan)" in answer
    assert "1 cuts that hurt nobody (100.00 × 10,000 yuan)" in answer
    # H: 500 − 400 keeps all 100; P: 520 − 490 keeps 30 of 60.
    assert "Of 160.00 × 10,000 yuan that 2 analyses saved, 130.00 × 10,000 yuan is still out of the budget." in answer


def test_the_dated_changes_are_set_against_the_execution(opened):
    # −10 of P, −5 of Q and R, 0 of the small ones; current − approved says the same.
    captions = [caption.value for caption in opened().caption]
    [basis] = [text for text in captions if text.startswith("Dated changes of budgets")]
    assert "n = 24 · " in basis
    assert "net -15.00 × 10,000 yuan, as the execution says" in basis


def test_a_cut_that_was_taken_back_is_a_question_with_its_dates(opened):
    [row] = flat(opened(), "cuts")
    assert (row["state"], row["org_code"], row["project"]) == ("▲ to be checked", "1", "P")
    assert (row["cuts_yuan"], row["returned_yuan"], row["approved_yuan"]) == (150, 140, 500)
    assert row["rebound"] == pytest.approx(93.33, abs=0.01)
    assert (row["first_cut"], row["returned"]) == ("15 May 2025", "15 October 2025")


def test_a_case_leads_to_its_dated_changes_and_its_budget_lines(opened):
    app = opened(case="1|P")
    changes = with_column(app, "adjustment_no")
    assert [(row["day"], row["change_yuan"]) for row in changes] == [
        ("Total", -10), ("15 May 2025", -150), ("15 October 2025", 140)
    ]  # fmt: skip
    assert changes[1]["adjustment_no"] == "调20255"
    assert changes[1]["source"].startswith("batch ")
    assert [row["project_code"] for row in flat(app, "cut_lines")] == ["Total", "P"]


def test_an_offset_has_its_rank_among_random_arrangements(opened):
    # Nothing else has more than 1 of 100: only the very two of 24 places, once in 24 · 23 ÷ … at most a few in 999.
    app = opened(look="offset", case="2|CY01")
    row = next(row for row in flat(app, "cuts") if row["item"].startswith("CY01"))
    assert (row["state"], row["cuts_yuan"], row["additions_yuan"]) == ("▲ to be checked", 200, 195)
    assert row["offset"] == pytest.approx(97.5)
    n, *_rest = row["rank"].split(" of 999 as much (")
    assert int(n) < 50
    assert [row["change_yuan"] for row in with_column(app, "adjustment_no")] == [-5, -200, 195]


def test_a_cut_that_hurt_nobody_is_above_last_years_spending(opened):
    [row] = flat(opened(look="harmless"), "cuts")
    assert (row["project"], row["cut_yuan"], row["past_yuan"], row["headroom_yuan"]) == ("H", 100, 310, 90)
    assert row["headroom"] == pytest.approx(29.03, abs=0.01)


def test_savings_of_analyses_are_followed_into_the_budget(opened):
    app = opened(look="savings")
    rows = {row["project"]: row for row in flat(app, "cuts")}
    assert (rows["H"]["state"], rows["H"]["kept"]) == ("● kept", 100)
    assert (rows["P"]["state"], rows["P"]["kept_yuan"], rows["P"]["kept"]) == ("▲ partly kept, to be checked", 30, 50)
    captions = [caption.value for caption in app.caption]
    expected = "Analyses for the budget of 2025: Applied 2 · Analyses for the budget of 2026: Planned 1"
    assert expected in captions


def test_a_threshold_takes_a_case_away_and_stands_in_the_address(opened):
    app = opened(cut_stake="100", headroom="50", look="harmless")
    assert "Nothing stands out at these thresholds" in [box.value for box in app.info]
    app.segmented_control(key="look").set_value("rebound").run()
    assert [row["project"] for row in flat(app, "cuts")] == ["P"]


def test_a_year_without_dated_changes_says_so(opened):
    app = opened(year="2024")
    assert any("No dated changes of budgets are loaded for 2024." in text for text in texts(app))
    assert any(box.value.startswith("No dated changes of 2024 are loaded") for box in app.info)


def test_december_is_set_against_the_other_months(opened):
    # 乙局: 110 up to November, mean 10; December 1 100 − 110 = 990, 99 times. 甲镇: 110, December 10: 1.0.
    app = opened(spender="2")
    rows = flat(app, "surges")
    assert [(row["org_code"], row["surge"], row["state"]) for row in rows] == [
        ("2", pytest.approx(99.0), "▲ to be checked"), ("1", pytest.approx(1.0), "")
    ]  # fmt: skip
    months = with_column(app, "n_months")
    assert [(row["paid_in_yuan"], row["n_months"]) for row in months] == [(10, 1), (100, 10), (990, 1)]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_an_empty_warehouse_says_what_to_do_first(serve, tmp_path, language):
    with Warehouse.open(tmp_path / "empty.duckdb"):
        pass
    serve(tmp_path / "empty.duckdb")
    app = page(PATH, lang=language)
    assert not app.exception
    assert app.info


def test_execution_alone_is_enough_to_open_the_page(serve, small_warehouse):
    serve(small_warehouse)
    app = page(PATH, lang="en")
    assert not app.exception
    assert "No year with its December is loaded" in [box.value for box in app.info]
