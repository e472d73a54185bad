"""A policy becomes a plain strategy: a stage for each strategy that it may have in force, and when it moves.

A stage is a part of the policy. It is entered and left at moments that a run decides, month by month.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..formulas.expressions import Call, Name, Number, Quantity
from ..model.names import CALENDAR, Scope, mentioned, source_quantities
from ..model.scenario import Source, StageMoment
from ..model.strategies import Line, MixPart, Move, Strategy, Switch
from ..paying.one_time import OneTime
from ..tables.inherit import marked
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import did_you_mean, shown
from .bindings import stretch_of
from .plain_strategy import check_size, joined
from .stretch import Known, Stretch, renamed

__all__ = ["of_stages", "shadow_names"]


def shadow_names(strategies: Mapping[str, Strategy]) -> frozenset[str]:
    """Return what a policy may read of strategies as if they were there from the start: bills, lines, inputs."""
    found: set[str] = set()
    for name, strategy in strategies.items():
        whole = f"strategies.{name}"
        found.add(f"{whole}.monthly")
        found |= {f"{whole}.costs.{line}" for line in strategy.lines}
        found |= {f"{whole}.inputs.{each}" for each in strategy.own_inputs}
    return frozenset(found)


def of_stages(
    policy: Strategy, members: Mapping[str, Strategy], world: Mapping[str, Source], room: int, findings: Findings
) -> Strategy | None:
    """Return a policy with the lines and inputs of its stages; None where something is wrong.

    Parameters
    ----------
    policy : Strategy
        As written.
    members : mapping of str to Strategy
        What it may move between: all strategies of the file that are no policies, those that are mixes expanded.
    world : mapping of str to Source
        Drivers and tariffs.
    room : int
        How many lines and inputs the stages may bring.
    """
    before = len(findings.items)
    _check_stages(policy, members, findings)
    if policy.starts is None or len(findings.items) > before:
        return None
    stages = _stages(policy, policy.starts)
    if any(part.of not in members for part in stages.values()):
        return None  # a move that is wrong was reported where it was read, and the others were not looked at
    stretches = {
        name: stretch_of(part, members[part.of], world, changed=False, findings=findings)
        for name, part in stages.items()
    }
    check_size(policy, stretches.values(), room, findings)
    outer = frozenset({*world, *CALENDAR, *policy.inputs}) | shadow_names(members)
    for switch in policy.switches:
        _check_when(policy, switch, members, outer, findings)
    if len(findings.items) > before:
        return None
    whole = joined(policy, stretches.values(), [part.after is None for part in stages.values()])
    moves = _moves(policy, stretches, findings)
    lines, inputs = dict(whole.lines), dict(whole.inputs)
    for move in moves:
        amount, address = move.switch.one_time, move.switch.address
        if amount is not None:
            after = stages[move.stage].after
            lines[move.line] = Line(address, move.line, "Migration", OneTime(), amount, after, None, of_part=True)
    for name, part in stages.items():
        for moment in (part.after, part.until):
            if moment is not None and isinstance(moment.expression, Name):
                inputs[moment.expression.name] = StageMoment(moment.address, name, moment is part.until)
    reasons = {part.of: members[part.of].barred for part in stages.values()}
    failed = [f"strategies.{of} is barred: {reason}" for of, reason in reasons.items() if reason is not None]
    barred = "; ".join([each for each in (policy.barred, *failed) if each is not None]) or None
    label = marked(policy.label, barred)
    return replace(
        whole,
        label=label,
        lines=lines,
        inputs=inputs,
        parts=stages,
        moves=moves,
        reads=_read(policy, members),
        barred=barred,
    )


def _read(policy: Strategy, members: Mapping[str, Strategy]) -> dict[str, Strategy]:
    """Return the strategies that inputs and conditions of a policy read as if they were there from the start."""
    quantities = [each for source in policy.inputs.values() for each in source_quantities(source).values()]
    names = mentioned([*quantities, *(switch.when for switch in policy.switches)])
    owners = dict.fromkeys(name.split(".")[1] for name in names if name.startswith("strategies."))
    return {owner: replace(members[owner], outputs={}) for owner in owners if owner in members}


def _check_stages(policy: Strategy, members: Mapping[str, Strategy], findings: Findings) -> None:
    """Report a policy that does not say how it begins or moves, and names that are no strategies to move between."""
    path: Path = ("strategies", policy.name)
    if policy.starts is None:
        known = policy.switches[0].origin or next(iter(members), "api")
        findings.add((*path, "switch"), "`switch` goes with `starts`", f'write starts = "{known}"')
        return
    if findings.under((*path, "switch")):
        return
    if not policy.switches:
        help = f'write [[strategies.{policy.name}.switch]] with to = "..." and when = "..."'
        findings.add((*path, "starts"), "`starts` goes with `switch`: the policy never moves", help)
    for key, there in (("parts", policy.parts), ("launch", policy.launch)):
        if there:
            help = "the strategies it moves between have theirs" if key == "launch" else "make the mix a strategy"
            findings.add((*path, key), f"a policy, which has `starts`, cannot have `{key}`", help)
    before = len(findings.items)
    _check_member((*path, "starts"), policy.starts, members, findings)
    for index, switch in enumerate(policy.switches):
        place: Path = (*path, "switch", str(index))
        _check_member((*place, "to"), switch.to, members, findings)
        if switch.origin is not None:
            _check_member((*place, "from"), switch.origin, members, findings)
        if switch.to == (switch.origin or policy.starts):
            message = f"a move from strategies.{switch.to} to itself"
            others = [each.to for each in policy.switches if each.to != switch.to]
            back = f'add from = "{others[0]}", or ' if switch.origin is None and others else ""
            findings.add((*place, "to"), message, f"{back}name another strategy", "", WHOLE_VALUE)
    entered = {policy.starts, *(switch.to for switch in policy.switches)}
    for index, switch in enumerate(policy.switches) if len(findings.items) == before else ():
        if switch.origin is not None and switch.origin not in entered:
            message = f"strategies.{switch.origin} is never in force in this policy"
            help = did_you_mean(switch.origin, sorted(entered), "it may be")
            findings.add((*path, "switch", str(index), "from"), message, help, "", WHOLE_VALUE)


def _check_member(place: Path, name: str, members: Mapping[str, Strategy], findings: Findings) -> None:
    if name not in members:
        message = f"`{place[-1]}` needs a strategy of this file that is not a policy, got {shown(name)}"
        findings.add(place, message, did_you_mean(name, list(members), "strategies"), "", WHOLE_VALUE)


def _stages(policy: Strategy, starts: str) -> dict[str, MixPart]:
    """Return a part for the first strategy and one for each move, by name; what is entered again has a number."""
    found: dict[str, MixPart] = {}
    left = {switch.origin or starts for switch in policy.switches}
    entries: list[Switch | None] = [None, *policy.switches]
    for entry in entries:
        of = starts if entry is None else entry.to
        name, count = of, 1
        while name in found:
            count += 1
            name = f"{of}_{count}"
        address = f"strategies.{policy.name}.starts" if entry is None else entry.address
        begin = None if entry is None else _moment(address, name, "entered")
        end = _moment(address, name, "left") if of in left else None
        found[name] = MixPart(address, name, of, {}, () if entry is None else entry.without, begin, end)
    return found


def _moment(address: str, stage: str, what: str) -> Quantity:
    return Quantity(address, Name(f"parts.{stage}.{what}"), f"the move {'to' if what == 'entered' else 'from'} {stage}")


def _check_when(
    policy: Strategy, switch: Switch, members: Mapping[str, Strategy], outer: frozenset[str], findings: Findings
) -> None:
    """Check the names of a condition: those of the policy, and those of the strategy that is in force."""
    origin = members[switch.origin or policy.starts or ""]
    own = {*origin.inputs, *(f"costs.{line}" for line in origin.lines)}
    own |= {"launch"} if origin.launch is not None else set()
    Scope(outer | own).check(switch.when, findings)
    both = sorted({*policy.inputs} & {*origin.inputs} & {*mentioned([switch.when])})
    if both:
        message = f"`{both[0]}` is an input of the policy and of strategies.{origin.name}"
        path = (*switch.address.split("."), "when")
        findings.add(path, message, "give the input of the policy another name", switch.when.address)


def _moves(policy: Strategy, stretches: Mapping[str, Stretch], findings: Findings) -> tuple[Move, ...]:
    """Return the moves in the names of the stages."""
    entered = list(stretches)[1:]
    found = []
    for switch, stage in zip(policy.switches, entered, strict=True):
        left = [s for name, s in stretches.items() if s.part.of == (switch.origin or policy.starts) and name != stage]
        conditions = {s.part.name: renamed(switch.when, _seen(policy.inputs, s.known)) for s in left}
        launch = stretches[stage].launch
        overlap = switch.overlap or Quantity(f"{switch.address}.overlap", Number(0.0), "0")
        stays = replace(
            overlap, expression=Call("add", (launch.expression, Call("max", (overlap.expression, Number(0.0)))))
        )
        line = "" if switch.one_time is None else f"{stage}.move"
        if line and "move" in stretches[stage].original.lines:
            message = f"`move` is what a move to strategies.{switch.to} costs: a line there cannot have this name"
            findings.add(("strategies", switch.to, "costs", "move"), message, "give the line another name")
        found.append(Move(switch, stage, conditions, stays, line))
    return tuple(found)


def _seen(own: Collection[str], known: Known) -> Known:
    """Return what the names of a stage stand for in a condition, without those that are the policy's own."""
    return {name: meant for name, meant in known.items() if name not in own}
