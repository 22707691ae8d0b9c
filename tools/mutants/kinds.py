"""All kinds, by name, and a good file changed in one of them."""

from random import Random

from tools.mutants import (
    bureau,
    kinds_of_columns,
    kinds_of_headers,
    kinds_of_rows,
    kinds_of_tables,
    kinds_of_titles,
    kinds_of_values,
)
from tools.mutants.book import Book
from tools.mutants.kind import KINDS, changed

HOMES = (kinds_of_tables, kinds_of_rows, kinds_of_columns, kinds_of_headers, kinds_of_values, kinds_of_titles)
"""The modules that declare kinds."""

HARMLESS = frozenset({
    "notes_below", "blank_rows", "cells_beside_the_table", "columns_in_another_order", "a_number_before_each_row",
    "subtotals_without_codes", "names_like_totals", "a_rate_before_the_amount", "organisation_codes_as_numbers",
    "amounts_as_texts", "east_asian_date_formats", "days_in_many_spellings", "a_day_of_printing", "until_a_day",
    "the_unit_in_another_place", "units_in_the_group_header", "this_month_against_the_last", "the_1904_date_system",
    "numbered_headers", "a_row_of_column_numbers", "traditional_headers", "broken_headers", "empty_columns",
    "units_in_each_header", "in_hundreds_of_millions", "in_another_encoding", "parts_of_the_amount_beside_it",
    "a_header_of_three_rows", "a_total_on_every_page", "an_empty_sheet_and_notes_on_another",
    "subtotals_with_codes", "vouchers_of_several_lines", "cumulative_in_other_words", "in_another_currency",
})  # fmt: skip
"""Kinds that leave nothing to ask: whoever would refuse or ask about everything is no good reader."""

WHOLE = frozenset({"organisation_in_its_first_row", "a_second_table", "several_sheets", "nested_classes"})
"""Kinds of which no row may be set aside: the file says all that is wanted."""

MOST_TRIES = 40


def good_file(random: Random) -> Book:
    """A file as it should be: execution, with a header of one or two rows, or payments; a workbook or a text."""
    suffix = random.choice((".xlsx", ".xlsx", ".csv"))
    if random.random() < 0.4:
        return bureau.payment(random, suffix=suffix)
    return bureau.execution(random, suffix=suffix, grouped=suffix == ".xlsx" and random.random() < 0.3)


def file_of_kind(name: str, random: Random) -> Book:
    """The first good file that can be changed in that way, changed."""
    for _try in range(MOST_TRIES):
        if (book := changed(good_file(random), name, random)) is not None:
            return book
    raise LookupError(name)


__all__ = ["HARMLESS", "KINDS", "WHOLE", "changed", "file_of_kind", "good_file"]
