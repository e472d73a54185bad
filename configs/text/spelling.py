"""The nearest valid spelling of a word, and lists of words as they are read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

__all__ = ["accepted", "did_you_mean", "listed", "nearest", "shown"]

#: Characters of a wrong value that an error repeats.
SHOWN = 60


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word of `words` closest to `word`, or None if nothing is close."""
    known = list(words)
    folded = {name.casefold(): name for name in reversed(known)}
    if exact := folded.get(word.casefold().replace("-", "_").replace(" ", "_")):
        return exact
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def accepted(words: Iterable[str], most: int = 24) -> str:
    """Return the words as a list to be read: `a`, `b`, `c`; cut after `most` of them."""
    known = list(words)
    text = ", ".join(f"`{word}`" for word in known[:most])
    return text + (f" and {len(known) - most} more" if len(known) > most else "")


def listed(words: Sequence[str]) -> str:
    """Return words as a list to be read: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def did_you_mean(word: str, words: Iterable[str], what: str = "accepted") -> str:
    """Return a help line: the nearest spelling where there is one, and what is accepted."""
    known = list(words)
    near = nearest(word, known)
    parts = [f"did you mean `{near}`?"] if near else []
    if known:
        parts.append(f"{what}: {accepted(known)}")
    return " ".join(parts)


def shown(value: object) -> str:
    """Return a value as a file would write it, shortened, for an error message."""
    text = written(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def written(value: object) -> str:
    """Return a value as TOML writes it on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() if value.bit_length() > 256:
            return f"a whole number of about {value.bit_length() * 3 // 10} digits"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case dict():
            inside = ", ".join(f"{key} = {written(item)}" for key, item in value.items())
            return "{ " + inside + " }" if inside else "{}"
        case list() | tuple():
            return "[" + ", ".join(map(written, value)) + "]"
        case _:
            return str(value)
