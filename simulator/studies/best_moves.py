"""When to move: the cost of a policy by the month of its move, and how good its trigger is.

A move in month k costs what a policy costs that moves in month k whatever happens, in the same futures. So the best
trigger that can be found is an optimal stopping problem. It is solved backwards (F. A. Longstaff and E. S. Schwartz,
*Valuing American options by simulation: a simple least-squares approach*, 2001): at the end of each month, what moving
costs more than waiting is regressed on what is known by then, and the move is made where that is below 0. The rule is
found in one set of futures and judged in another, so what is stated of it is what it costs.

Nobody can do better than to know the future: the mean of the lowest cost over all months is the bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...configs import Call, Name, Number, Scenario, Strategy
from ...configs.text.spelling import did_you_mean
from ..arguments import as_scenario
from ..engine.chunks import Job, run_chunk
from ..engine.operations import ROUNDING
from ..engine.program import BLOCK, Program
from ..engine.streams import REPLICATES, Uniforms
from ..engine.threads import aside
from ..identity import STREAM_VERSION, VERSION
from ..intervals import standard_error
from ..lowering import TraceRows, lower_totals, lower_traced, together
from .points import PointRunner

__all__ = ["MOVE_TRAJECTORIES", "MoveTimes", "move_times", "stopping_months"]

Array = NDArray[np.float64]

#: Futures in which the rule is found, and as many others in which it is judged.
MOVE_TRAJECTORIES = 2**14

_RIDGE = 1e-8
_FAR = 4.0  # a feature further from its mean, in standard deviations, counts as so far
_MOST_FEATURES = 8
_BLOCKS = 2  # run at once, so that what every month was need not be kept of all futures

#: Futures at most: the cost of a move in each month is kept of all of them.
MOST_MOVE_TRAJECTORIES = 2**18


@dataclass(frozen=True, eq=False)
class MoveTimes:
    """What a policy costs by the month of its move.

    Attributes
    ----------
    document : dict
        Plain values: what `--format json` prints.
    """

    document: dict[str, Any]


def move_times(
    what: Scenario | str | PathLike[str],
    policy: str | None = None,
    *,
    horizon: int | None = None,
    trajectories: int = MOVE_TRAJECTORIES,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> MoveTimes:
    """Return what the first move of a policy costs in each month, and how good its trigger is.

    Parameters
    ----------
    what : Scenario, str or path
        A scenario, or what `load` takes.
    policy : str, optional
        Default: the only one.
    horizon : int, optional
        Months; default: the last.
    trajectories : int
        Futures in which a rule is found; it is judged in as many others, those of the next seed.
    seed, sampler, threads
        As for `simulate`.
    progress : callable, optional
        Called with the trajectories done and wanted.

    Raises
    ------
    ValueError
        If there is no such policy or horizon, or an argument is out of its range.
    SimulationError
        If some future has no finite cost.

    Notes
    -----
    Costs are mean totals at the horizon. "value" is the lowest mean among the strategies that the policy moves
    between, minus the mean of a rule.
    """
    scenario = as_scenario(what)
    name = _policy(scenario, policy)
    last = max(scenario.horizons) if horizon is None else horizon
    if last not in scenario.horizons:
        raise ValueError(f"horizon needs to be one of {', '.join(map(str, scenario.horizons))}, got {last}")
    if last < 2:
        raise ValueError("a move is decided at the end of a month: a horizon of 2 months or more is needed")
    runner = PointRunner.checked(trajectories, sampler, seed, threads)
    if runner.trajectories > MOST_MOVE_TRAJECTORIES:
        raise ValueError(f"trajectories needs to be at most {MOST_MOVE_TRAJECTORIES:,}, got {runner.trajectories:,}")
    train = _Futures(scenario, name, last, runner, seed, None, progress)
    test = _Futures(scenario, name, last, runner, seed + 1, train.leading, progress)
    rule = stopping_months(train.features, train.by_month, test.features)
    return MoveTimes(_document(scenario, name, last, runner, test, rule))


def stopping_months(features: Array, costs: Array, others: Array) -> NDArray[np.int64]:
    """Return the month at whose end to move, in futures other than those from which the rule is found.

    Parameters
    ----------
    features : float64, shape (months, features, trajectories)
        What is known at the end of each month; month k + 1 is row k.
    costs : float64, shape (months + 1, trajectories)
        Total cost of a move at the end of each month, and last of none.
    others : float64, shape (months, features, trajectories)
        What is known in the other futures.

    Returns
    -------
    int64, shape (trajectories,)
        Months from 1; one more than there are, where it is never.
    """
    months = len(features)
    waiting = costs[-1].copy()
    found = np.full(others.shape[2], months + 1, dtype=np.int64)
    for k in reversed(range(months)):
        own, other = _basis(features[k], features[k]), _basis(features[k], others[k])
        gain = costs[k] - waiting  # of moving now, in cost
        # not `a @ b`: a linear algebra library's bytes depend on its number of threads
        gram = np.einsum("it,jt->ij", own, own)
        gram += _RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram))
        coefficients = np.linalg.solve(gram, np.einsum("it,t->i", own, gain))
        waiting = np.where(np.einsum("it,i->t", own, coefficients) < 0.0, costs[k], waiting)
        found = np.where(np.einsum("it,i->t", other, coefficients) < 0.0, k + 1, found)
    return found


def _basis(features: Array, values: Array) -> Array:
    """Return the functions of values that costs are regressed on, shape (functions, trajectories).

    Cubic in each feature, with products of two; scaled by the mean and the sd that the feature has in `features`.
    """
    scaled = [np.ones(values.shape[1])]
    for feature, value in zip(features, values, strict=True):
        positive = bool(np.min(feature) > 0.0)
        of, at = (np.log(feature), np.log(np.maximum(value, 1e-300))) if positive else (feature, value)
        sd = float(np.std(of))
        if sd > 1e-12 * max(1.0, float(np.max(np.abs(of)))):
            scaled.append(np.clip((at - np.mean(of)) / sd, -_FAR, _FAR))
    ones, own = scaled[0], scaled[1:]
    products = [one * other for at, one in enumerate(own) for other in own[at:]]
    return np.array([ones, *own, *products, *(each**3 for each in own)])


class _Futures:
    """Futures of one seed: what is known in each month, what a move in each month costs, and the policy as written.

    Attributes
    ----------
    leading : list of int
        Which of the figures that are known are kept: those that tell most of what a move costs.
    features : float64, shape (months, features, trajectories)
    by_month : float64, shape (months + 1, trajectories)
    written : float64, shape (trajectories,)
        Cost of the policy with its own trigger.
    moved : float64, shape (trajectories,)
        The first month in which the new strategy is paid; 0: never.
    members : dict of str to float64, shape (trajectories,)
        Cost of the strategies that it moves between, kept throughout.
    """

    def __init__(
        self,
        scenario: Scenario,
        name: str,
        last: int,
        runner: PointRunner,
        seed: int,
        leading: list[int] | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        policy, n = scenario.strategies[name], runner.trajectories
        cut = replace(scenario, horizons=(last,), unit=None, original=scenario.original or scenario)
        copies = {each.name: each for each in _moving_in_each_month(policy, last)}
        plain = {other: s for other, s in scenario.strategies.items() if s.starts is None}
        totals = together([lower_totals(replace(cut, strategies={**plain, **copies}))])
        traced, rows = lower_traced(replace(cut, strategies={**plain, name: policy}))
        seen = _seen(rows, scenario, policy)
        layout = traced.layout
        tco = [totals.layout.tco[each] for each in copies]
        own = [layout.tco[name], layout.moves[name][policy.moves[0].stage][0]]
        own += [layout.tco[other] for other in plain]
        if leading is None:
            first = [next(_chunks(each, runner.sampler, seed, n))[2] for each in (totals, traced)]
            leading = _leading(_known(first[1], seen, last), first[0][tco])
        kept = [seen[at] for at in leading]
        found, done, wanted = np.empty((len(own), n)), 0 if seed == runner.seed else 2 * n, 4 * n
        self.leading, self.features = leading, np.empty((last - 1, len(kept), n))
        self.by_month = np.empty((last, n))
        for until, columns, results in _chunks(totals, runner.sampler, seed, n):
            self.by_month[:, columns] = results[tco]
            if progress is not None:
                progress(done + until, wanted)
        for until, columns, results in _chunks(traced, runner.sampler, seed, n):
            found[:, columns] = results[own]
            self.features[:, :, columns] = _known(results, kept, last)
            if progress is not None:
                progress(done + n + until, wanted)
        self.written, self.moved = found[0], found[1]
        self.members = dict(zip(plain, found[2:], strict=True))


def _known(results: Array, seen: list[list[int]], last: int) -> Array:
    """Return what is known at the end of each month but the last, shape (months, features, trajectories)."""
    known = np.zeros((last - 1, len(seen), results.shape[1]))
    for at, rows in enumerate(seen):
        for row in rows:  # of several, their sum
            known[:, at] += results[row : row + last - 1]
    return known


def _chunks(program: Program, sampler: str, seed: int, n: int) -> Iterator[tuple[int, slice, Array]]:
    """Yield results of some blocks at a time: the trajectories done, their columns, and the results."""
    job = Job(program, Uniforms.of(program, sampler, seed), n)
    for first in range(0, job.blocks, _BLOCKS):
        count = min(_BLOCKS, job.blocks - first)
        results = aside(partial(run_chunk, job, first, count)).results
        begin, end = first * BLOCK, min((first + count) * BLOCK, n)
        yield end, slice(begin, end), results[:, : end - begin]


def _moving_in_each_month(policy: Strategy, last: int) -> Iterator[Strategy]:
    """Yield a policy that makes its first move at the end of month 1, 2, ..., and one that never makes it."""
    move, others = policy.moves[0], policy.moves[1:]
    for k in range(1, last + 1):
        at_end = Call("eq", (Name("month"), Number(float(k)))) if k < last else Number(0.0)
        conditions = {stage: replace(when, expression=at_end) for stage, when in move.conditions.items()}
        made = replace(move, switch=replace(move.switch, for_months=1), conditions=conditions)
        yield replace(policy, name=f"{policy.name}.{k}", moves=(made, *others), outputs={})


def _seen(rows: TraceRows, scenario: Scenario, policy: Strategy) -> list[list[int]]:
    """Return the rows of what is known as months end: drivers, inputs of the policy, and both bills as sums."""
    found = []
    for address, row in {**rows.processes, **rows.formulas}.items():
        keys = address.split(".")
        if keys[0] == "drivers" or keys[:3] == ["strategies", policy.name, "inputs"]:
            found.append([row])
    for owner in (policy.starts, policy.moves[0].switch.to):
        lines = scenario.strategies[owner or ""].lines
        paid = [line for line in lines.values() if line.category != "Opportunity"]
        found.append([rows.lines[line_of] for line in paid if (line_of := (owner or "", line.name)) in rows.lines])
    return found


def _leading(features: Array, costs: Array) -> list[int]:
    """Return the features that tell most of what a move costs, by their squared correlation with it."""
    told = []
    for at in range(features.shape[1]):
        squares = []
        for feature, cost in zip(features[:, at], costs[:-1], strict=True):
            x, y = feature - feature.mean(), cost - costs[-1] - np.mean(cost - costs[-1])
            size = float(np.sqrt(np.sum(x * x) * np.sum(y * y)))
            squares.append((float(np.sum(x * y)) / size) ** 2 if size > 0.0 else 0.0)
        told.append(float(np.mean(squares)))
    return sorted(sorted(range(len(told)), key=lambda at: (-told[at], at))[:_MOST_FEATURES])


def _policy(scenario: Scenario, name: str | None) -> str:
    """Return the policy that is asked about."""
    policies = [each for each, strategy in scenario.strategies.items() if strategy.moves]
    if not policies:
        raise ValueError("the scenario has no policy: a strategy with `starts` and `switch`")
    if name is None and len(policies) > 1:
        raise ValueError(
            f"there are several policies, {', '.join(policies)}: on the command line --policy {policies[0]}, in Python "
            f"policy={policies[0]!r}"
        )
    if name is not None and name not in policies:
        raise ValueError(f"no policy {name!r}; {did_you_mean(name, policies, 'there are')}")
    return name or policies[0]


def _document(
    scenario: Scenario, name: str, last: int, runner: PointRunner, test: _Futures, months: NDArray[np.int64]
) -> dict[str, Any]:
    policy, n = scenario.strategies[name], runner.trajectories
    best = min(policy.members, key=lambda each: float(test.members[each].mean()))
    committed = test.members[best]

    def figures(cost: Array) -> dict[str, float | None]:
        saved = committed - cost
        saved = np.where(np.abs(saved) <= ROUNDING * np.abs(committed), 0.0, saved)  # the same but for rounding
        return {"mean": float(cost.mean()), "value": float(saved.mean()), "se": _error(saved, runner.sampler)}

    ruled = np.take_along_axis(test.by_month, months[None] - 1, axis=0)[0]
    by_month = [{"month": k + 2, **figures(cost)} for k, cost in enumerate(test.by_month[:-1])]
    move = policy.moves[0]
    return {
        "kind": "timing",
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "currency": scenario.currency,
            "horizon": last,
            **({} if scenario.start is None else {"start": scenario.start.isoformat()}),
        },
        "run": {
            "trajectories": n,
            "sampler": runner.sampler,
            "replicates": REPLICATES,
            "seed": runner.seed,
            "judged_with_seed": runner.seed + 1,
            "version": VERSION,
            "stream_version": STREAM_VERSION,
            "config_sha256": scenario.sha256,
        },
        "policy": name,
        "label": policy.label,
        "from": {"strategy": policy.starts, "label": scenario.strategies[policy.starts or ""].label},
        "to": {"strategy": move.switch.to, "label": scenario.strategies[move.switch.to].label},
        "when": move.switch.when.text,
        "for_months": move.switch.for_months,
        "committed": {"strategy": best, "label": scenario.strategies[best].label, "mean": float(committed.mean())},
        "never": figures(test.by_month[-1]),
        "months": by_month,
        "best_month": min(by_month, key=lambda each: float(each["mean"] or 0.0))["month"],
        "trigger": {**figures(test.written), "p": float(np.mean(test.moved > 0))},
        "rule": {
            **figures(ruled),
            "p": float(np.mean(months < last)),
            "p_by_month": [float(np.mean(months + 1 <= month)) for month in range(1, last + 1)],
        },
        "foresight": figures(test.by_month.min(axis=0)),
    }


def _error(values: Array, sampler: str) -> float | None:
    """Return the standard error of a mean, from the replicates of the points."""
    blocks = values.reshape(-1, BLOCK) if values.size % (BLOCK * REPLICATES) == 0 else None
    if sampler == "random" or blocks is None:
        return float(values.std(ddof=1) / np.sqrt(values.size))
    means = blocks.reshape(-1, REPLICATES, BLOCK).mean(axis=(0, 2))
    return standard_error(means, np.full(REPLICATES, values.size / REPLICATES))
