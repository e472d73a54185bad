"""What a stress does to the choice, in sentences that the command and the board report share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .numbers import Money, months

__all__ = ["change_words", "exposed_sentence", "recommendation_sentence"]


def change_words(change: float | None) -> str:
    """Write by how much a cost changes, to the nearest percent: `+18 %`, `-5 %`, `0 %`; nothing where it is unknown."""
    if change is None:
        return ""
    whole = round(100.0 * change)
    return f"{whole:+,} %" if whole else "0 %"


def exposed_sentence(choice: Mapping[str, Any], labels: Mapping[str, str], money: Money) -> str:
    """Say whose cost rises most.

    Parameters
    ----------
    choice : mapping
        `choice` of a stress document.
    labels : mapping of str to str
        What each strategy is called.
    money : Money
    """
    name, over = choice["most_exposed"], months(choice["horizon"])
    found = choice["p50"][name]
    by = found["b"] - found["a"]
    in_shares = all(each["change"] is not None for each in choice["p50"].values())
    amount = f"{'+' if by > 0.0 else '-'}{money(abs(by))} {money.unit}"
    much = change_words(found["change"]) if in_shares else amount
    if much == "0 %" or by == 0.0:
        return f"No strategy costs visibly more at P50 over {over}."
    if by < 0.0:
        return f"No strategy costs more at P50 over {over}; {labels[name]} changes least, {much}."
    if len(choice["p50"]) == 1:
        return f"{labels[name]} costs more: {much} at P50 over {over}."
    return f"{labels[name]} is exposed most: {much} at P50 over {over}."


def recommendation_sentence(choice: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Say whether the recommendation changes; nothing where one strategy alone may be chosen."""
    if choice["rival"] is None:
        return ""
    before, after = labels[choice["before"]], labels[choice["after"]]
    close = "" if choice["told_apart"] is not False else ", but by less than the simulation error"
    if choice["changes"]:
        return f"The recommendation changes from {before} to {after}{close}."
    return f"The recommendation stays: {before}{close}."
