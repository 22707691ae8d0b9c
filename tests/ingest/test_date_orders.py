"""Day, month and year in the order that the profile says; what does not fit it is set aside, never turned round."""

import pytest
from bureau import accepted, csv_text, read, reasons

from duibiao.errors import MappingError

HEADER = ("支付日期", "支付凭证号", "预算单位代码", "支付金额")


def days(order: str | None, *written: str) -> list[str]:
    """What the days become as ISO texts; `?` for a row that is set aside."""
    rows = [(f'"{day}"', f"V{i}", "1", "5") for i, day in enumerate(written)]
    reading = read(csv_text((HEADER, *rows)), "payment", mapping={"dates": {"order": order}} if order else {})
    bad = reasons(reading)
    good = iter(accepted(reading, "pay_date"))
    return ["?" if i + 2 in bad else str(next(good)) for i in range(len(written))]


@pytest.mark.parametrize(
    ("order", "written", "meant"),
    [
        ("dmy", "03/04/2011", "2011-04-03"),
        ("mdy", "03/04/2011", "2011-03-04"),
        ("dmy", "3.4.11", "2011-04-03"),
        ("dmy", "03-Apr-11", "2011-04-03"),
        ("dmy", "3rd April 2011", "2011-04-03"),
        ("mdy", "April 3, 2011", "2011-04-03"),
        ("dmy", "2011-04-03T00:00:00", "2011-04-03"),
        ("dmy", "40636", "2011-04-03"),
        ("mdy", "25/01/2011", "?"),
        ("dmy", "25/01/212", "?"),
        ("dmy", "31/02/2011", "?"),
        (None, "03/04/2011", "?"),
        (None, "2011年4月3日", "2011-04-03"),
    ],
)
def test_a_day_is_read_in_the_order_that_is_said(order: str | None, written: str, meant: str):
    assert days(order, "2011-01-01", written)[1] == meant


def test_an_order_that_does_not_exist_is_an_error():
    with pytest.raises(MappingError, match="ydm"):
        days("ydm", "2011-01-01")
