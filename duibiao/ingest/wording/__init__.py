"""Words for what is kept as data: findings and their places, answers, reasons of rows, notes.

They are in the language of the reader. Each code has one function in a table; a code that no table knows (of a newer
program) is shown with its values.
"""

from duibiao.ingest.fact import Values
from duibiao.ingest.wording import beside_loaded, of_file, questions
from duibiao.ingest.wording.case import Case, Said, Say, SayFinding
from duibiao.ingest.wording.notes import FOUND_IN, NOTES
from duibiao.ingest.wording.reasons import REASONS

FINDINGS: dict[str, SayFinding] = {**of_file.FINDINGS, **beside_loaded.FINDINGS, **questions.FINDINGS}
EXAMPLES: dict[str, Say] = {**of_file.EXAMPLES, **beside_loaded.EXAMPLES, **questions.EXAMPLES}
OPTIONS = questions.OPTIONS
"""What the answers to questions mean for the figures."""

__all__ = ["EXAMPLES", "FINDINGS", "FOUND_IN", "NOTES", "OPTIONS", "REASONS", "Case", "Said"]


def finding(code: str, values: Values) -> Said:
    """What a finding says, and how to mend it."""
    say = FINDINGS.get(_kind(code))
    return say(Case(values)) if say else Said(_bare(code, values))


def how_to_answer(code: str) -> str:
    """How a question is answered."""
    return questions.how_to_answer(code)


def example(code: str, values: Values, of_finding: Values) -> str:
    """What stands in one place of a finding."""
    say = EXAMPLES.get(_kind(code))
    return say(Case(of_finding, values)) if say else ", ".join(str(value) for _name, value in values)


def option(code: str, values: Values) -> str:
    """What an answer means."""
    return _said(OPTIONS, code, values)


def reason(code: str, values: Values) -> str:
    """Why a row is set aside."""
    return _said(REASONS, code, values)


def note(code: str, values: Values) -> str:
    """How a file was read."""
    return _said(NOTES, code, values)


def _said(table: dict[str, Say], code: str, values: Values) -> str:
    say = table.get(code)
    return say(Case(values)) if say else _bare(code, values)


def _kind(code: str) -> str:
    """What a code is about; a question may name its column behind a point."""
    return code.partition(".")[0]


def _bare(code: str, values: Values) -> str:
    return f"{code} ({', '.join(f'{name} {value}' for name, value in values)})" if values else code
