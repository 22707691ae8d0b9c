"""What a file is and how it is read, when nobody says: by a profile that somebody confirmed, or as proposed."""

from collections.abc import Sequence
from dataclasses import dataclass

from duibiao.errors import DuibiaoError
from duibiao.ingest import header as headers
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import Mapping, load_mapping, mapping_names
from duibiao.ingest.profile import Profile
from duibiao.ingest.propose import Choice, Guess, propose
from duibiao.ingest.recognise import sheets_of
from duibiao.ingest.sheet import Sheet
from duibiao.language import _
from duibiao.schema.catalogue import extract_named
from duibiao.schema.extract import Extract


@dataclass(frozen=True)
class Fitting:
    """How a file is to be read. `profile` is the name of the confirmed one; `unsure` what a person must look at."""

    extract: Extract
    mapping: Mapping | None
    profile: str | None = None
    unsure: tuple[Guess, ...] = ()


def fitting(data: bytes, file_name: str, profiles: Sequence[Profile] = (), currency: str | None = None) -> Fitting:
    """The saved profile of the header, else the shipped one that finds all its columns, else what is proposed.

    `currency` is what the person told, if anything.
    Raises RefusedFileError for a file that cannot be any extract.
    """
    shipped = _shipped(data, file_name)
    try:
        proposal = propose(data, file_name, Choice(currency=currency), profiles)
    except DuibiaoError:
        if shipped:
            return shipped
        raise
    if proposal.profile is None and shipped:
        return shipped
    return Fitting(proposal.extract, proposal.mapping, proposal.profile, proposal.open)


def _shipped(data: bytes, file_name: str) -> Fitting | None:
    """The only shipped profile all whose columns the file has; None where none or several fit."""
    read: dict[tuple[str | None, str | None], list[Sheet]] = {}
    fits = []
    for mapping in map(load_mapping, mapping_names()):
        how = mapping.separator, mapping.encoding
        if how not in read:
            read[how] = _sheets(data, file_name, mapping)
        if mapping.header and any(_has_all(_header(sheet, mapping), mapping) for sheet in read[how]):
            fits.append(mapping)
    return Fitting(extract_named(fits[0].extract), fits[0], fits[0].name) if len(fits) == 1 else None


def _sheets(data: bytes, file_name: str, mapping: Mapping) -> list[Sheet]:
    try:
        return [sheet for sheet in sheets_of(data, file_name, mapping) if not sheet.cells.is_empty()]
    except DuibiaoError:
        return []


def _header(sheet: Sheet, mapping: Mapping) -> Header:
    return headers.find_header(sheet, headers.wanted_headers(extract_named(mapping.extract), mapping))[0]


def _has_all(header: Header, mapping: Mapping) -> bool:
    def stands(name: str) -> bool:
        return header.position(name) is not None

    rules = [rule for _target, rule in mapping.columns if rule.source or rule.join]
    ruled = [any(map(stands, rule.source)) if rule.source else all(map(stands, rule.join)) for rule in rules]
    wide = [any(stands(name) for name, _value in mapping.wide.columns)] if mapping.wide else []
    return all((*ruled, *wide)) and bool(ruled)


def to_confirm(guess: Guess, file_name: str) -> str:
    """What has to be looked at before the file is read, in a sentence."""
    names = {
        "extract": _("What it is"),
        "sheet": _("Sheet"),
        "header": _("Header in row"),
        "encoding": _("Encoding"),
        "separator": _("Separator"),
        "decimal": _("Decimal mark"),
        "dates": _("Order of days"),
        "unit": _("Unit of the amounts"),
        "period": _("Period"),
    }
    said = _("{file}: to be confirmed: {what} {value} ({reason})")
    return said.format(file=file_name, what=names.get(guess.what, guess.what), value=guess.value, reason=guess.reason)
