"""Cost against risk: what each strategy costs on average, and in the worst 5 % of futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ...simulator import Result
from ..words.cost_cells import cost_measure, total_cell
from ..words.names import in_sentence, in_sentences, labels_of
from ..words.numbers import months
from ..words.view import View
from .footer import footer
from .story import Look, Series, Story, looks
from .wording import LABEL, currency_of, fitting, unlike

__all__ = ["Frontier"]

_LINE = "Efficient frontier"


@dataclass(frozen=True, kw_only=True)
class Frontier(Story):
    """A point for each strategy, and the line through those that no other one beats by both measures.

    Attributes
    ----------
    labels : dict of str to str
    looks : dict of str to Look
    costs : dict of str to (float, float)
        Mean total cost and mean of the worst 5 %, by name, in file order.
    efficient : tuple of str
        The strategies on the frontier, in ascending order of their mean.
    recommended : str
    barred : frozenset of str
        May not be chosen: drawn hollow, never on the frontier.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    costs: dict[str, tuple[float, float]]
    efficient: tuple[str, ...]
    recommended: str
    barred: frozenset[str]

    @property
    def series(self) -> tuple[Series, ...]:
        """The points, one a series; then the frontier, where it has more than one point."""
        roles = dict.fromkeys(self.barred, "barred") | {self.recommended: "recommended"}
        points = [
            Series(self.labels[name], (mean,), (worst,), name, roles.get(name, "allowed"))
            for name, (mean, worst) in self.costs.items()
        ]
        if len(self.efficient) > 1:
            x, y = zip(*(self.costs[name] for name in self.efficient), strict=True)
            points.append(Series(unlike([*self.labels.values(), _LINE], LABEL)[-1], x, y, None, "frontier"))
        return tuple(points)

    @property
    def across(self) -> str:
        """A mean."""
        return f"Total cost on average, {self.currency}"

    @property
    def up(self) -> str:
        """A mean of the tail."""
        return f"Total cost in the worst 5 % of futures, {self.currency}"

    @classmethod
    def of(cls, result: Result) -> Frontier:
        """Return the story of a result, at the horizon of the decision.

        Raises
        ------
        ValueError
            If fewer than two strategies may be chosen, or nothing is random.
        """
        view = View(result.document, 100)
        if len(view.allowed) < 2:
            raise ValueError("cost against risk needs two strategies that may be chosen")
        if view.all_certain:
            raise ValueError("nothing is random: there is no risk to set against the cost")
        numbers = {name: view.numbers(name, view.last) for name in view.strategies}
        labels = {name: part["label"] for name, part in view.strategies.items()}
        efficient, currency = tuple(view.verdict["frontier"]), currency_of(view.money.currency)
        named = {f[key]: labels[f[key]] for f in view.verdict["frontier_savings"].values() for key in _BOTH}
        kept = view.verdict["recommended"] if any(rule["changed_from"] for rule in view.verdict["rules"]) else None
        about = f"Total cost{cost_measure(view)}, over {months(view.last)}, {currency}"
        parts = [f"{about}: mean of all futures and of the worst 5 %"]
        parts += [] if len(efficient) == 1 else ["line: efficient frontier"]
        parts += [] if kept is None else [f"the margin rule keeps {in_sentence(view.labels[kept])}"]
        return cls(
            headline=fitting(in_sentences(labels_of(named, LABEL)), partial(_phrased, view)),
            subtitle="; ".join(parts),
            note=_note(view),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed),
            currency=currency,
            labels=labels_of(labels, LABEL),
            looks=looks(list(view.strategies)),
            costs={name: (found["mean"], found["cvar95"]) for name, found in numbers.items()},
            efficient=efficient,
            recommended=view.verdict["recommended"],
            barred=frozenset(view.barred),
        )


_BOTH = ("strategy", "against")


def _phrased(view: View, w: dict[str, str]) -> list[str]:
    mean, worst = (view.verdict["frontier_savings"][key] for key in ("mean", "worst_5"))
    best, unit, one = mean["strategy"], view.money.unit, len(view.verdict["frontier"]) == 1
    if not (_clear(mean) and _clear(worst)):
        if {mean[k] for k in _BOTH} == {worst[k] for k in _BOTH} and not (_clear(mean) or _clear(worst)):
            both = "cost the same" if mean["saves"] == worst["saves"] == 0.0 else "are too close to tell apart"
            rest = f"{w[best]} and {w[mean['against']]} {both} on average and in the worst 5 %"
            return [f"{rest} of futures", rest]
        places = ((mean, "On average"), (worst, "in the worst 5 %"))
        return ["; ".join(_clause(view, part, where, w, full) for part, where in places) for full in (True, False)]
    if not one:
        a, b = (f"{w[part['strategy']]} costs {_amount(view, part, error_shown=False)}" for part in (mean, worst))
        rest = f"On average {a} {unit} less; in the worst 5 % {{}}{b} less"
        return [rest.format("of futures "), rest.format("")]
    found = view.numbers(best, view.last)
    first, second = (total_cell(view, best, view.last, key, error_shown=False) for key in ("mean", "cvar95"))
    if any(view.numbers(name, view.last)[key] < found[key] for name in view.barred for key in ("mean", "cvar95")):
        rest = f"{w[best]} costs least of those allowed: {first} {unit} on average, {second} in the worst 5 %"
        return [f"{rest} of futures", rest]
    rest = f"{w[best]} is cheapest on average and in the worst 5 %"
    return [f"{rest} of futures: {first} and {second} {unit}", f"{rest}: {first} and {second} {unit}"]


def _clause(view: View, part: Mapping[str, Any], where: str, w: dict[str, str], full: bool) -> str:
    """Say of one measure how much less the better strategy costs, or that the two are alike."""
    one, other = w[part["strategy"]], w[part["against"]]
    if _clear(part):
        than = f" than {other}" if full else ""
        return f"{where} {one} costs {_amount(view, part)} {view.money.unit} less{than}"
    alike = "cost the same" if part["saves"] == 0.0 else "are too close to tell apart"
    return f"{where} {one} and {other} {alike}"


def _clear(part: Mapping[str, Any]) -> bool:
    """Tell whether a difference is larger than the error of the simulation, as far as that is known."""
    ends = part["interval90"]
    return part["saves"] > 0.0 and (ends is None or ends[0] > 0.0)


def _amount(view: View, part: Mapping[str, Any], *, error_shown: bool = True) -> str:
    ends = part["interval90"]
    return view.money(part["saves"], None if ends is None else ends[1] - part["saves"], error_shown=error_shown)


def _note(view: View) -> str:
    words = (
        "Each point is a strategy. Further left it costs less on average, further down less in the worst 5 % of "
        "futures. "
    )
    if len(view.verdict["frontier"]) > 1:
        words += "The line joins the strategies that no other one beats by both measures; the title compares its ends."
    else:
        words += "No other strategy that may be chosen costs less by either measure."
    return f"{words} Pale or hollow points may not be chosen." if view.barred else words
