"""What each strategy costs: P10, P50 and P90 of the total cost of all, on one scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ...simulator import Result
from ..words.cost_cells import cost_measure, total_cell
from ..words.names import in_sentences, labels_of
from ..words.numbers import months
from ..words.view import View
from .footer import footer
from .story import Look, Series, Story, looks
from .wording import LABEL, currency_of, fitting

__all__ = ["OptionCosts"]

_KEYS = ("p10", "p50", "p90")
_ABOVE = ("base (not shown)", "P10 to P50", "P50 to P90")
_STACKS = (*_ABOVE, "base below 0 (not shown)", "P50 to P90 below 0", "P10 to P50 below 0")


@dataclass(frozen=True, kw_only=True)
class OptionCosts(Story):
    """The range of each strategy's TCO over the horizon of the decision.

    Attributes
    ----------
    labels : dict of str to str
    looks : dict of str to Look
    costs : dict of str to (float, float, float)
        P10, P50 and P90 by name: those that may be chosen, the lowest score of the decision first, then those barred.
    cells : dict of str to (str, str, str)
        The same as they are written.
    recommended : str
    barred : frozenset of str
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    costs: dict[str, tuple[float, float, float]]
    cells: dict[str, tuple[str, str, str]]
    recommended: str
    barred: frozenset[str]

    @property
    def certain(self) -> bool:
        """Whether no cost is random."""
        return all(low == high for low, _, high in self.costs.values())

    @property
    def names(self) -> tuple[str, ...]:
        """What each row is called."""
        marked = {self.recommended: ", recommended"} if len(self.costs) > 1 else {}
        return tuple(f"{self.labels[name]}{marked.get(name, '')}" for name in self.costs)

    @property
    def series(self) -> tuple[Series, ...]:
        """A percentile of every strategy; one amount where nothing is random."""
        low, middle, high = zip(*self.costs.values(), strict=True)
        found = {"cost": middle} if self.certain else {"P10": low, "P50": middle, "P90": high}
        return tuple(Series(key, self.names, amounts, role=key) for key, amounts in found.items())

    @property
    def stacks(self) -> dict[str, tuple[float, ...]]:
        """The ranges in parts that stack up on a base that is not shown; what lies below 0 is stacked apart."""
        if self.certain:
            costs = [middle for _, middle, _ in self.costs.values()]
            found = {"cost": tuple(max(0.0, c) for c in costs), "cost below 0": tuple(min(0.0, c) for c in costs)}
            return {name: values for name, values in found.items() if any(values) or name == "cost"}
        columns = zip(*(_stacked(*cost) for cost in self.costs.values()), strict=True)
        found = dict(zip(_STACKS, columns, strict=True))
        return {name: values for name, values in found.items() if any(values) or "below" not in name}

    @property
    def across(self) -> str:
        """Total cost."""
        return f"Total cost (TCO), {self.currency}"

    @staticmethod
    def order(view: View) -> list[str]:
        """Return all strategies by the score of the decision, then those barred by their P50."""
        scores = view.verdict["scores"]
        barred = sorted(view.barred, key=lambda name: float(view.numbers(name, view.last)["p50"]))
        return [*sorted(view.allowed, key=lambda name: float(scores[name])), *barred]

    @classmethod
    def of(cls, result: Result) -> OptionCosts:
        """Return the story of a result."""
        view = View(result.document, 100)
        labels = labels_of({name: part["label"] for name, part in view.strategies.items()}, LABEL)
        order, currency = cls.order(view), currency_of(view.money.currency)
        numbers = {name: view.numbers(name, view.last) for name in order}
        spread = "" if view.all_certain else "; bars: P10 to P90, lighter from P50"
        compared = [name for name in (view.verdict["recommended"], view.verdict["compared_with"]) if name is not None]
        return cls(
            headline=fitting(in_sentences({name: labels[name] for name in compared}), partial(_phrased, view)),
            subtitle=f"Total cost{cost_measure(view)}, over {months(view.last)}, {currency}{spread}",
            note=_note(view),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency,
            labels=labels,
            looks=looks(list(view.strategies)),
            costs={name: (found["p10"], found["p50"], found["p90"]) for name, found in numbers.items()},
            cells={name: _cells(view, name) for name in order},
            recommended=view.verdict["recommended"],
            barred=frozenset(view.barred),
        )


def _stacked(low: float, middle: float, high: float) -> tuple[float, ...]:
    a, b, c = (max(0.0, end) for end in (low, middle, high))
    d, e, f = (min(0.0, end) for end in (low, middle, high))
    return a, b - a, c - b, f, e - f, d - e


def _cells(view: View, name: str) -> tuple[str, str, str]:
    low, middle, high = (total_cell(view, name, view.last, key, error_shown=False) for key in _KEYS)
    return low, middle, high


def _phrased(view: View, w: dict[str, str]) -> list[str]:
    """Say what the recommended strategy and the one it is compared with cost."""
    name, other = view.verdict["recommended"], view.verdict["compared_with"]
    unit, over = view.money.unit, months(view.last)
    cost, at = _cells(view, name)[1], "" if view.all_certain else " at P50"
    if other is None and view.all_certain:
        return [f"{w[name]} costs {cost} {unit} in all over {over}"]
    if other is None:
        low, _, high = _cells(view, name)
        return [f"{w[name]} costs {low} to {high} {unit} over {over} in eight futures of ten"]
    rival, first = _cells(view, other)[1], other == view.verdict["runner_up"]
    mine = f"{w[name]} costs {cost} {unit}{at}"
    shorter = [f"{mine} over {over}, {w[other]} {rival}", f"{mine}, {w[other]} {rival}"]
    return [f"{mine} over {over}, the runner-up, {w[other]}, {rival}", *shorter] if first else shorter


def _note(view: View) -> str:
    if view.all_certain:
        return "Each bar is what a strategy costs in all. Nothing in the scenario is random."
    words = (
        "Each bar runs from P10 to P90: eight futures in ten lie in it, one in ten costs less, one in ten more. Where "
        "its colour gets lighter is the P50: half of all futures cost less."
    )
    if len(view.allowed) > 1:
        words += f" Strategies are sorted by their {view.verdict['measure']}, by which the decision is made."
        words += " The runner-up is the best of the others that may be chosen."
    return f"{words} Those that may not be chosen come last." if view.barred else words
