"""Numbers of lines within documents, for extracts whose files do not tell them, as vouchers have."""

from duibiao.schema.extract import Extract


def numbered(extract: Extract, columns: list[str], mends: bool = False) -> str:
    """The select of the registered `incoming` with the lines counted that have no number, by document and organisation.

    They go on after the numbers that the file gives and, with `mends`, after those of the batch $mends and its mended
    rows. A row without a document has no line.
    """
    line, document = extract.line, ", ".join(extract.document)
    given = f"try_cast(i.{line} as bigint)" if line in columns else "null::bigint"
    others = ", ".join(f"i.{name}" for name in columns if name not in (line, "row_number", "scope_org"))
    known = " and ".join(f"i.{name} is not null" for name in extract.document)
    own = f"i.{line}" if line in columns else "null::varchar"
    after = f"coalesce(max({given}) over document, 0){_there(extract) if mends else ''}"
    count = f"count(*) filter ({own} is null) over (document order by i.row_number rows unbounded preceding)"
    return (
        f"(select i.row_number, i.scope_org, {others}, "
        f"case when {known} then coalesce({own}, ({after} + {count})::varchar) else {own} end as {line} "
        f"from incoming as i window document as (partition by i.scope_org, {document}))"
    )


def _there(extract: Extract) -> str:
    """The greatest number that the document has in the batch already."""
    same = " and ".join(f"r.{name} = i.{name}" for name in ("scope_org", *extract.document))
    return (
        f" + coalesce((select max(try_cast(r.{extract.line} as bigint)) from row_{extract.name} as r where {same} "
        "and r.batch_id in (select batch_id from batch where batch_id = $mends or mends = $mends)), 0)"
    )
