"""The guesser against 180 lists of payments as twenty ministries wrote them, with no mapping given.

`uk_spend_key.csv` was made by reading the files, not by the guesser: for each the encoding, the row of the header, and
the headers of the columns; `also_ok_…` in its notes names answers that are as right. Its `rows` and `total` were added
up from the columns so chosen.
"""

import csv
import re
from pathlib import Path

import pytest
import real

from duibiao.errors import RefusedFileError
from duibiao.ingest.propose import Proposal, propose

pytestmark = pytest.mark.real

KEY = Path(__file__).parent / "uk_spend_key.csv"
COLUMNS = {
    "date": "pay_date",
    "amount": "amount_yuan",
    "department": "department_name",
    "entity": "org_name",
    "area": "expense_area",
}
Row = dict[str, str]


@pytest.fixture(scope="module")
def key() -> list[Row]:
    with KEY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_key_has_every_file_once(key: list[Row]) -> None:
    assert sorted(row["file"] for row in key) == sorted(file.name for file in real.folder("uk_spend").iterdir())


def test_at_least_170_of_180_files_are_read_right(key: list[Row]) -> None:
    wrong = {row["file"]: found for row in key if (found := mistakes(row))}
    assert len(key) - len(wrong) >= 170, wrong


def test_every_file_that_is_no_list_of_payments_is_refused_with_what_was_looked_for(key: list[Row]) -> None:
    others = [row["file"] for row in key if row["kind"] == "other"]
    assert len(others) > 5
    for name in others:
        with pytest.raises(RefusedFileError) as refused:
            proposed(name)
        assert name in refused.value.message
        assert refused.value.hint


def proposed(name: str) -> Proposal:
    return propose((real.folder("uk_spend") / name).read_bytes(), name)


def mistakes(row: Row) -> list[str]:
    """What the guesser gets wrong of a file, nothing where it is right."""
    try:
        proposal = proposed(row["file"])
    except RefusedFileError as refused:
        return [] if row["kind"] == "other" else [str(refused)]
    if row["kind"] == "other":
        return [f"read as {proposal.extract.name}"]
    found = {each.target: tidy(each.header.split("/")[-1]) for each in proposal.suggestions if each.target}
    guesses = {guess.what: guess.value for guess in proposal.guesses}
    got = {
        "extract": proposal.extract.name,
        "encoding": guesses["encoding"],
        "header_row": str(proposal.header.last + 1),
        **{name: found.get(target, "") for name, target in COLUMNS.items()},
    }
    return [f"{name}: {value!r}" for name, value in got.items() if tidy(value) not in right(row, name)]


def right(row: Row, name: str) -> set[str]:
    """The right answers, tidied; a file of plain ASCII may be read as UTF-8 as well."""
    given = {"extract": "payment"} | row
    answers = {given[name], *re.findall(rf"also_ok_{name}=([^;]+)", row["note"])}
    return {tidy(answer) for answer in answers} | ({"utf-8"} if answers == {"ascii"} else set())


def tidy(text: str) -> str:
    return " ".join(text.split()).casefold()
