"""What a stress does to the choice: who costs more then, and whether the same rule still recommends the same strategy.

Both runs meet the same futures, so their difference is known far better than either. Where a longer run is at hand, the
difference is added to its figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ...configs import Decision, Scenario
from ..decision.choosing import choose
from ..decision.scores import Score, scores_of, with_margin
from ..engine.tally import Tally
from ..intervals import standard_error, student_t90
from .points import Totals

__all__ = ["Exposure", "StressedChoice", "stressed_choice"]


class Exposure(NamedTuple):
    """P50 of a strategy's TCO as it is, and under stress.

    Attributes
    ----------
    a, b : float
    change : float or None
        b / a - 1; None where a is not above 0.
    """

    a: float
    b: float
    change: float | None


class StressedChoice(NamedTuple):
    """The choice under stress.

    Attributes
    ----------
    horizon : int
        Months: of the decision.
    before : str
        The strategy that is recommended as things are.
    after : str
        The one under stress, by the same rule.
    changes : bool
    rival : str or None
        The best of the others than `before`, under stress; None where one strategy alone may be chosen.
    told_apart : bool or None
        Whether the error of the simulation is smaller than what `after` leads by; None where it is not known.
    p50 : dict of str to Exposure
        Of each strategy that may be chosen.
    most_exposed : str
        The one whose P50 rises most: as a share, or in money where some P50 is not above 0.
    """

    horizon: int
    before: str
    after: str
    changes: bool
    rival: str | None
    told_apart: bool | None
    p50: dict[str, Exposure]
    most_exposed: str

    @property
    def document(self) -> dict[str, Any]:
        """As plain values."""
        return {**self._asdict(), "p50": {name: found._asdict() for name, found in self.p50.items()}}


def stressed_choice(
    scenario: Scenario, finite: Mapping[str, int], before: Totals, after: Totals, longer: Tally | None = None
) -> StressedChoice:
    """Judge a stress.

    Parameters
    ----------
    scenario : Scenario
        As it is.
    finite : mapping of str to int
        By strategy, the highest even moment of its cost.
    before, after : Totals
        Of the same futures, without and with the stress.
    longer : Tally, optional
        Of a longer run of the scenario as it is.
    """
    rule = scenario.decision
    horizon = rule.horizon or scenario.horizons[-1]
    base = before.tally if longer is None else longer
    known, moved = _moved(base, before.tally, after.tally, horizon, rule, finite)
    chosen = choose(scenario.baseline, known, rule).recommended
    now = choose(scenario.baseline, moved, rule)
    middles = _moved(base, before.tally, after.tally, horizon, replace(rule, by="p50", worst_5_weight=0.0), finite)
    p50 = {name: _exposure(*(found[name].value for found in middles)) for name in known}
    in_shares = all(found.change is not None for found in p50.values())
    return StressedChoice(
        horizon=horizon,
        before=chosen,
        after=now.recommended,
        changes=now.recommended != chosen,
        rival=next((name for name in now.order if name != chosen), None),
        told_apart=_told_apart(scenario, moved, now.recommended, after.tally),
        p50=p50,
        most_exposed=max(p50, key=lambda name: (p50[name].change or 0.0) if in_shares else p50[name].b - p50[name].a),
    )


def _moved(
    base: Tally, before: Tally, after: Tally, horizon: int, rule: Decision, finite: Mapping[str, int]
) -> tuple[dict[str, Score], dict[str, Score]]:
    """Return each strategy's score as it is, and under the stress.

    Of a longer run, the difference that the stress makes is added; a stress that takes the spread away is known better
    by itself.
    """
    known, short, stressed = (scores_of(tally, horizon, rule, finite) for tally in (base, before, after))
    if base is before:
        return known, stressed
    counts, moved = after.count.astype(np.float64), {}
    for name, score in stressed.items():
        change = score.replicates - short[name].replicates
        of_change, alone = standard_error(change, counts), standard_error(score.replicates, counts)
        by_itself = of_change is not None and alone is not None and alone < of_change
        value = known[name].value + (score.value - short[name].value)
        moved[name] = score if by_itself else replace(score, value=value, replicates=known[name].replicates + change)
    return known, moved


def _exposure(known: float, moved: float) -> Exposure:
    return Exposure(known, moved, moved / known - 1.0 if known > 0.0 else None)


def _told_apart(scenario: Scenario, scores: Mapping[str, Score], recommended: str, tally: Tally) -> bool | None:
    """Tell whether the recommended strategy leads each other one, the margin counted, by more than the error."""
    margin, t90 = scenario.decision.margin, student_t90(tally)
    counts, apart = tally.count.astype(float), []

    def against(name: str, value: Any) -> Any:
        return with_margin(value, margin) if name == scenario.baseline else value

    for name in scores:
        if name != recommended:
            mine, other = scores[recommended], scores[name]
            lead = against(name, other.value) - against(recommended, mine.value)
            each = against(name, other.replicates) - against(recommended, mine.replicates)
            error = standard_error(each, counts)
            if error is None or t90 is None or not (mine.known and other.known):
                return None
            apart.append(lead > t90 * error)
    return all(apart) if apart else None
