"""Names as they are compared."""

import polars as pl


def plain(name: str) -> pl.Expr:
    """The column of names half-width, in one case, without white space."""
    return pl.col(name).str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", "")
