"""Where a view is found again."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from duibiao.export.provenance import address
from tests.briefings import view


def test_a_value_with_signs_of_addresses_is_found_again_whole():
    query = (("who", "甲 & 乙=1"), ("about", "a+b#c"))
    assert parse_qsl(urlsplit(address(replace(view(), query=query))).query) == list(query)


def test_the_first_page_is_the_root_and_others_have_their_names():
    assert address(replace(view(), page="home", query=())) == "/"
    assert address(replace(view(), page="home", query=(("year", "2026"),))) == "/?year=2026"
    assert address(view()) == "compare?year=2026"
