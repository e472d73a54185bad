"""Requirements decide here what a strategy may do: one that fails is barred, or launches later and pays.

Nothing after this asks a question again: a reason why a strategy is barred, a longer launch and a line of cost are what
is left of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .formulas.expressions import Call, Expression, Number
from .model.names import line_quantities, mentioned
from .model.requirements import Requirement, missing_line
from .model.strategies import Launch, Line, Strategy
from .paying.one_time import OneTime
from .tables.inherit import marked
from .text.problems import Findings
from .text.spelling import listed

__all__ = ["gated"]


def gated(
    strategy: Strategy, requirements: Mapping[str, Requirement], original: Strategy | None, findings: Findings
) -> Strategy:
    """Return a strategy as its answers leave it.

    Parameters
    ----------
    requirements : mapping of str to Requirement
        All of the file that could be read; answers to them are of the right kind.
    original : Strategy, optional
        What it is `like`: a question that this one does not answer is reported there alone.
    """
    asked = {name: each for name, each in requirements.items() if each.need}
    path = ("strategies", strategy.name)
    silent = [each for name, each in asked.items() if name not in strategy.meets]
    if unheard := [each for each in silent if original is None or each.name in original.meets]:
        first = unheard[0]
        answer = f'"{first.levels[0]}"' if first.levels else "true" if first.limit == "yes" else "300"
        message = f"strategies.{strategy.name} does not answer {listed([each.address for each in unheard])}"
        findings.add(path, message, f"write meets = {{ {first.name} = {answer} }}: {first.question}")
    if silent or not asked:
        return strategy
    failed: dict[str, list[Requirement]] = {"barred": [], "pays": [], "none": []}
    for name, each in asked.items():
        failed[each.effect(strategy.meets[name])].append(each)
    reasons = [strategy.barred, *(each.failure(strategy.meets[each.name]) for each in failed["barred"])]
    barred = "; ".join(reason for reason in reasons if reason) or None
    return replace(
        strategy,
        label=marked(strategy.label, barred),
        barred=barred,
        launch=_delayed(strategy, failed["pays"], findings),
        lines=strategy.lines | _paid(strategy, failed["pays"], findings),
    )


def _delayed(strategy: Strategy, lacking: list[Requirement], findings: Findings) -> Launch | None:
    """Return a launch that waits for the longest of the delays: they pass at the same time."""
    waits = [each.months for each in lacking if each.months is not None]
    if not waits:
        return strategy.launch
    launch, path = strategy.launch, ("strategies", strategy.name)
    named = waits[0].address.removesuffix(".missing.months")
    if launch is None:
        help = "write what a month of delay costs: launch = { months = 0, revenue_per_month = 20_000 }"
        findings.add(path, f"{named} delays the launch, and strategies.{strategy.name} has none", help)
        return None
    quantities = (part for line in strategy.lines.values() for part in line_quantities(line).values())
    if launch.revenue_per_month.expression == Number(0.0) and "launch" not in set(mentioned(quantities)):
        message = f"the delay by {named} costs nothing: no revenue is lost until the launch, and no line begins with it"
        findings.warn(".".join((*path, "launch")), message)
    longest: Expression = waits[0].expression
    for wait in waits[1:]:
        longest = Call("max", (longest, wait.expression))
    words = waits[0].address if len(waits) == 1 else f"max({', '.join(wait.address for wait in waits)})"
    months = launch.months
    later = replace(months, expression=Call("add", (months.expression, longest)), text=f"{months.text} + {words}")
    return replace(launch, months=later)


def _paid(strategy: Strategy, lacking: list[Requirement], findings: Findings) -> dict[str, Line]:
    """Return a line for the amount of each."""
    found: dict[str, Line] = {}
    for each in lacking:
        if each.one_time is not None:
            name = missing_line(each.name)
            if name in strategy.lines:
                message = f"`{name}` is what {each.address} costs here: a line cannot have this name"
                findings.add(("strategies", strategy.name, "costs", name), message, "give the line another name")
            found[name] = Line(f"{each.address}.missing", name, "Engineering", OneTime(), each.one_time, None, None)
    return found
