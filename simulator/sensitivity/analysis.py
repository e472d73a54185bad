"""The sensitivity of one strategy's result to each of its inputs: what the command and a script ask for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from os import PathLike

import numpy as np

from ...configs import Scenario
from ..arguments import as_scenario, whole_number
from ..engine.engine import Progress
from ..lowering import lower
from ..result import Result
from ..samples import ascending_order, centred_ranks, rank_correlation
from ..studies.choices import choose_pair
from ..subset import cut_down
from ..tenths import InputEnds, TenthMeans, tenth_means
from .estimates import Array, Estimate, differences, replicate_of
from .findings import Group, InputSensitivity, Sensitivity
from .given_sample import MOST_BINS, Ordered, first_order
from .inputs import Cluster, Input
from .line_shares import LineShare, variance_by_line
from .paired_samples import ROUND, PairedSamples
from .pick_freeze import Indices, sobol_indices
from .plain_numbers import plain_numbers
from .regression import perfect_information
from .survey import DEFAULT_TRAJECTORIES, Survey, take_survey
from .tokens import token_terms

__all__ = ["OUTPUTS", "Sensitivity", "sensitivity"]

#: What may be asked about.
OUTPUTS = ("savings", "tco")
#: The plain sample is this many times as large as each run of the pick-freeze design, of which there is one an input.
_SHARE = 4
#: Two estimates of one index that are further apart than this, in standard errors and as a share of the variance, do
#: not differ by noise.
_FAR, _SEEN = 5.0, 0.02


def sensitivity(
    what: Scenario | Result | str | PathLike[str],
    strategy: str | None = None,
    *,
    horizon: int | None = None,
    of: str = "savings",
    trajectories: int = DEFAULT_TRAJECTORIES,
    price: float | str | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Return which uncertain inputs drive what a strategy saves against the baseline, or what it costs.

    Parameters
    ----------
    what : Scenario, Result, str or path
        A scenario, or what `load` takes; of a result its scenario and its seed are taken.
    strategy : str, optional
        What to compare with the baseline. Default: the recommended strategy and its runner-up are compared.
    horizon : int, optional
        Months; default: the scenario's last.
    of : {"savings", "tco"}
        Baseline's minus strategy's TCO, or the strategy's TCO.
    trajectories : int
        Futures of the plain sample, rounded up to 8,192 x 2^k, at most 2^20; a quarter of them (8,192 at least) for
        each input's part of the pick-freeze design.
    price : float or str, optional
        What a million tokens cost, or the address of an uncertain input that says so: what is worth knowing is then
        given in tokens too. Default: what the baseline, an API, spends on Compute for each million, where the scenario
        counts them.
    seed : int, optional
        Default: 0, or the result's.
    threads : int, optional
        Default: every processor. Changes no digit.
    progress : callable, optional
        Called with the trajectories done and wanted.

    Returns
    -------
    Sensitivity

    Raises
    ------
    ValueError
        If an argument is out of its range.
    SimulationError
        If some future has no finite cost, or a number of events is impossible.
    """
    if not isinstance(what, Result):
        what = as_scenario(what)
    if of not in OUTPUTS:
        raise ValueError(f"of needs to be one of {', '.join(OUTPUTS)}, got {of!r}")
    if seed is None:
        seed = what.settings.seed if isinstance(what, Result) else 0
    seed = whole_number(seed, "seed")
    scenario, name, recommended = choose_pair(what, strategy, seed=seed, threads=threads, needs_rival=of == "savings")
    baseline = scenario.baseline
    survey = take_survey(
        scenario,
        [n for n in scenario.strategies if n in (name, baseline)],
        horizon=horizon,
        trajectories=trajectories,
        seed=seed,
        threads=threads,
        progress=progress,
    )
    asked = [name] if of == "tco" else [name, baseline]
    clusters = _clusters_of(survey, asked)
    output = _output(survey.tco, name, baseline, of)
    ceiling = perfect_information(survey.costs) if name != baseline else None
    size = max(survey.trajectories // _SHARE, ROUND)
    alone = sum(item.composite for cluster in clusters for item in cluster.inputs)
    survey.paired.expect(survey.trajectories * (1 + alone) + size * (1 + len(clusters)))
    other = _output(survey.paired.totals(size), name, baseline, of)
    ranks, group = centred_ranks(output), replicate_of(output.size)
    found: list[InputSensitivity] = []
    groups: list[Group] = []
    for cluster in clusters:
        exchanged = _output(survey.paired.totals(size, cluster.streams), name, baseline, of)
        indices = sobol_indices(output[:size], other, exchanged)
        values = {item.address: survey.values(item.address) for item in cluster.inputs}
        single = len(cluster.inputs) == 1
        for item in cluster.inputs:
            x = values[item.address]
            worth = None if ceiling is None else survey.worth_knowing({item.address: x}, ceiling)
            drawn = survey.drawn[item.address]
            order = ascending_order(drawn)
            means = tenth_means(InputEnds.of(order, drawn[order]), output, group)
            correlation = _correlation(centred_ranks(drawn), ranks)
            found.append(_of_input(item, x, output, means, correlation, worth, indices if single else None))
        if not single:
            worth = None if ceiling is None else survey.worth_knowing(values, ceiling)
            groups.append(Group(cluster.address, tuple(values), indices.first_order, indices.total, worth))
    return Sensitivity(
        scenario=scenario,
        strategy=name,
        baseline=baseline,
        recommended=recommended,
        horizon=survey.horizon,
        of=of,
        trajectories=survey.trajectories,
        pick_freeze=size,
        seed=seed,
        mean=float(output.mean()),
        sd=float(output.std()),
        evpi=ceiling,
        evpi_all=ceiling if ceiling is None else _among_all(scenario, survey, ceiling),
        tokens=token_terms(scenario, survey, price),
        inputs=tuple(sorted(found, key=lambda item: (-abs(item.effect), item.address))),
        groups=tuple(groups),
        lines=tuple(_lines(survey, name, baseline, of, output)),
        certain=plain_numbers(scenario, asked),
        warnings=(
            *((caution.address, caution.message) for caution in scenario.warnings),
            *(_warning(cluster) for cluster in clusters if len(cluster.inputs) > 1),
            *(_doubt(item) for item in found if _differ(item)),
        ),
    )


def _of_input(
    item: Input,
    x: Array,
    output: Array,
    means: TenthMeans,
    correlation: float,
    worth: Estimate | None,
    indices: Indices | None,
) -> InputSensitivity:
    # Of many numbers one alone tells too little: exchanging all of them tells the whole.
    whole = item.kind != "value" and indices is not None
    return InputSensitivity(
        address=item.address,
        kind=item.kind,
        **means._asdict(),
        rank_correlation=correlation,
        first_order=indices.first_order if whole and indices is not None else first_order(Ordered.of(x), output),
        total=None if indices is None else indices.total,
        pick_freeze=None if indices is None else indices.first_order,
        evppi=worth,
    )


def _among_all(scenario: Scenario, survey: Survey, pair: Estimate) -> Estimate:
    """Return the value of knowing everything before choosing among all allowed strategies, in the survey's futures."""
    if set(scenario.allowed) == survey.tco.keys():
        return pair
    whole = cut_down(scenario, scenario.allowed, survey.horizon)
    tco = PairedSamples(whole, survey.paired.seed, survey.paired.threads).totals(survey.trajectories, exchanged=())
    costs = np.column_stack(list(tco.values()))
    return perfect_information(differences(costs, costs[:, :1]))


def _output(tco: Mapping[str, Array], name: str, baseline: str, of: str) -> Array:
    return tco[name] if of == "tco" else differences(tco[baseline], tco[name])


def _clusters_of(survey: Survey, names: Sequence[str]) -> list[Cluster]:
    """Return the clusters that have a draw in the cost of these strategies."""
    if set(names) == set(survey.tco):
        return survey.clusters
    small = lower(cut_down(survey.scenario, names, survey.horizon))
    drawn = {i for i, address in enumerate(survey.paired.program.addresses) if address in set(small.addresses)}
    return [cluster for cluster in survey.clusters if drawn.intersection(cluster.streams)]


def _lines(survey: Survey, name: str, baseline: str, of: str, output: Array) -> list[LineShare]:
    sign = {name: 1.0} if of == "tco" else {name: -1.0, baseline: 1.0}
    lines = {key: sign[key[0]] * amounts for key, amounts in survey.lines.items() if key[0] in sign}
    return variance_by_line({key: amounts for key, amounts in lines.items() if np.ptp(amounts) > 0.0}, output)


def _correlation(one: Array | None, other: Array | None) -> float:
    return 0.0 if one is None or other is None else rank_correlation(one, other)


def _differ(item: InputSensitivity) -> bool:
    one, other = item.first_order, item.pick_freeze
    if other is None:
        return False
    return abs(one.value - other.value) > max(_FAR * math.hypot(one.se, other.se), _SEEN)


def _doubt(item: InputSensitivity) -> tuple[str, str]:
    other = 0.0 if item.pick_freeze is None else item.pick_freeze.value
    return item.address, (
        f"first-order index {item.first_order.value:.0%} by bins of the sample, {other:.0%} by pick-freeze: use the "
        f"pick-freeze value, the response is too non-monotone for {MOST_BINS} bins"
    )


def _warning(cluster: Cluster) -> tuple[str, str]:
    named = ", ".join(item.address for item in cluster.inputs)
    return cluster.address, (
        f"these inputs depend on each other, so none has a total index of its own: {named}; "
        "their first-order indices overlap; their joint indices are listed under INPUTS THAT DEPEND ON EACH OTHER "
        "(in JSON: `groups`)"
    )
