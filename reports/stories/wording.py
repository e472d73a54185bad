"""Words of stories: addresses as they are spoken of, and sentences that fit above a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from ..words.headlines import LONGEST, fitting
from ..words.layout import clean, shorten
from ..words.names import input_name, input_names, spoken
from ..words.numbers import Money, short_amount
from ..words.view import View

__all__ = [
    "LABEL",
    "LONGEST",
    "axis_name",
    "currency_of",
    "fitting",
    "in_full",
    "in_words",
    "millions",
    "signed",
    "spoken",
    "spoken_inputs",
    "unit_of",
    "unlike",
]

#: Columns of a strategy's label beside a line of a picture.
LABEL = 40
_CURRENCY = 12  # columns
_NAME = 44  # columns of what an input or a line is called


def spoken_inputs(addresses: Sequence[str], labels: Mapping[str, str]) -> dict[str, str]:
    """Return plain words for each of several inputs; equal words get their owners beside them."""
    found = input_names(addresses, labels, owners_shown=False)
    return {address: shorten(words, _NAME) for address, words in found.items()}


def axis_name(address: str, others: Sequence[str] = (), labels: Mapping[str, str] | None = None) -> str:
    """Return plain words for what is swept: the start of a growing volume is the volume.

    Parameters
    ----------
    address : str
    others : sequence of str, optional
        Addresses of what else there is: if one has the same words, this one gets its owner beside it.
    labels : mapping of str to str, optional
        Of the strategies, by name.
    """
    place = address.removesuffix(".initial")
    alike = [other for other in others if other != place and input_name(other) == input_name(place)]
    return input_names([place, *alike], labels or {}, owners_shown=False)[place]


def currency_of(currency: str) -> str:
    """Return a scenario's currency as plain text of a few letters."""
    return shorten(clean(currency), _CURRENCY)


def unit_of(view: View) -> str:
    """Return the unit of amounts, in a few letters: the currency, or a million of it."""
    return shorten(view.money.unit, 20)


def millions(money: Money) -> str:
    """Return what has to follow an amount so that it is read in its unit."""
    return "" if money.scale == 1.0 else " million"


def in_words(view: View, strategy: str, amount: float) -> str:
    """Write an amount of one strategy for a sentence: in full where nothing is random, else to three digits."""
    return f"{view.amount(strategy, amount)}{millions(view.money)}"


def in_full(money: Money, amount: float) -> str:
    """Write a budget in full; below a million in plain units, even beside amounts in millions."""
    return f"{money.exact(amount)}{millions(money)}" if abs(amount) >= money.scale else Money("").exact(amount)


def signed(money: Money, amount: float, plus: bool = False, certain: bool = False) -> str:
    """Write an amount beside a bar: in full where nothing is random, with a letter for its unit where it is large."""
    write = partial(short_amount, digits=3) if money.scale != 1.0 else money.exact if certain else money
    words = write(abs(amount))
    if amount < 0.0 and words != "0":
        return f"\N{MINUS SIGN}{words}"
    return f"+{words}" if plus else words


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
