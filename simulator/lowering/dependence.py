"""Draws that depend on each other: each keeps its own uniforms, and a copula mixes their scores.

Every draw of a group has a normal score from its own stream, z. The scores that count are x = L z, with L L' the
correlations of scores, times sqrt(df / chi2) in a t copula, one draw of it for the group. A draw is then its law's
quantile at its x, so its law stays what it was. Scores are carried in units of `Scores.unit`, as the table that is
read wants them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...configs import Correlation, Scenario
from ...distributions import (
    Array,
    CommonScale,
    Law,
    Normal,
    OnScores,
    Scores,
    score_correlations,
    triangle,
)
from ..engine import operations as op
from .arithmetic import apply, total
from .builder import Builder, Register, Section, Value
from .dimensions import kinds_of_draws, scale_address

__all__ = ["Dependence"]


@dataclass(frozen=True, eq=False)
class CorrelatedDraws:
    """The draws of one `[[correlations]]`, and how their scores are mixed.

    Attributes
    ----------
    kind : str
        "once" or "month".
    lower : float64, shape (n, n)
        L, for the draws in the order of `correlation.draws`.
    """

    correlation: Correlation
    kind: str
    scores: Scores
    lower: Array


class Dependence:
    """Knows which draws depend on others, and draws them.

    Parameters
    ----------
    builder : Builder
        Outside any branch: what the draws of a month share is drawn here, for all branches.
    scenario : Scenario
    """

    def __init__(self, builder: Builder, scenario: Scenario) -> None:
        self.builder = builder
        self._places: dict[tuple[str, str], tuple[CorrelatedDraws, int]] = {}
        kinds = kinds_of_draws(scenario)
        for correlation in scenario.correlations:
            found = [kinds[address] for address in correlation.draws if address in kinds]
            if not found:
                continue  # a changed value has put numbers in the place of all its draws
            df = correlation.df if correlation.copula == "t" else None
            lower = triangle(score_correlations(correlation.rank, df))
            group = CorrelatedDraws(correlation, found[0], Scores(df), lower)
            self._places |= {(address, group.kind): (group, i) for i, address in enumerate(correlation.draws)}
            if group.kind == "month":
                self._own_scores(group)
                self._scale(group)

    def __contains__(self, place: tuple[str, str]) -> bool:
        """Return whether the draw of this address and kind depends on others."""
        return place in self._places

    def draw(self, law: Law, address: str, kind: str, point: float) -> Register:
        """Draw from a law, at the score that the draw has within its group."""
        builder = self.builder
        group, i = self._places[address, kind]
        terms: list[Value] = [
            apply(builder, "mul", own, builder.number(float(weight))) if weight != 1.0 else own
            for own, weight in zip(self._own_scores(group), group.lower[i], strict=True)
            if weight != 0.0
        ]
        scale = self._scale(group)
        mixed = total(builder, terms)
        score = mixed if scale is None else apply(builder, "mul", mixed, scale)
        assert isinstance(score, Register)
        table = builder.number(builder.table(OnScores(law, group.scores), address))
        stream = builder.stream(address, kind, point)
        return builder.emit(op.QUANTILE, score, s=builder.scalar_row(table), p=stream, q=group.scores.squarings)

    def _own_scores(self, group: CorrelatedDraws) -> list[Register]:
        """Return z of each draw, in units."""
        law = Normal(mean=0.0, sd=1.0 / group.scores.unit)
        return [self._emit_draw(law, address, group.kind, 0.0) for address in group.correlation.draws]

    def _scale(self, group: CorrelatedDraws) -> Register | None:
        """Return what all scores of a t copula are multiplied by."""
        df = group.scores.df
        if df is None:
            return None
        return self._emit_draw(CommonScale(df), scale_address(group.correlation), group.kind, 1.0)

    def _emit_draw(self, law: Law, address: str, kind: str, point: float) -> Register:
        builder = self.builder
        table = builder.number(builder.table(law, address))
        section = Section.ONCE if kind == "once" else Section.MONTH
        stream = builder.stream(address, kind, point)
        return builder.emit(op.DRAW, s=builder.scalar_row(table), p=stream, section=section)
