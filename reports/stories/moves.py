"""When policies move from one strategy to another: how likely it is that they have, month by month."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ...configs.model.strategies import BARRED
from ...simulator import Result
from ..words.month_names import MonthNames
from ..words.names import in_sentences, labels_of
from ..words.numbers import Z90, futures_percent, whole_percent
from ..words.policy_words import (
    move_conditions,
    move_odds,
    option_unclear,
    policies_of,
    policy_sentences,
    stages_of,
    survey,
    worth,
)
from ..words.view import View
from .footer import footer
from .story import STYLES, Look, Series, Story, looks
from .wording import LABEL, currency_of, fitting

__all__ = ["Moves"]

#: Ends of the axis: a probability of 2 % is not to be a line on the floor.
_TOPS = (0.05, 0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, kw_only=True)
class Moves(Story):
    """P(moved) by month, a line for each move of the policy that the headline is about.

    Attributes
    ----------
    drawn : tuple of Series
        The probability that a move has been made by the end of months 0, 1, ..., in file order.
    looks : dict of str to Look
        By name of the series: the colour of the policy, a style of line for each of its moves.
    ends : dict of str to str
        By name of the series, how likely the move is in all.
    top : float
        Upper end of the axis of probabilities.
    details : tuple of str
        Sentences about each policy.
    error : float
        Half the 90 % interval of the probabilities, at most: as if futures were drawn independently.
    month : MonthNames
        Writes a month.
    """

    drawn: tuple[Series, ...]
    looks: dict[str, Look]
    ends: dict[str, str]
    top: float
    details: tuple[str, ...]
    error: float
    month: MonthNames

    @property
    def series(self) -> tuple[Series, ...]:
        """A line for each move."""
        return self.drawn

    @property
    def across(self) -> str:
        """Months."""
        return "Month"

    @property
    def counted(self) -> str:
        """Months, for an axis with their numbers: which one is the first."""
        return f"{self.across}, {self.month.first}" if self.month.first else self.across

    @property
    def up(self) -> str:
        """A probability."""
        return "Probability of having moved"

    @classmethod
    def of(cls, result: Result) -> Moves:
        """Return the story of a result.

        Raises
        ------
        ValueError
            If no strategy of the scenario is a policy.
        """
        view = View(result.document, 100)
        policies = policies_of(result.document, view.last)
        if not policies:
            raise ValueError("no strategy is a policy: none has `starts` and `switch`")
        labels = labels_of({name: part["label"] for name, part in view.strategies.items()}, LABEL)
        rates = survey(result.document)
        drawn = tuple(_curves(view, policies, labels))
        ends = {part.name: part.y[-1] for part in drawn}
        return cls(
            headline=_headline(view, policies, labels),
            subtitle="Probability of having moved by the end of each month"
            + (f". {rates}" if rates and not view.all_certain else ""),
            note="A line never falls: each move is made once at most.",
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency_of(view.money.currency),
            drawn=drawn,
            looks=_styles(view, drawn),
            ends={name: whole_percent(p) if view.all_certain else futures_percent(p) for name, p in ends.items()},
            top=next(top for top in _TOPS if top >= max(ends.values())),
            details=tuple(text for name in policies for text in policy_sentences(view, name)),
            error=max(Z90 * math.sqrt(p * (1.0 - p) / view.trajectories) for p in ends.values()),
            month=view.month,
        )


def _curves(view: View, policies: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Series]:
    """Yield a line for each move of the policy that the headline is about."""
    name = _leading(view, policies)
    moves, entered = policies[name]["moves"], list(stages_of(view.document, name, labels).values())[1:]
    short = [
        f"{labels[move['to']].removesuffix(BARRED)}, if {when}" if when else stage
        for move, when, stage in zip(moves, move_conditions(moves), entered, strict=True)
    ]
    for to, move in zip(short if len(set(short)) == len(short) else entered, moves, strict=True):
        p = (0.0, *move["p_by_month"])
        yield Series(f"to {to}", tuple(map(float, range(len(p)))), p, name, "moved")


def _leading(view: View, policies: Mapping[str, Any]) -> str:
    """Return the policy that is recommended, else the one whose option is worth most."""
    advised = view.verdict["recommended"]
    return advised if advised in policies else max(policies, key=lambda each: float(policies[each]["option"]["mean"]))


def _styles(view: View, drawn: Sequence[Series]) -> dict[str, Look]:
    """Return the look of each line: one colour for the moves of a policy, a style of line for each."""
    colours, seen, found = looks(list(view.strategies)), Counter[str](), {}
    for part in drawn:
        name = str(part.strategy)
        found[part.name] = Look(colours[name].colour, STYLES[seen[name] % len(STYLES)])
        seen[name] += 1
    return found


def _headline(view: View, policies: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Say how likely the likeliest move of the leading policy is."""
    name = _leading(view, policies)
    policy = policies[name]
    at = max(range(len(policy["moves"])), key=lambda each: policy["moves"][each]["p"])
    to = list(stages_of(view.document, name, labels).values())[at + 1]
    words = in_sentences({"policy": labels[name], "to": to, "best": labels[policy["option"]["against"]]})
    return fitting(words, partial(_phrased, view, policy["option"], move_odds(view, policy["moves"][at])))


def _phrased(view: View, option: Mapping[str, Any], when: str, w: dict[str, str]) -> list[str]:
    """Say when a policy moves, and what that is worth, in a long and a short way."""
    never = "never " if when.startswith("never") else ""
    moves, short = (f"{w['policy']} {never}moves{to} {when.removeprefix('never ')}" for to in (f" to {w['to']}", ""))
    amount, average = worth(view, option, error=False)
    if option_unclear(option) or not option["mean"]:
        return [moves, short]
    if option["mean"] > 0.0:
        return [f"{moves}; the option is worth {amount}{average}", f"{short}; worth {amount}{average}", short]
    more = f", and costs {amount} more{average}"
    return [f"{moves}{more} than {w['best']}", f"{short}{more} than {w['best']}", short]
