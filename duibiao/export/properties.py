"""What a file says of itself to whoever asks the system: of now and of nobody, not of the template it was made from."""

from datetime import UTC, datetime
from typing import Any


def tell(properties: Any, title: str, comments: str) -> None:
    """Fill in the core properties of a document or of slides."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    properties.title, properties.comments = title, comments
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = now
    properties.revision = 1
