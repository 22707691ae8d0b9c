"""The benchmark can ask every read there is, and its parts can be measured one by one."""

from bench import report
from bench.demo import ASKED
from bench.report import Section
from duibiao.warehouse import read_named, read_names


def test_every_parameter_that_a_read_requires_has_a_value():
    assert {
        name: read_named(name).required - set(ASKED) for name in read_names() if read_named(name).required - set(ASKED)
    } == {}


def test_a_section_measured_apart_takes_the_place_of_the_earlier_one_and_leaves_the_others(tmp_path):
    file = tmp_path / "benchmarks.md"
    both = [Section("First", "One.", ("", "s"), [("a", "1")]), Section("Second", "Two.", ("", "s"), [("b", "2")])]
    report.write(file, "1 May 2026.", both)
    before = file.read_text(encoding="utf-8")
    anew = [Section("First", "One.", ("", "s"), [("a", "3")]), Section("Third", "Three.")]
    report.replace(file, "2 May 2026.", anew)
    after = file.read_text(encoding="utf-8")
    assert after == before.replace("One.", "One. Measured apart: 2 May 2026.").replace("| a | 1 |", "| a | 3 |") + (
        "\n## Third\n\nThree. Measured apart: 2 May 2026.\n"
    )
    report.replace(file, "3 May 2026.", anew)
    assert file.read_text(encoding="utf-8") == after.replace("2 May", "3 May")
