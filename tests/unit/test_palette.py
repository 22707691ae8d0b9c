"""Every colour can be read on what it stands on, and meanings stay apart for every kind of colour blindness."""

import re
import tomllib
from dataclasses import asdict
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from duibiao import palette
from duibiao.charts.ranking import Bar, ranking
from duibiao.palette import DARK, LIGHT

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
TEXT, MARK = 4.5, 3.0
"""WCAG 2.2, success criteria 1.4.3 and 1.4.11, level AA."""

APART = 10
"""How far two colours are at least; about 2.3 is a difference that can just be noticed."""

SIGHTS = {
    "all three cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency, IEEE TVCG 15
(6), 2009, table 1, severity 1.0; the matrices apply to linear RGB."""

both = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour):
    """Red, green and blue of `#rrggbb` as amounts of light."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def luminance(colour):
    return sum(weight * light for weight, light in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(colour, ground):
    darker, lighter = sorted((luminance(colour), luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def seen(colour, sight):
    """The colour as this eye sees it, in CIE L*a*b* (D65)."""
    light = linear(colour)
    r, g, b = (min(max(sum(m * c for m, c in zip(row, light, strict=True)), 0), 1) for row in SIGHTS[sight])
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other, sight):
    """CIE 1976: the straight way between the two."""
    return sum((a - b) ** 2 for a, b in zip(seen(one, sight), seen(other, sight), strict=True)) ** 0.5


def too_near(pairs):
    return [
        (one, other, sight, round(distance(one, other, sight), 1))
        for one, other in pairs
        for sight in SIGHTS
        if distance(one, other, sight) < APART
    ]


def theme(colours):
    return tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]["light" if colours is LIGHT else "dark"]


def test_the_contrast_of_black_and_white_is_21_and_of_a_colour_with_itself_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#b01030", "#b01030") == 1


@both
def test_text_can_be_read_on_everything_that_it_stands_on(colours):
    grounds = (colours.ground, colours.surface)
    texts = (colours.ink, colours.quiet, colours.problem, colours.watch, colours.good, colours.chosen)
    weak = [(text, ground) for text in texts for ground in grounds if contrast(text, ground) < TEXT]
    squares = [(colours.ink, square) for square in colours.scale if contrast(colours.ink, square) < TEXT]
    pairs = zip(colours.on_shades, colours.shades, strict=True)
    assert weak + squares + [(text, shade) for text, shade in pairs if contrast(text, shade) < TEXT] == []


@both
def test_marks_stand_out_from_the_ground(colours):
    marks = (colours.bar, colours.past, colours.rise, colours.fall, colours.total, colours.axis, *colours.parts)
    assert [mark for mark in marks if contrast(mark, colours.ground) < MARK] == []


@both
def test_the_rest_of_the_screen_has_the_same_colours_and_can_be_read(colours):
    said = theme(colours)
    assert said["backgroundColor"] == colours.ground
    assert said["secondaryBackgroundColor"] == colours.surface
    assert said["textColor"] == colours.ink
    assert said["dataframeHeaderTextColor"] == colours.quiet
    assert said["redColor"] == colours.problem
    assert said["yellowColor"] == colours.watch
    assert said["greenColor"] == colours.good
    assert tuple(said["chartCategoricalColors"]) == colours.parts
    texts = [value for name, value in said.items() if name.lower().endswith("textcolor") or name == "linkColor"]
    grounds = (said["backgroundColor"], said["secondaryBackgroundColor"], said["dataframeHeaderBackgroundColor"])
    assert [(text, ground) for text in texts for ground in grounds if contrast(text, ground) < TEXT] == []


@both
def test_meanings_that_stand_side_by_side_stay_apart_for_every_eye(colours):
    lamps = combinations((colours.problem, colours.watch, colours.good), 2)
    marks = combinations((colours.bar, colours.chosen, colours.problem, colours.past), 2)
    steps = combinations((colours.rise, colours.fall, colours.total, colours.past), 2)
    ends = combinations(colours.scale, 2)
    assert too_near([*lamps, *marks, *ends, *pairwise(colours.parts), *pairwise(colours.shades)]) == []
    assert too_near(steps) == []


@both
def test_red_is_a_problem_and_nothing_else(colours):
    fields = asdict(colours)
    named = {name: value for name, value in fields.items() if isinstance(value, str) and value.startswith("#")}
    others = [value for name, value in named.items() if name != "problem"] + [*colours.parts, *colours.scale]
    assert [other for other in others if distance(other, colours.problem, "all three cones") < 3 * APART] == []


def test_the_style_sheet_has_the_colours_of_both():
    sheet = (CONFIG.parents[1] / "duibiao" / "ui" / "style.css").read_text(encoding="utf-8")
    pairs = set(re.findall(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", sheet))
    assert pairs <= set(zip(colours_of(LIGHT), colours_of(DARK), strict=True))
    assert len(re.findall("#[0-9a-f]{6}", sheet)) == 2 * len(re.findall("light-dark", sheet))


def colours_of(colours):
    return [value for value in asdict(colours).values() if isinstance(value, str)]


def test_no_chart_and_no_table_has_a_colour_of_its_own():
    house = Path(__file__).parents[2] / "duibiao"
    files = [*(house / "charts").glob("*.py"), *(house / "ui").rglob("*.py")]
    own = {file.name: re.findall(r"#[0-9a-fA-F]{6}\b", file.read_text(encoding="utf-8")) for file in files}
    assert {name: found for name, found in own.items() if found and name != "palette.py"} == {}


def test_a_chart_is_drawn_in_the_colours_of_the_session():
    palette.use(DARK)
    try:
        dark = ranking([Bar("1", "甲镇", 1.0, "1", flagged=True)], "")
    finally:
        palette.use(LIGHT)
    light = ranking([Bar("1", "甲镇", 1.0, "1", flagged=True)], "")
    assert (dark.layout.paper_bgcolor, dark.data[0].marker.color[0]) == (DARK.ground, DARK.problem)
    assert (light.layout.paper_bgcolor, light.data[0].marker.color[0]) == (LIGHT.ground, LIGHT.problem)
