"""How much room texts take, and how they are broken into lines, where nothing measures them for us."""

_FIRST_WIDE = 0x2E7F


def cells(words: str) -> int:
    """How many character cells a text takes; Chinese characters take two."""
    return sum(2 if ord(letter) > _FIRST_WIDE else 1 for letter in words)


def wrapped(words: str, width: int) -> list[str]:
    """The text in lines of at most so many cells, broken at spaces where there are any near the end of a line."""
    lines, rest = [], words.strip()
    while cells(rest) > width:
        end = _break(rest, width)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, rest] if rest or not lines else lines


def shortened(words: str, width: int) -> str:
    """The text, ended by … where it takes more cells than that."""
    return words if cells(words) <= width else f"{words[: _fitting(words, width - 1)]}…"


def printable(words: str) -> str:
    """Without control characters, which no XML can hold."""
    return "".join(letter for letter in words if letter >= " " or letter in "\t\n")


def _break(words: str, width: int) -> int:
    """The place of the last space before the width is full, else of the width itself."""
    end = _fitting(words, width)
    if ord(words[end]) > _FIRST_WIDE or ord(words[end - 1]) > _FIRST_WIDE or words[end] == " ":
        return end
    space = words.rfind(" ", 1, end)
    return space if space > end // 2 else end


def _fitting(words: str, width: int) -> int:
    """How many letters take no more than so many cells; at least one."""
    used = 0
    for position, letter in enumerate(words):
        used += cells(letter)
        if used > width:
            return max(position, 1)
    return len(words)
