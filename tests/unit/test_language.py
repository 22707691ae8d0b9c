import io
import re
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from duibiao import language
from duibiao.settings import house
from duibiao.ui.progress import delays

KEYWORDS = {"_": None, "ngettext": (1, 2)}


def extracted():
    found = []
    for folder in ("duibiao", "pages"):
        found += [row[2] for row in extract_from_dir(house() / folder, keywords=KEYWORDS)]
    app = (house() / "app.py").read_bytes()
    from babel.messages.extract import extract

    found += [row[1] for row in extract("python", io.BytesIO(app), keywords=KEYWORDS)]
    return found


def catalog():
    with (house() / "locale" / "zh_CN" / "LC_MESSAGES" / "duibiao.po").open("rb") as source:
        return read_po(source, locale="zh_CN")


def placeholders(text):
    return sorted(name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None)


MESSAGES = sorted({message if isinstance(message, str) else message[0] for message in extracted()})


def test_there_are_messages_at_all():
    assert "Who pays more for the same thing?" in MESSAGES


def test_every_message_has_a_chinese_text():
    words = catalog()
    missing = [message for message in MESSAGES if not (words.get(message) and words.get(message).string)]
    assert missing == []


def test_nothing_in_the_catalog_is_unsure_or_left_over():
    words = catalog()
    assert [message.id for message in words if message.fuzzy and message.id] == []
    ids = {message.id if isinstance(message.id, str) else message.id[0] for message in words if message.id}
    assert ids - set(MESSAGES) == set()


def test_translations_have_the_placeholders_of_their_messages():
    for message in catalog():
        if isinstance(message.id, str) and message.id:
            assert placeholders(message.id) == placeholders(message.string), message.id


def test_no_english_sentence_is_left_in_the_chinese():
    words = [message.string for message in catalog() if isinstance(message.string, str) and message.id]
    plain = [re.sub(r"`[^`]*`|\{[^}]*\}|--\w+(-\w+)*|\w+\.\w+", "", text) for text in words]
    assert [text for text in plain if re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", text)] == []


def test_chinese_texts_have_chinese_punctuation():
    words = [message.string for message in catalog() if isinstance(message.string, str) and message.id]
    assert [text for text in words if re.search(r"[\u4e00-\u9fff}][,;?!]|[\u4e00-\u9fff}][:(]", text)] == []


@pytest.mark.parametrize(("code", "text"), [("zh_CN", "合计"), ("en", "Total")])
def test_the_screen_speaks_the_language_of_the_session(code, text):
    language.use(code)
    assert language._("Total") == text


def test_an_unknown_language_changes_nothing():
    language.use("zh_CN")
    language.use("xx")
    assert language.current() == "zh_CN"


def test_a_word_with_two_meanings_has_the_chinese_of_its_place():
    """The same English word once named the reasons of the form and the staff of a town, an amount and a request."""
    words = catalog()
    said = {
        "Staff": "在职人数", "Budget after the reduction": "调减后预算", "How many": "数量",
        "Comparison sign": "比较符号", "Authorised amount": "已授权数",
        "Brought forward from earlier years": "以前年度结转",
        "Balance of money carried over": "结转资金余额", "What is agreed": "议定事项",
    }  # fmt: skip
    assert {message: words.get(message).string for message in said} == said


def test_the_reasons_of_a_delay_are_those_of_the_official_form():
    language.use("zh_CN")
    assert list(delays.reason_labels().values()) == ["经费保障", "制度保障", "人员保障", "硬件条件保障", "其他"]
