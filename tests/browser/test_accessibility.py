"""axe-core finds nothing serious of ours on any page, in either language and either theme."""

import os
from dataclasses import dataclass

import pytest
from browser_window import drawn

from duibiao.settings import house
from duibiao.ui import navigation

FETCHED = sorted((house() / "build" / "axe-core").glob("*/axe.min.js"))
THEMES = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 31)"}
JUDGE = """(rules) => axe.run(
    { exclude: [[".js-plotly-plot"], ["canvas"]] },
    { resultTypes: ["violations"], iframes: false, runOnly: rules },
).then((found) => found.violations)"""
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]


@dataclass(frozen=True)
class Allowed:
    """What comes from Streamlit's own markup and cannot be mended from outside: a rule, where, and why."""

    rule: str
    selector: str
    why: str


ALLOWED: tuple[Allowed, ...] = ()


@pytest.fixture(scope="session")
def axe():
    """The program of axe-core, as `make browser` fetched it."""
    if not FETCHED:
        message = "No axe-core found: `make browser` fetches it with npm"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return FETCHED[-1].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def screen(chromium):
    """One tab, in which all pages are opened one after the other."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context.new_page()
    context.close()


def addresses():
    """Of all pages of the menu; the default one lies at the root."""
    return ["" if entry.default else entry.address for section in navigation.entries().values() for entry in section]


def serious(page, axe, rules):
    """The rule, the selector and the words of every violation that is serious and not allowed."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    found = [
        (violation["id"], node["target"][-1], node["failureSummary"])
        for violation in page.evaluate(JUDGE, rules)
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]
    return [each for each in found if not any(allows(page, allowed, each) for allowed in ALLOWED)]


def allows(page, allowed, found):
    rule, selector, _words = found
    matches = "([found, allowed]) => document.querySelector(found)?.matches(allowed) ?? false"
    return rule == allowed.rule and page.evaluate(matches, [selector, allowed.selector])


def in_theme(page, theme):
    """The page, drawn anew as the browser asks for the theme."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(
        "(ground) => getComputedStyle(document.querySelector('.stApp')).backgroundColor === ground", arg=THEMES[theme]
    )
    drawn(page)
    return page


def in_english(page):
    """The page, after a click on the switch of the language."""
    page.locator(".st-key-lang").get_by_role("radio", name="English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
    drawn(page)
    return page


@pytest.mark.parametrize("path", addresses())
def test_nothing_serious_is_found_on_a_page(screen, server, axe, path):
    """One visit: Chinese and light, then dark, then English; the colours of a theme are the same in both languages."""
    screen.emulate_media(color_scheme="light")
    screen.goto(f"{server}/{path}?lang=zh_CN")
    drawn(screen)
    assert screen.evaluate("document.documentElement.lang") == "zh-CN"
    found = [
        *serious(screen, axe, ALL),
        *serious(in_theme(screen, "dark"), axe, OF_COLOURS),
        *serious(in_english(screen), axe, ALL),
    ]
    assert found == []


def test_a_theme_that_changes_redraws_the_charts(visit):
    page = visit("/compare")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    in_theme(page, "dark")
    page.wait_for_function(
        "(ground) => document.querySelector('.js-plotly-plot .main-svg').style.background === ground",
        arg=THEMES["dark"],
    )
