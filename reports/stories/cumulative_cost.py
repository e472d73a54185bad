"""What each strategy has cost by the end of each month, and when the one overtakes the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...simulator import Result
from ...simulator.decision import comparison_of, pair_of
from ..words.chances import chance
from ..words.names import labels_of, months
from ..words.view import View
from .footer import footer
from .headlines import LABEL, Way, unit_of
from .story import Band, Look, Story, looks
from .wording import currency_of, fitting

__all__ = ["CumulativeCost"]

#: A chance that two strategies cost the same from which on they are called alike.
_ALIKE = 0.99


@dataclass(frozen=True, kw_only=True)
class CumulativeCost(Story):
    """The fan chart: cumulative TCO by month.

    Attributes
    ----------
    labels : dict of str to str
        What each strategy is called, by name.
    looks : dict of str to Look
    bands : dict of str to Band
        Cumulative TCO at the end of months 1, 2, ..., by strategy.
    focus, baseline : str or None, str
        The two strategies that are compared; where one alone may be chosen, that is `baseline`.
    break_even : int or None
        P50 of the month from which `focus` stays cheaper than `baseline`; None where that is never.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    bands: dict[str, Band]
    focus: str | None
    baseline: str
    break_even: int | None

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
        ways = [_alone(view)] if found is None else _pair(view, found, bands)
        what = "total cost of ownership" if view.last == 1 else "cumulative total cost of ownership, month by month"
        spread = "" if view.all_certain else "; line: P50, band: P10 to P90"
        return cls(
            headline=fitting(labels_of({name: labels[name] for name in spoken_of}, LABEL), *ways),
            subtitle=f"{what[0].upper()}{what[1:]}, {currency_of(view.money.currency)}{spread}",
            note=_note(view, focus, baseline, month),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency_of(view.money.currency),
            labels=labels_of(labels, LABEL),
            looks=looks(list(view.strategies)),
            bands=bands,
            focus=focus,
            baseline=baseline,
            break_even=None if month is None else round(month),
        )


def _band(by_month: dict[str, list[float]]) -> Band:
    return Band(*(tuple(by_month[key]) for key in ("p10", "p50", "p90")))


def _total(view: View, name: str, key: str = "p50") -> str:
    numbers = view.numbers(name, view.last)
    return view.amount(name, numbers[key], numbers["se"][key])


def _alone(view: View) -> Way:
    name, over = view.baseline, months(view.last)  # the only one that may be chosen
    unit = unit_of(view)
    if view.certain(name):
        return lambda labels: f"{labels[name]} costs {_total(view, name)} {unit} over {over}"
    p50, p90 = _total(view, name), _total(view, name, "p90")
    return lambda labels: f"{labels[name]} costs {p50} {unit} over {over} at P50, {p90} at P90"


def _pair(view: View, found: dict[str, Any], bands: dict[str, Band]) -> list[Way]:
    """Return ways to say how the strategy in focus does against the baseline."""
    one, other = found["strategy"], found["baseline"]
    over, unit, month = months(view.last), unit_of(view), found["break_even"]["p50"]
    certain = view.certain(one) and view.certain(other)
    at = "" if certain else " at P50"
    versus = f"{_total(view, one)} against {_total(view, other)} {unit}"
    mine, theirs = bands[one].p50, bands[other].p50
    if found["p_ties"] > _ALIKE:
        return [lambda w: f"{w[one]} and {w[other]} cost the same over {over}: {_total(view, one)} {unit}{at}"]
    if month is not None and round(month) > 1:
        which = f"month {round(month)}{'' if certain else ' (P50)'}"
        saved = _saved(view, found, certain)
        return [
            lambda w: f"{w[one]} overtakes {w[other]} in {which} and saves {saved} {unit} over {over}",
            lambda w: f"{w[one]} overtakes {w[other]} in {which}, saving {saved} {unit} in {over}",
            lambda w: f"{w[one]} is cheaper from {which} on and saves {saved} {unit} over {over}",
        ]
    if month is not None:
        return [
            lambda w: f"{w[one]} is cheaper than {w[other]} from the first month: {versus}{at} after {over}",
            lambda w: f"{w[one]} is cheaper from the first month: {versus}{at} after {over}",
        ]
    if mine[-1] <= theirs[-1] and not certain:  # medians alone say the contrary of what most futures say
        ahead = chance(1.0 - found["break_even"]["p_never"], view.trajectories, view.half_interval(found["p_beats_se"]))
        return [
            lambda w: f"{w[one]} ends cheaper than {w[other]} in {ahead} futures: {versus}{at} after {over}",
            lambda w: f"{w[one]} ends cheaper in {ahead} futures: {versus}{at} after {over}",
        ]
    above = all(a > b for a, b in zip(mine, theirs, strict=True)) and view.last > 1
    if above and not certain:  # of futures many may say the contrary
        return [
            lambda w: f"P50 of {w[one]} stays above that of {w[other]} for all {over}: {versus}",
            lambda w: f"P50 of {w[one]} stays the higher one for all {over}: {versus}",
        ]
    if above:
        return [
            lambda w: f"{w[one]} stays dearer than {w[other]} for all {over}: {versus}{at}",
            lambda w: f"{w[one]} stays dearer for all {over}: {versus}{at}",
        ]
    return [
        lambda w: f"{w[one]} ends dearer than {w[other]} after {over}: {versus}{at}",
        lambda w: f"{w[one]} ends dearer after {over}: {versus}{at}",
    ]


def _saved(view: View, found: dict[str, Any], certain: bool) -> str:
    savings = found["savings"]
    if certain:
        return view.money.exact(savings["p50"])
    return view.money(savings["p50"], view.half_interval(savings["se"]["p50"]))


def _note(view: View, focus: str | None, baseline: str, month: float | None) -> str:
    if view.all_certain:
        read = "Each line is the total cost of ownership so far. Nothing in the scenario is random."
    else:
        read = (
            "Each line is the P50 of the total cost of ownership so far: by then half of all futures have cost less. "
            "Eight futures of ten lie within the band."
        )
    if focus is None:
        return read
    one, other = view.labels[focus], view.labels[baseline]
    if month is None:
        often = "In no future" if view.all_certain else "In fewer than half of all futures"
        return f"{read} {often} does {one} become and stay cheaper than {other} within {months(view.last)}."
    return (
        f"{read} The mark is the month from which {one} stays cheaper than {other}"
        f"{'' if view.all_certain else ' in half of all futures'}."
    )
