"""Requirements in words: what is asked, what a strategy answers, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...configs.model.scenario import words_of
from .layout import clean
from .numbers import full_number

__all__ = ["GateRow", "gate_rows"]


class GateRow(NamedTuple):
    """An answer: `strategy` is its name, `needed` and `answer` are words, `effect` is empty where it is good enough."""

    question: str
    needed: str
    strategy: str
    answer: str
    effect: str


def gate_rows(document: Mapping[str, Any]) -> Iterator[GateRow]:
    """Yield every answer to every question that is asked, in the order of the file."""
    for asked in document.get("requirements", {}).values():
        for strategy, given in asked["answers"].items() if asked["need"] else ():
            effect = _paid(asked) if given["effect"] == "pays" else given["effect"].removeprefix("none")
            yield GateRow(clean(asked["question"]), asked["needed"], strategy, words_of(given["answer"]), effect)


def _paid(asked: Mapping[str, Any]) -> str:
    """Return what a strategy pays that fails, as the file writes it."""
    months, amount = asked["missing"]["months"], asked["missing"]["one_time"]
    words = [f"launched {_written(months)} months later"] if months is not None else []
    return " and ".join([*words, *([f"pays {_written(amount)} once"] if amount is not None else [])])


def _written(text: str) -> str:
    """Return what the file says, a plain number with its thousands apart."""
    try:
        return full_number(float(text))
    except ValueError:
        return clean(text)
