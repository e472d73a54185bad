"""Two scenarios, or two results, side by side: what changed, by how much, and which change did it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

import numpy as np

from .. import __version__
from ..configs import Scenario
from .attribution import FEW, Subset, adding_up, contribution_weights
from .document import STREAM_VERSION
from .mixing import Mixtures, mix
from .points import DEFAULT_TRAJECTORIES, PointRunner, Totals, as_scenario
from .result import Result
from .result_differences import compare_documents, is_document_path, read_document
from .statistics import standard_error
from .streams import REPLICATES

__all__ = ["FIGURES", "Comparison", "compare"]

#: What is compared of each strategy that both have.
FIGURES = ("mean", "p50", "p90", "p_beats")

What = Scenario | Result | Mapping[str, Any] | str | PathLike[str]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What two scenarios, or two results, have not in common.

    Attributes
    ----------
    document : dict
        Plain values: what `--format json` prints. `kind` is "scenarios" or "results".
    """

    document: dict[str, Any]

    def difference(self, strategy: str, figure: str = "mean", horizon: int | None = None) -> float | None:
        """Return a figure of the second less that of the first; None where one of them has none.

        Parameters
        ----------
        strategy : str
        figure : str
            "mean", "p50", "p90" or "p_beats"; of results also "p10", "p95" and "cvar95".
        horizon : int, optional
            Months; default: the last.

        Raises
        ------
        KeyError
            If there is no such strategy, figure or horizon.
        """
        horizons = self.document["strategies"][strategy]["horizons"]
        found = horizons[str(horizon) if horizon is not None else max(horizons, key=int)][figure]
        return None if found is None else float(found["difference"])

    def contributions(self, strategy: str, figure: str = "mean") -> dict[str, float]:
        """Return what each change contributes to the difference of a figure, by its address.

        Those that can only be made together have their addresses in one key, commas between. Empty for results.

        Raises
        ------
        KeyError
            If there is no such strategy or figure.
        """
        (numbers,) = list(self.document["strategies"][strategy]["horizons"].values())[-1:]
        found = numbers[figure]
        parts = [] if found is None else found.get("contributions", [])
        return {", ".join(part["addresses"]): float(part["difference"]) for part in parts}


def compare(
    a: What,
    b: What,
    *,
    horizon: int | None = None,
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Say what is different between two scenarios, or two results, and why.

    The difference between two scenarios is shared out among their changes: each is made in several orders, in the
    same simulated worlds, and what it moves is averaged (all orders up to six changes, which is Shapley's value; else
    the order of the file and its reverse). Contributions add up to the difference. The first scenario's figures are
    those of its own run to the last bit; so are the second's, unless the two have draws that the other lacks.

    Parameters
    ----------
    a, b : Scenario, Result, mapping, str or path
        Two scenarios, or what `load` takes; or two results, their documents, or `.json` files of them.
    horizon : int, optional
        Months; default: the last that both scenarios have. Results are compared at all that both have.
    trajectories : int
        Futures of each scenario in between.
    seed, sampler, threads
        As for `simulate`.
    progress : callable, optional
        Called with the trajectories done and wanted, all scenarios together.

    Returns
    -------
    Comparison

    Raises
    ------
    ConfigError
        If a scenario is not valid.
    ValueError
        If one is a scenario and the other a result, they have nothing in common, or an argument is out of its range.
    SimulationError
        If some future has no finite cost.
    """
    documents = [_document(what) for what in (a, b)]
    if documents[0] is not None and documents[1] is not None:
        return Comparison(compare_documents(documents[0], documents[1]))
    if documents[0] is not None or documents[1] is not None:
        raise ValueError("a scenario and a result cannot be compared: run the scenario, or name the result's scenario")
    assert not isinstance(a, Result | Mapping) and not isinstance(b, Result | Mapping)
    one, other = as_scenario(a), as_scenario(b)
    runner = PointRunner.checked(trajectories, sampler, seed, threads)
    return Comparison(_compare_scenarios(one, other, horizon, runner, progress))


def _document(what: What) -> Mapping[str, Any] | None:
    """Return a result's document; None for a scenario."""
    if isinstance(what, Result):
        return what.document
    if isinstance(what, Mapping):
        return what
    if not isinstance(what, Scenario) and is_document_path(fspath(what)):
        return read_document(fspath(what))
    return None


def _compare_scenarios(
    a: Scenario,
    b: Scenario,
    horizon: int | None,
    runner: PointRunner,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Any]:
    if a.currency != b.currency:
        raise ValueError(f"amounts in {a.currency} and in {b.currency} cannot be compared")
    names = [name for name in a.strategies if name in b.strategies]
    if not names:
        raise ValueError(f"no strategy is in both: there are {', '.join(a.strategies)}, and {', '.join(b.strategies)}")
    months = _horizon(a, b, horizon)
    baseline = next((one for one in (a.baseline, b.baseline) if one in names), names[0])
    mixtures = mix(a, b, names, baseline, months)
    found = _run(mixtures, runner, names, baseline, months, progress)
    strategies = {}
    for name in names:
        numbers = {
            figure: None if figure == "p_beats" and name == baseline else _figure(mixtures, found, (name, figure))
            for figure in FIGURES
        }
        strategies[name] = {"label": b.strategies[name].label, "horizons": {str(months): numbers}}
    group_of = {number: at for at, group in enumerate(mixtures.groups) for number in group}
    return {
        "kind": "scenarios",
        "a": _about(a),
        "b": _about(b),
        "currency": a.currency,
        "baseline": baseline,
        "horizon": months,
        "run": {
            "trajectories": runner.trajectories,
            "sampler": runner.sampler,
            "replicates": REPLICATES,
            "seed": runner.seed,
            "version": __version__,
            "stream_version": STREAM_VERSION,
        },
        "method": "shapley" if len(mixtures.groups) <= FEW else "both orders",
        "changes": [
            {
                "address": change.address,
                "kind": change.kind,
                "before": change.before,
                "after": change.after,
                "group": group_of.get(number),
            }
            for number, change in enumerate(mixtures.changes)
        ],
        "only_in_a": [name for name in a.strategies if name not in names],
        "only_in_b": [name for name in b.strategies if name not in names],
        "strategies": strategies,
    }


def _about(scenario: Scenario) -> dict[str, Any]:
    return {"name": scenario.name, "title": scenario.title, "config_sha256": scenario.sha256}


def _horizon(a: Scenario, b: Scenario, horizon: int | None) -> int:
    if horizon is not None:
        if not 1 <= horizon <= 120:
            raise ValueError(f"horizon needs to be from 1 to 120 months, got {horizon}")
        return horizon
    both = set(a.horizons) & set(b.horizons)
    if not both:
        theirs = " and ".join(", ".join(map(str, one.horizons)) for one in (a, b))
        raise ValueError(f"no horizon is in both ({theirs} months): choose one with `horizon`")
    return max(both)


@dataclass(frozen=True, eq=False)
class Values:
    """A figure of one scenario: of all futures, and of each replicate."""

    whole: float
    replicates: np.ndarray[tuple[int], np.dtype[np.float64]]
    counts: np.ndarray[tuple[int], np.dtype[np.float64]]


Found = dict[tuple[str, str], dict[Subset, Values]]
"""By strategy and figure, then by the changes made."""


def _run(
    mixtures: Mixtures,
    runner: PointRunner,
    names: list[str],
    baseline: str,
    horizon: int,
    progress: Callable[[int, int], None] | None,
) -> Found:
    wanted = len(mixtures.scenarios) * runner.trajectories

    def told(done: int) -> None:
        if progress is not None:
            progress(done, wanted)

    found: Found = {(name, figure): {} for name in names for figure in FIGURES}
    for made, totals in zip(mixtures.scenarios, runner.run(mixtures.scenarios.values(), told), strict=True):
        for name in names:
            for figure, values in figures_of(totals, name, baseline, horizon).items():
                found[name, figure][made] = values
    return found


def figures_of(totals: Totals, name: str, baseline: str, horizon: int) -> dict[str, Values]:
    """Return the figures of one strategy; no `p_beats` for the baseline."""
    tally = totals.tally
    row, used = totals.row(name, horizon), np.flatnonzero(tally.count)
    counts = tally.count[used].astype(np.float64)
    p50, p90 = totals.quantiles(name, horizon, (0.5, 0.9))
    parts = tally.by_replicate(row)
    quantiles = np.array([parts[k].quantile(np.array([0.5, 0.9])) for k in used])
    means = tally.centre[row] + tally.sums[used, row, 0] / counts
    found = {
        "mean": Values(totals.mean(name, horizon), means, counts),
        "p50": Values(p50, quantiles[:, 0], counts),
        "p90": Values(p90, quantiles[:, 1], counts),
    }
    if name != baseline:
        strategies = tally.layout.strategies
        at = tally.layout.horizons.index(horizon)
        wins = tally.wins[used, at, strategies.index(name), strategies.index(baseline), 0]
        found["p_beats"] = Values(totals.p_beats(name, baseline, horizon)[0], wins / counts, counts)
    return found


def _figure(mixtures: Mixtures, found: Found, key: tuple[str, str]) -> dict[str, Any]:
    """Return both values of a figure, their difference, and who contributes what to it."""
    values = found[key]
    groups = mixtures.groups
    first, last = values[frozenset()], values[frozenset(range(len(groups)))]
    shares = adding_up({made: one.whole for made, one in values.items()}, len(groups))
    assert not groups or math.isclose(math.fsum(shares), last.whole - first.whole, rel_tol=1e-12, abs_tol=1e-300)
    contributions = []
    for at, group in enumerate(groups):
        weights = contribution_weights(at, len(groups))
        spread = sum(float(weight) * values[made].replicates for made, weight in weights.items())
        contributions.append(
            {
                "addresses": [mixtures.changes[number].address for number in group],
                "difference": shares[at],
                "se": standard_error(np.asarray(spread), first.counts),
            }
        )
    return {
        "a": first.whole,
        "b": last.whole,
        "difference": last.whole - first.whole,
        "se": standard_error(last.replicates - first.replicates, first.counts),
        "contributions": contributions,
    }
