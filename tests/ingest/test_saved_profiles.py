"""A mapping that a person corrected is saved under a name, and used by itself when the same header comes again."""

from bureau import accepted, csv_text

from duibiao.ingest.examine import examine
from duibiao.ingest.profile import save_profile, saved_profiles
from duibiao.ingest.propose import Choice, propose
from duibiao.ingest.reading import Wish
from duibiao.warehouse import Warehouse

HEADER = ("单位代码", "名称", "期末", "支出", "其中:本月")
AUGUST = csv_text((("某街道2026年8月支出表",), HEADER, ("1", "甲镇", 9, 5, 1), ("2", "乙镇", 8, 4, 2))).encode()
SEPTEMBER = csv_text((("某街道2026年9月支出表",), ("单位:元",), HEADER, ("1", "甲镇", 9, 7, 2))).encode()
SAID = Choice(extract="execution", columns=(("current_yuan", 3), ("paid_yuan", 4)))


def test_a_corrected_mapping_is_saved_and_reads_the_next_month_by_itself(warehouse: Warehouse) -> None:
    first = propose(AUGUST, "8月.csv", SAID)
    save_profile(warehouse, "街道月报", first.header, first.mapping, "李华")
    again = propose(SEPTEMBER, "9月.csv", profiles=saved_profiles(warehouse))
    assert again.profile == "街道月报"
    examined = examine(warehouse, SEPTEMBER, "9月.csv", again.extract, again.mapping, Wish())
    assert [float(paid) for paid in accepted(examined.reading, "paid_yuan")] == [7.0]
    assert accepted(examined.reading, "month") == [9]


def test_the_newest_profile_of_a_name_holds_and_one_taken_back_does_not(warehouse: Warehouse) -> None:
    first = propose(AUGUST, "8月.csv", SAID)
    save_profile(warehouse, "街道月报", first.header, first.mapping, "李华")
    other = propose(AUGUST, "8月.csv", Choice(extract="execution", columns=(("current_yuan", 3), ("paid_yuan", 5))))
    save_profile(warehouse, "街道月报", other.header, other.mapping, "王芳")
    (profile,) = saved_profiles(warehouse)
    assert dict(profile.mapping.columns)["paid_yuan"].source == ("其中:本月",)
    warehouse.save_profile("街道月报", "execution", profile.fingerprint, None, "王芳")
    assert saved_profiles(warehouse) == ()
    assert warehouse.data_version() == 3  # three things were remembered
