"""Names that files may have."""

_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


def safe(name: str) -> str:
    """A name that a file may have on every system: without its forbidden letters, or an end that Windows drops."""
    allowed = "".join("_" if letter in '\\/:*?"<>|' or letter < " " else letter for letter in name).strip(" .")
    return f"_{allowed}" if allowed.partition(".")[0].upper() in _RESERVED else allowed or "_"


def within(text: str, letters: int, n_bytes: int) -> str:
    """As much of the beginning of a text as there is room for, in letters and in bytes."""
    return text[:letters].encode()[:n_bytes].decode(errors="ignore").rstrip()
