"""Requirements as the rest of the program knows them: questions that every strategy answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..formulas.expressions import Quantity

__all__ = ["Met", "Requirement", "missing_line", "words_of"]

#: What a strategy says to a requirement: yes or no, a number, or one of the levels in words.
Met = bool | float | str


@dataclass(frozen=True, slots=True)
class Requirement:
    """A question that every strategy answers in `meets`: `[requirements.NAME]`.

    Attributes
    ----------
    levels : tuple of str
        The answers in words, lowest first; empty for numbers, and for yes or no.
    at_least, at_most : float or str or None
        What an answer has to reach, and may not pass. None of them: the answer has to be yes.
    months, one_time : Quantity or None
        What a strategy that fails pays instead of being barred: a delay of its launch, and an amount.
    need : bool
        Whether the question is asked.
    """

    address: str
    name: str
    question: str
    levels: tuple[str, ...] = ()
    at_least: float | str | None = None
    at_most: float | str | None = None
    months: Quantity | None = None
    one_time: Quantity | None = None
    need: bool = True

    @property
    def limit(self) -> str:
        """What is good enough, in words."""
        limits = {"at least": self.at_least, "at most": self.at_most}
        return next((f"{words} {words_of(limit)}" for words, limit in limits.items() if limit is not None), "yes")

    def effect(self, answer: Met) -> Literal["none", "barred", "pays"]:
        """Return what follows from an answer: a strategy that fails is barred, or pays for what it lacks."""
        if not self.need or self.met(answer):
            return "none"
        return "barred" if self.months is None and self.one_time is None else "pays"

    def met(self, answer: Met) -> bool:
        """Return whether an answer is good enough."""
        limits = self.at_least, self.at_most
        if limits == (None, None):
            return answer is True
        least, most = (None if limit is None else self._height(limit) for limit in limits)
        height = self._height(answer)
        return (least is None or height >= least) and (most is None or height <= most)

    def _height(self, answer: Met) -> float:
        return self.levels.index(str(answer)) if self.levels else float(answer)

    def failure(self, answer: Met) -> str:
        """Return question and answer, as the reason why a strategy fails."""
        limit = "" if self.limit == "yes" else f" (needed: {self.limit})"
        question = self.question.strip()
        given = words_of(answer)
        asked = f"{question} {given[:1].upper()}{given[1:]}" if question.endswith("?") else f"{question}: {given}"
        return f"{asked}{limit}"


def missing_line(requirement: str) -> str:
    """Return the name of the line by which a strategy pays for what it lacks, from the requirement's name."""
    return f"missing_{requirement}"


def words_of(answer: Met) -> str:
    """Return an answer in words."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return answer.replace("_", " ") if isinstance(answer, str) else f"{answer:,.12g}"
