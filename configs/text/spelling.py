"""The nearest valid spelling of a word, and lists of words as they are read."""

from __future__ import annotations

import difflib
import json
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

__all__ = [
    "accepted",
    "date_text",
    "did_you_mean",
    "key_text",
    "listed",
    "nearest",
    "rough_percent",
    "shown",
    "toml_text",
]

#: Characters of a wrong value that an error repeats.
SHOWN = 60

#: A longer word, or one among more words, is compared only with words that one slip of the finger makes of it: the
#: thorough comparison takes time for every word and for every pair of characters.
LONGEST_WORD, MOST_WORDS = 64, 200

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_LETTERS = string.ascii_lowercase + string.digits + "_."


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word of `words` closest to `word`, or None if nothing is close.

    One slip of the finger (two letters swapped, one too many, one wrong, one missing) is closer than anything else.
    """
    folded: dict[str, str] = {}
    for name in words:
        folded.setdefault(name.casefold(), name)
    wrong = word.casefold()
    if exact := folded.get(wrong.replace("-", "_").replace(" ", "_")):
        return exact
    if len(wrong) > LONGEST_WORD:
        return None
    slipped = next((meant for meant in _slips(wrong) if meant in folded), None) if len(wrong) > 2 else None
    if slipped is None and len(folded) <= MOST_WORDS:
        candidates = [name for name in folded if len(name) <= LONGEST_WORD]
        slipped = next(iter(difflib.get_close_matches(wrong, candidates, n=1, cutoff=0.6)), None)
    return None if slipped is None else folded[slipped]


def _slips(word: str) -> Iterator[str]:
    """Yield the words that differ by one slip of the finger, the likeliest kind first."""
    cuts = [(word[:k], word[k:]) for k in range(len(word) + 1)]
    yield from (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1)
    yield from (left + right[1:] for left, right in cuts if right)
    yield from (left + letter + right[1:] for left, right in cuts if right for letter in _LETTERS)
    yield from (left + letter + right for left, right in cuts for letter in _LETTERS)


def accepted(words: Iterable[str], most: int = 24) -> str:
    """Return the words as a list to be read: `a`, `b`, `c`; cut after `most` of them."""
    known = list(words)
    text = ", ".join(f"`{word}`" for word in known[:most])
    return text + (f" and {len(known) - most} more" if len(known) > most else "")


def rough_percent(share: float) -> str:
    """Write a fraction in percent to two digits, without rounding it to all: `12 %`, `0.3 %`, `over 99 %`."""
    if 0.995 <= share < 1.0:
        return "over 99 %"
    return f"{round(100.0 * share)} %" if share >= 0.995 else f"{100.0 * share:.2g} %"


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
            return json.dumps(value, ensure_ascii=False)  # its escapes are TOML's
        case dict():
            inside = ", ".join(f"{key_text(key)} = {written(item)}" for key, item in value.items())
            return "{ " + inside + " }" if inside else "{}"
        case list() | tuple():
            return "[" + ", ".join(map(written, value)) + "]"
        case _:
            return str(value)


def toml_text(table: Mapping[str, Any], above: str = "") -> str:
    """Return a table as TOML writes it, in its own order: a table that nothing plain follows gets its own heading."""
    keys = list(table)
    is_table = [isinstance(table[key], Mapping) for key in keys]
    plain = len(keys) - next((at for at, one in enumerate(reversed(is_table)) if not one), len(keys))
    lines = [f"{key_text(key)} = {written(table[key])}\n" for key in keys[:plain]]
    if above and (lines or not keys):  # a heading of tables alone is left to theirs
        lines.insert(0, f"\n[{above}]\n")
    return "".join(lines) + "".join(
        toml_text(table[key], f"{above}.{key_text(key)}" if above else key_text(key)) for key in keys[plain:]
    )


def key_text(key: str) -> str:
    """Return a key as TOML writes it."""
    return key if _BARE.fullmatch(key) else written(key)


def date_text(value: object) -> str:
    """Return a date as TOML writes it: what `json.dumps` takes for the values of a scenario, as its `default`."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not a value of a scenario")
