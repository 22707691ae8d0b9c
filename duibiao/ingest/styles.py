"""The number formats of a workbook, by the style that a cell names."""

from xml.etree import ElementTree

from duibiao.ingest.number_format import NumberFormat, built_in, number_format

_GENERAL = NumberFormat()


def cell_formats(styles: bytes) -> tuple[NumberFormat, ...]:
    """The format of each cell style of styles.xml; none where the part is missing or cannot be understood."""
    try:
        root = ElementTree.fromstring(styles)
    except ElementTree.ParseError:
        return ()
    space = root.tag.rpartition("}")[0]
    prefix = f"{space}}}" if space else ""
    codes = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter(f"{prefix}numFmt")}
    return tuple(_format(style.get("numFmtId", "0"), codes) for style in root.iterfind(f"{prefix}cellXfs/{prefix}xf"))


def _format(number: str, codes: dict[str | None, str]) -> NumberFormat:
    """A code that the workbook declares wins over what the number means by itself."""
    if number in codes:
        return number_format(codes[number])
    return built_in(int(number)) if number.isdigit() else _GENERAL
