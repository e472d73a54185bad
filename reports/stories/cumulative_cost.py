"""What each strategy has cost by the end of each month, and when one overtakes the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ...simulator import Result
from ...simulator.decision import comparison_of, pair_of
from ..words.break_even_words import break_even_words
from ..words.cost_cells import cost_measure, total_cell
from ..words.month_names import MonthNames
from ..words.names import in_sentences, labels_of
from ..words.numbers import ALIKE, full_percent, months, odds
from ..words.verdict_money import median_saving
from ..words.view import View
from .footer import footer
from .story import Band, Look, Series, Story, looks
from .wording import LABEL, currency_of, fitting, unit_of

__all__ = ["CumulativeCost", "further_costs"]

#: Times the other's cost; a bit above 2, so that rounded amounts show it too.
_TWICE = 2.05


@dataclass(frozen=True, kw_only=True)
class CumulativeCost(Story):
    """The fan chart: cumulative TCO by month.

    Attributes
    ----------
    labels : dict of str to str
        By strategy.
    looks : dict of str to Look
    bands : dict of str to Band
        Cumulative TCO at the end of months 1, 2, ..., by strategy.
    focus, baseline : str or None, str
        The two strategies that are compared; where only one may be chosen, that is `baseline`.
    break_even : int or None
        P50 of the month from which `focus` stays cheaper than `baseline`; None where that is never.
    month : MonthNames
        Writes a month.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    bands: dict[str, Band]
    focus: str | None
    baseline: str
    break_even: int | None
    month: MonthNames = field(default_factory=MonthNames)

    @property
    def series(self) -> tuple[Series, ...]:
        """P10, P50 and P90 by month, from nothing spent at the start; one line where there is no risk."""
        found = []
        for name, band in self.bands.items():
            months = tuple(float(month) for month in range(len(band.p50) + 1))
            keys = {"cost": band.p50} if band.certain else {"P50": band.p50, "P10": band.p10, "P90": band.p90}
            for key, values in keys.items():
                label = self.labels[name] if band.certain else f"{self.labels[name]}, {key}"
                found.append(Series(label, months, (0.0, *values), name, key))
        return tuple(found)

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
        """Total cost."""
        return f"Total cost so far, {self.currency}"

    @classmethod
    def of(cls, result: Result, strategy: str | None = None) -> CumulativeCost:
        """Return the story of a result.

        Parameters
        ----------
        result : Result
        strategy : str, optional
            Compare this one with the baseline. Default: the recommended strategy and its runner-up.

        Raises
        ------
        ValueError
            If there is no such strategy, or it is the baseline.
        """
        document = result.document
        view, pair = View(document, 100), pair_of(document, strategy)
        found = None if pair is None else comparison_of(document, pair, view.last)
        focus, baseline = pair or (None, view.baseline)
        month = None if found is None else found["break_even"]["p50"]
        labels = {name: part["label"] for name, part in view.strategies.items()}
        bands = {name: _band(part["months"]["cumulative_tco"]) for name, part in view.strategies.items()}
        spoken_of = [name for name in labels if name in (focus, baseline)]
        what = "total cost of ownership" if view.last == 1 else "cumulative total cost of ownership, month by month"
        spread = "" if view.all_certain else "; line: P50, band: P10 to P90"
        even = "" if found is None else f"; break-even: {break_even_words(view, found)}"
        return cls(
            headline=fitting(
                in_sentences(labels_of({name: labels[name] for name in spoken_of}, LABEL)),
                lambda w: _alone(view, w) if found is None else _pair(view, found, w),
            ),
            subtitle=(
                f"{what[0].upper()}{what[1:]}{cost_measure(view)}, {currency_of(view.money.currency)}{spread}{even}"
            ),
            note=_note(view, focus, baseline, month),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency_of(view.money.currency),
            scale=view.money.scale,
            labels=labels_of(labels, LABEL),
            looks=looks(list(view.strategies)),
            bands=bands,
            focus=focus,
            baseline=baseline,
            break_even=None if month is None else round(month),
            month=view.month,
        )


def _band(by_month: dict[str, list[float]]) -> Band:
    return Band(*(tuple(by_month[key]) for key in ("p10", "p50", "p90")))


def _total(view: View, name: str, key: str = "p50") -> str:
    return total_cell(view, name, view.last, key, error_shown=False)


def _alone(view: View, w: dict[str, str]) -> list[str]:
    name, over, unit = view.baseline, months(view.last), unit_of(view)  # the only one that may be chosen
    if view.certain(name):
        return [f"{w[name]} costs {_total(view, name)} {unit} over {over}"]
    return [f"{w[name]} costs {_total(view, name)} {unit} over {over} at P50, {_total(view, name, 'p90')} at P90"]


def _pair(view: View, found: dict[str, Any], w: dict[str, str]) -> list[str]:
    """Compare what the two cost, in a long and a short way."""
    one, other, month = found["strategy"], found["baseline"], found["break_even"]["p50"]
    over, unit = months(view.last), unit_of(view)
    certain = view.certain(one) and view.certain(other)
    at = "" if certain else " at P50"
    versus = f"{_total(view, one)} against {_total(view, other)} {unit}"
    if found["p_ties"] > ALIKE:
        return [f"{w[one]} and {w[other]} cost the same over {over}: {_total(view, one)} {unit}{at}"]
    if month is not None and round(month) > 1:
        exact = f"and saves {view.money.exact(found['savings']['p50'])} {unit} over {over}"
        saves = f"{view.month(round(month))} {exact if certain else f'(P50); {median_saving(view, found)} over {over}'}"
        for rule in view.verdict["rules"] if other == view.baseline else ():
            if rule["changed_from"] == one:
                margin = f"less than the margin of {full_percent(rule['value'], 3)}"
                often = "" if certain else "in half of all futures "
                short = f"{w[one]} is cheaper {often}from {view.month(round(month))}"
                saved = median_saving(view, found, error_shown=False)
                return [
                    f"{w[one]} overtakes {w[other]} in {saves}, {margin}",
                    f"{short}; {saved}, {margin}",
                    f"{short}, but saves {margin}",
                ]
        return [f"{w[one]} overtakes {w[other]} in {saves}", f"{w[one]} is cheaper from {saves}"]
    mine, theirs = (view.numbers(name, view.last)["p50"] for name in (one, other))
    verb, than, rest = "costs more", "than", f": {versus}{at} over {over}"
    if month is not None:
        verb, rest = "is cheaper", f" from the first month{rest}"
    elif mine <= theirs and not certain:  # medians alone would contradict most futures
        p, half = 1.0 - found["break_even"]["p_never"], view.half_interval(found, "p_beats")
        verb, rest = "ends cheaper", f" in {odds(p, view.trajectories, half)} futures{rest}"
    elif mine > _TWICE * theirs > 0.0:
        verb, than = "costs more than twice as much", "as"
    return [f"{w[one]} {verb} {than} {w[other]}{rest}", f"{w[one]} {verb}{rest}"]


def further_costs(view: View, names: Sequence[str]) -> str:
    """Return what these strategies cost, of many the least and the most expensive: the title of a further picture."""
    over, at = months(view.last), "" if view.all_certain else " at P50"
    ordered = sorted(names, key=lambda name: float(view.numbers(name, view.last)["p50"]))

    def phrased(w: dict[str, str]) -> list[str]:
        found = [
            [f"{w[name]} {_total(view, name)}" for name in shown]
            for shown in (ordered, dict.fromkeys((ordered[0], ordered[-1])))
        ]
        return [f"Total cost over {over}{at}, {unit_of(view)}: {', '.join(costs)}" for costs in found]

    return fitting(in_sentences({name: view.labels[name] for name in names}), phrased)


def _note(view: View, focus: str | None, baseline: str, month: float | None) -> str:
    if view.all_certain:
        read = "Each line is the total cost of ownership so far. Nothing in the scenario is random."
    else:
        read = (
            "Each line is the P50 of the total cost of ownership so far: half of all futures cost less. Eight futures "
            "in ten lie within the band."
        )
    if focus is None:
        return read
    one, other = view.labels[focus], view.labels[baseline]
    if month is None:
        often = "In no future" if view.all_certain else "In fewer than half of all futures"
        return f"{read} {often} does {one} break even with {other} within {months(view.last)}."
    if month <= 1:
        return f"{read} {one} is cheaper than {other} from the first month on."
    return (
        f"{read} The mark is the month of break-even: from then on {one} stays cheaper than {other}"
        f"{'' if view.all_certain else ' in half of all futures'}."
    )
