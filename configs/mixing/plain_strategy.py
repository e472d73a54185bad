"""A mix becomes a plain strategy: the lines and inputs of its parts, under names of their own.

A part is another strategy in which some names stand for something else, entered and left at moments of its own. Nothing
after this knows of parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..checks.size import MOST_INHERITED
from ..formulas.expressions import Name, Number
from ..model.draws import quantities_in
from ..model.names import mentioned
from ..model.scenario import Source
from ..model.strategies import Line, Strategy
from ..text.problems import Findings
from ..text.spelling import listed
from .bindings import in_mix
from .stretch import Known, Stretch, renamed, sum_of_lines

__all__ = ["check_size", "joined", "mixed"]


def mixed(
    strategy: Strategy,
    strategies: Mapping[str, Strategy],
    world: Mapping[str, Source],
    room: int,
    findings: Findings,
    *,
    changed: bool = False,
) -> Strategy | None:
    """Return a strategy with the lines and inputs of its parts; None where a part is wrong.

    Parameters
    ----------
    strategies : mapping of str to Strategy
        All of the file, as written.
    world : mapping of str to Source
        Drivers and tariffs.
    room : int
        How many lines, inputs and drivers the parts may bring.
    changed : bool
        Whether values were set: one of them may take away what reads a bound name.
    """
    if not strategy.parts:
        return strategy
    before = len(findings.items)
    found = [in_mix(part, strategies, world, changed, findings) for part in strategy.parts.values()]
    stretches = [stretch for stretch in found if stretch is not None]
    if len(findings.items) == before:
        _check_revenue(strategy, stretches, findings)
        check_size(strategy, stretches, room, findings)
    if len(findings.items) > before:
        return None
    _warn_of_shared(strategy, stretches, world, findings)
    return joined(strategy, stretches, [strategy.launch is None] * len(stretches))


def joined(strategy: Strategy, stretches: Iterable[Stretch], loses_revenue: Iterable[bool]) -> Strategy:
    """Return a strategy with the lines and inputs of what it is made of, in its own names.

    Parameters
    ----------
    loses_revenue : iterable of bool
        Of each stretch: whether the revenue that is lost until its launch counts.
    """
    lines: dict[str, Line] = {}
    inputs = dict(strategy.inputs)
    read: Known = {}
    for stretch, loses in zip(stretches, loses_revenue, strict=True):
        brought = stretch.lines(loses_revenue=loses)
        lines |= brought
        inputs |= stretch.sources()
        whole = f"parts.{stretch.part.name}"
        read |= {f"{whole}.costs.{name.partition('.')[2]}": Name(f"costs.{name}") for name in brought}
        read[f"{whole}.monthly"] = sum_of_lines(line for line in brought.values() if line.category != "Opportunity")
    lines |= {name: renamed(line, read) for name, line in strategy.lines.items()}
    outputs = {name: renamed(output, read) for name, output in strategy.outputs.items()}
    return replace(strategy, lines=lines, inputs=inputs, outputs=outputs)


def _check_revenue(strategy: Strategy, stretches: Iterable[Stretch], findings: Findings) -> None:
    """Report two parts that lose revenue at the same time: it would be lost twice."""
    losing = [stretch for stretch in stretches if _loses(stretch)]
    if strategy.launch is None and len(losing) > 1:
        one, other = losing[0].part, losing[1].part
        message = f"parts.{one.name} and parts.{other.name} both lose revenue until their launch"
        help = (
            f"give strategies.{strategy.name} its own launch, such as "
            f'launch = {{ months = "parts.{one.name}.launch", revenue_per_month = 20_000 }}, or write '
            f'without = ["launch"] in one of them'
        )
        findings.add(("strategies", strategy.name, "parts"), message, help)


def _warn_of_shared(
    strategy: Strategy, stretches: Iterable[Stretch], world: Mapping[str, Source], findings: Findings
) -> None:
    """Warn of events that several parts pay for in full, and of revenue lost although another part is there."""
    paying: dict[str, list[str]] = {}
    for stretch in stretches:
        processes = {line.timing.process for line in stretch.original.lines.values()}
        for process in processes & world.keys():
            paying.setdefault(str(process), []).append(stretch.part.name)
    address = f"strategies.{strategy.name}.parts"
    for process, names in paying.items():
        if len(names) > 1:
            message = (
                f"parts {listed(names)} each pay for every event of `{process}`; if they share the work, multiply "
            )
            findings.warn(address, f"{message}`per_event` by an input that is 1, and bind it to the share of each part")
    losing = [stretch.part.name for stretch in stretches if _loses(stretch)]
    if strategy.launch is None and losing and len(strategy.parts) > 1:
        message = (
            f"revenue is lost until parts.{losing[0]} is launched; if another part serves everybody until then, give "
        )
        findings.warn(address, f"{message}strategies.{strategy.name} launch = {{ months = 0, revenue_per_month = 0 }}")


def check_size(strategy: Strategy, stretches: Iterable[Stretch], room: int, findings: Findings) -> None:
    """Report parts that bring more than can be read; each mention of `parts.NAME.monthly` names every line of it."""
    own = quantities_in((tuple(strategy.lines.values()), tuple(strategy.outputs.values())))
    mentions = Counter(mentioned(own.values()))
    brought = sum(
        len(s.original.lines) * (1 + mentions[f"parts.{s.part.name}.monthly"]) + len(s.original.inputs) + len(s.drivers)
        for s in stretches
    )
    if brought > room:
        message = (
            f"it brings {brought:,} lines, inputs and drivers of others, and {room:,} of {MOST_INHERITED:,} are left"
        )
        help = "use fewer parts or moves, or write `parts.NAME.monthly` less often"
        findings.add(("strategies", strategy.name, "starts" if strategy.starts else "parts"), message, help)


def _loses(stretch: Stretch) -> bool:
    """Return whether a part loses revenue until its launch, as its bindings have it."""
    launch, bindings = stretch.original.launch, stretch.part.bindings
    if launch is None:
        return False
    revenue = launch.revenue_per_month.expression
    if isinstance(revenue, Name) and revenue.name in bindings:
        revenue = bindings[revenue.name].expression
    return revenue != Number(0.0)
