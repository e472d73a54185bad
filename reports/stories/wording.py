"""Words of stories: addresses as they are spoken of, and sentences that fit above a picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..layout import clean, shorten, text_width
from ..money import Money
from ..names import input_name, input_names
from ..view import View
from .headlines import LONGEST

__all__ = [
    "axis_name",
    "currency_of",
    "fitting",
    "in_percent",
    "in_words",
    "line_name",
    "millions",
    "spoken_inputs",
    "unlike",
]

#: Columns of a word of a user's in a headline, tried in groups: a shorter sentence rather than half a label.
_WIDTHS = ((40, 32, 26, 22), (18, 15), (12, 9))
_CURRENCY = 12  # columns
_NAME = 44  # columns of what an input or a line is called

#: Names in a file are in small letters; these are not spoken so.
_SPOKEN = re.compile(
    r"\b(?:(ai|api|baa|cpu|gpu|hr|it|kv|llm|ml|mlops|phi|pii|qa|rag|rfp|sla|sre|ssd|tco|vm|vpn|[abhv]\d{3}|l40)(s?)|(devops))\b"
)


def _upper(found: re.Match[str]) -> str:
    return "DevOps" if found[3] else f"{found[1].upper()}{found[2]}"


def spoken(words: str) -> str:
    """Return words of an address with abbreviations in capitals: `gpus` gives `GPUs`, `ml engineer` `ML engineer`."""
    own, bracket, beside = words.partition(" (")  # what stands in brackets may be a user's label: left as it is
    return _SPOKEN.sub(_upper, own) + bracket + beside


def line_name(line: str) -> str:
    """Return plain words for a cost line: `security_incidents` gives `security incidents`."""
    return shorten(spoken(line.replace("_", " ")), _NAME)


def spoken_inputs(addresses: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return plain words for each of several inputs; owners stand beside those whose words are equal."""
    found = input_names(addresses, labels, owners_shown=False)
    return {address: shorten(spoken(words), _NAME) for address, words in found.items()}


def axis_name(address: str) -> str:
    """Return plain words for what is swept: the start of a growing volume is the volume."""
    return shorten(spoken(input_name(address.removesuffix(".initial"))), _NAME)


def currency_of(currency: str) -> str:
    """Return a scenario's currency as plain text of a few letters."""
    return shorten(clean(currency), _CURRENCY)


def millions(money: Money) -> str:
    """Return what has to follow an amount so that it is read in its unit."""
    return "" if money.scale == 1.0 else " million"


def in_words(view: View, strategy: str, amount: float) -> str:
    """Write an amount of one strategy for a sentence: in full where nothing is random, else to three digits."""
    return f"{view.amount(strategy, amount)}{millions(view.money)}"


def in_percent(share: float) -> str:
    """Write a share as a whole percentage that claims neither never nor always: `<1 %`, `46 %`, `>99 %`.

    None of the futures simulated is less than 1 % too; more than that they do not tell.
    """
    if share < 0.01:
        return "<1 %"
    return ">99 %" if share > 0.99 else f"{100.0 * share:.0f} %"


def fitting(words: Mapping[str, str], *ways: Callable[[dict[str, str]], str]) -> str:
    """Return a sentence in at most `LONGEST` columns: users' words are shortened a bit, then the next way is tried.

    Parameters
    ----------
    words : mapping of str to str
        Whatever a user named, by key. Two that differ are never shortened to the same.
    ways : callable
        Each makes the sentence from the words; the fullest one first.
    """
    for widths in _WIDTHS:
        for way, width in ((way, width) for way in ways for width in widths):
            short = {key: shorten(word, width) for key, word in words.items()}
            sentence = way(short)
            if len(set(short.values())) == len(set(words.values())) and text_width(sentence) <= LONGEST:
                return sentence
    return shorten(ways[-1](dict(words)), LONGEST)


def unlike(words: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a user's words, cleaned and cut, each unlike all before it; what is like one of them gets a number."""
    found: list[str] = []
    for word in words:
        short, again = shorten(clean(word) or "unnamed", width), 2
        candidate = short
        while candidate in found:
            candidate, again = f"{shorten(short, width - 4)} ({again})", again + 1
        found.append(candidate)
    return tuple(found)
