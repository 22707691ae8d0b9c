"""Screen text: English in the source, other languages from the catalogs in `locale/`."""

import gettext
import io
from contextvars import ContextVar
from functools import cache

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from duibiao.settings import house, settings

LANGUAGES = {"zh_CN": "中文", "en": "English"}
"""Code and own name of every language that the screen speaks."""

_language: ContextVar[str | None] = ContextVar("language", default=None)


def current() -> str:
    """The language of this session: as chosen, else as set for the installation."""
    return _language.get() or settings().language


def use(language: str) -> None:
    """Speak `language` from here on in this session; an unknown one leaves it as it is."""
    if language in LANGUAGES:
        _language.set(language)


def _(message: str) -> str:
    """The message in the language of the session."""
    return _catalog(current()).gettext(message)


def everywhere(message: str) -> frozenset[str]:
    """The message in every language: to know a text again that we wrote for somebody who speaks another."""
    return frozenset(_catalog(language).gettext(message) for language in LANGUAGES)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message for `n` things in the language of the session."""
    return _catalog(current()).ngettext(singular, plural, n)


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    """The catalog is compiled in memory, so a checkout needs no build step."""
    file = house() / "locale" / language / "LC_MESSAGES" / "duibiao.po"
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        catalog = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
