"""Files that were once read wrongly, dropped on the page: what is accepted is right, and what is doubtful is asked."""

from decimal import Decimal
from pathlib import Path

import pytest
from open_pages import UPLOAD, page

from duibiao.ui import store

CASES = Path(__file__).parents[1] / "ingest" / "cases"
STANDARD = Decimal("16532000.00")


@pytest.fixture
def upload(serve, tmp_path):
    serve(tmp_path / "warehouse.duckdb")
    return page(UPLOAD, lang="en")


def drop(app, file):
    path = CASES / file
    app = app.file_uploader[0].upload(path.name, path.read_bytes(), "application/octet-stream").run()
    app = app.text_input(key="accepted_by").set_value("李华").run()
    for box in app.checkbox:
        app = box.check().run()
    return app


def questions(app):
    return [radio for radio in app.radio if str(radio.key).startswith("answer_")]


def button(app):
    return next((each for each in app.button if str(each.key).startswith("accept_")), None)


def accepted(app):
    """What stands in the warehouse once the button was pressed."""
    assert not button(app).click().run().exception
    warehouse = store.warehouse()
    rows = warehouse.live_rows("execution", warehouse.live_scopes("execution"))
    return rows["paid_yuan"].sum()


@pytest.mark.parametrize(
    "file", ["14_last_year_first.xlsx", "09_month_and_cumulative_merged.xlsx", "28_subtotals_with_org_code.xlsx"]
)
def test_what_the_page_accepts_is_right(upload, file):
    app = drop(upload, file)
    assert not app.exception
    if questions(app):
        assert button(app).disabled
        return
    assert accepted(app) == STANDARD


def test_a_statement_that_is_no_register_of_projects_never_becomes_one(upload):
    app = drop(upload, "20_one_to_eight_months.xlsx")
    if button(app) is not None and not button(app).disabled:
        assert accepted(app) == STANDARD
    assert store.warehouse().live_scopes("project").is_empty()


@pytest.mark.parametrize("meant", [0, 1], ids=["first", "second"])
def test_a_question_stands_on_the_page_with_its_answers_and_each_is_loaded_as_it_says(upload, meant):
    """18.500 is eighteen thousand or eighteen and a half: only the person knows."""
    app = drop(upload, "eu_thousands_only.csv")
    (question,) = questions(app)
    assert button(app).disabled
    assert question.value is None
    app = question.set_value(question.options[meant]).run()
    for box in app.checkbox:
        app = box.check().run()
    assert str(accepted(app)) in ("3420.00", "3.42")
