"""The benchmark can ask every read there is."""

from bench.demo import ASKED
from duibiao.warehouse import read_named, read_names


def test_every_parameter_that_a_read_requires_has_a_value():
    assert {
        name: read_named(name).required - set(ASKED) for name in read_names() if read_named(name).required - set(ASKED)
    } == {}
