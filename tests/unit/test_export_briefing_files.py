"""The pictures of a briefing: one as it is, several in an archive."""

import io
import zipfile

import pytest

from duibiao import language
from duibiao.export.briefing import Briefing, Slide
from duibiao.export.briefing_files import BriefingFormat, File, briefing_bytes, file_of, formats_of
from tests.briefings import BARS, LINES, briefing, table, view

PNG = BriefingFormat.PNG


@pytest.fixture(autouse=True)
def chinese():
    language.use("zh_CN")


def pictures(told: Briefing) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(briefing_bytes(told, PNG)))
    return {name: archive.read(name) for name in archive.namelist()}


def test_one_chart_is_one_picture():
    one = briefing(Slide(view(tables=(table(),))), Slide(view(BARS)))
    assert file_of(one, PNG) == File("图片（png）", "png", "image/png")
    assert briefing_bytes(one, PNG).startswith(b"\x89PNG")


def test_several_charts_are_an_archive_of_pictures_named_by_number_and_heading():
    several = briefing(Slide(view(BARS)), Slide(view(tables=(table(),))), Slide(view(BARS, LINES), title="进度/八月"))
    assert file_of(several, PNG) == File("全部图片（png）", "zip", "application/zip")
    made = pictures(several)
    assert list(made) == ["1 同一类事，谁花得多？.png", "3.1 进度_八月.png", "3.2 进度_八月.png"]
    assert all(picture.startswith(b"\x89PNG") for picture in made.values())


def test_names_in_the_archive_are_marked_as_utf_8_and_lead_nowhere_else():
    told = briefing(Slide(view(BARS), title="../" * 90), Slide(view(BARS), title="长" * 300))
    entries = zipfile.ZipFile(io.BytesIO(briefing_bytes(told, PNG))).infolist()
    assert all("/" not in entry.filename and "\\" not in entry.filename for entry in entries)
    assert all(len(entry.filename.encode()) <= 255 for entry in entries)
    assert entries[1].flag_bits & 0x800


def test_without_a_chart_there_are_no_pictures():
    assert PNG not in formats_of(briefing(Slide(view(tables=(table(),)))))
    assert PNG in formats_of(briefing(Slide(view(BARS)), Slide(view(LINES))))


def test_other_kinds_are_the_same_for_every_briefing():
    assert file_of(briefing(), BriefingFormat.PDF) == File("打印稿（pdf）", "pdf", "application/pdf")
