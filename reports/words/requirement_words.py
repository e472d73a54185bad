"""Requirements in words: what is asked, what a strategy answers, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...configs.model.requirements import missing_line, words_of
from .layout import clean
from .numbers import Money

__all__ = ["RequirementRow", "requirement_rows"]

#: A number or an interval, which a reader understands without the file.
_PLAIN = re.compile(r"[\d_.]+( to [\d_.]+)?")


class RequirementRow(NamedTuple):
    """An answer, in words but for the names of the requirement and of the strategy; no effect: it is good enough."""

    name: str
    question: str
    limit: str
    strategy: str
    answer: str
    effect: str


def requirement_rows(document: Mapping[str, Any]) -> Iterator[RequirementRow]:
    """Yield every answer to every question that is asked, in the order of the file."""
    for name, asked in document.get("requirements", {}).items():
        for strategy, given in asked["answers"].items() if asked["asked"] else ():
            effect = given["effect"].removeprefix("none")
            if effect == "pays":
                effect = _paid(document, name, strategy, asked["missing"])
            yield RequirementRow(
                name, clean(asked["question"]), asked["limit"], strategy, words_of(given["answer"]), effect
            )


def _paid(document: Mapping[str, Any], name: str, strategy: str, missing: Mapping[str, str]) -> str:
    """Return how much later a strategy is launched that fails, and what it pays on average."""
    words = []
    if "months" in missing:
        plain = _PLAIN.fullmatch(missing["months"])
        words.append(f"launched {plain[0]} months later" if plain else "launched later")
    if "one_time" in missing:
        *_, numbers = document["strategies"][strategy]["horizons"].values()
        money = Money(document["scenario"]["currency"])
        words.append(f"pays {money(numbers['lines'][missing_line(name)]['mean'])} {money.unit}")
    return " and ".join(words)
