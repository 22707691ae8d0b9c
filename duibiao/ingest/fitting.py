"""What a file is and how it is read, when nobody says: by a profile that somebody confirmed, or as proposed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from duibiao.errors import DuibiaoError
from duibiao.ingest import header as headers
from duibiao.ingest.choice import Choice, Guess
from duibiao.ingest.document import Document
from duibiao.ingest.header import Header
from duibiao.ingest.mapping import Mapping, load_mapping, mapping_names
from duibiao.ingest.profile import Profile
from duibiao.ingest.propose import proposed
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


def fitting(document: Document, profiles: Sequence[Profile] = (), currency: str | None = None) -> Fitting:
    """The saved profile of the header, else the shipped one that finds all its columns, else what is proposed.

    `currency` is what the person told, if anything.
    Raises RefusedFileError for a file that cannot be any extract.
    """
    shipped = _shipped(document)
    try:
        proposal = proposed(document, Choice(currency=currency), profiles)
    except DuibiaoError:
        if shipped:
            return shipped
        raise
    if proposal.profile is None and shipped:
        return shipped
    return Fitting(proposal.extract, proposal.mapping, proposal.profile, proposal.open)


def _shipped(document: Document) -> Fitting | None:
    """The only shipped profile all whose columns the file has; None where none or several fit."""
    named = [mapping for mapping in map(load_mapping, mapping_names()) if _may_have_all(document.words, mapping)]
    fits = [mapping for mapping in named if any(_has_all(header, mapping) for header in _headers(document, mapping))]
    return Fitting(extract_named(fits[0].extract), fits[0], fits[0].name) if len(fits) == 1 else None


def _may_have_all(words: str, mapping: Mapping) -> bool:
    """A quick look at the beginning of a file for what a profile asks of its header; what passes is looked into."""
    if not mapping.header:
        return False
    rules = [rule for _target, rule in mapping.columns if rule.source or rule.join]
    return all(any(headers.plain(name) in words for name in (rule.source or rule.join)) for rule in rules)


def _headers(document: Document, mapping: Mapping) -> Iterator[Header]:
    """The header of each sheet under which most columns of the profile stand."""
    wanted = headers.wanted_headers(extract_named(mapping.extract), mapping)
    try:
        sheets = document.head(mapping)
    except DuibiaoError:
        return
    for sheet in sheets:
        if not sheet.cells.is_empty():
            yield headers.find_header(sheet, wanted)[0]


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
