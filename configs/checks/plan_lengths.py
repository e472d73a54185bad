"""Plans that end before the longest horizon does."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.scenario import Plan, Source
from ..text.problems import Findings

__all__ = ["check_plan_lengths"]


def check_plan_lengths(sources: Iterable[Source], horizons: tuple[int, ...], findings: Findings) -> None:
    """Report each plan that has no value for some month of the longest horizon."""
    last = max(horizons, default=0)
    for source in sources:
        path = tuple(source.address.split("."))
        if not isinstance(source, Plan) or len(source.values) >= last or findings.under(path):
            continue
        lacking, has = last - len(source.values), len(source.values)
        findings.add(
            path,
            f"the plan has {has} value{'s' * (has != 1)}, and the longest horizon is {last} months: "
            f"{lacking} {'is' if lacking == 1 else 'are'} missing",
            f"add the value{'s' * (lacking != 1)} of "
            + (f"month {last}" if lacking == 1 else f"months {has + 1} to {last}")
            + f", or end with horizons = [{has}]",
        )
