"""Stress: what comes out where an input is held in a range of its own percentiles, or where something costs more.

The law of the draw is cut down to that range (`distributions.part`), and all else stays what it was: the draw keeps its
uniform, so both runs meet the same futures. A monthly draw is held every month, one of an event at every event. A draw
in a `[[correlations]]` cannot be held like this: those that depend on it would not follow. What costs more from some
month on is in `rises`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from os import PathLike
from typing import Any

from ...configs import Draw, Scenario
from ...configs.model.tails import finite_moments_of
from ...distributions.percentile_slice import Part
from ..arguments import as_scenario
from ..engine.streams import REPLICATES
from ..identity import STREAM_VERSION, VERSION
from ..intervals import standard_error
from ..notebook import html_table, text_table
from .figures import FIGURES, difference_of, difference_rows, figures_of
from .missing_draw import no_draw
from .points import DEFAULT_TRAJECTORIES, PointRunner
from .rises import Rise, raised
from .stressed_choice import stressed_choice

__all__ = ["Stress", "hold", "holdable", "stress"]

Range = tuple[float, float]


@dataclass(frozen=True, eq=False, repr=False)
class Stress:
    """A scenario as it is, and under stress.

    Attributes
    ----------
    scenario : Scenario
        The stressed one: `simulate` takes it. It cannot be given other values.
    document : dict
        Plain values: what `--format json` prints.
    """

    scenario: Scenario
    document: dict[str, Any]

    def __repr__(self) -> str:
        """Return each strategy's mean, P50 and P90, plain and under stress, and how much they differ."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the same as a table of a notebook."""
        return html_table(*self._shown())

    def _shown(self) -> tuple[str, list[str], list[list[str]]]:
        found = self.document
        stressed = ", ".join(item["address"] for item in (*found["held"], *found["raised"]))
        columns = [f"total cost, {found['scenario']['currency']}", "plain", "stressed", "difference"]
        return f"Stress of {found['scenario']['name']}: {stressed}", columns, difference_rows(found["strategies"])

    def difference(self, strategy: str, figure: str = "mean", horizon: int | None = None) -> float | None:
        """Return a figure of the stressed run less that of the plain one; None where there is none.

        Parameters
        ----------
        strategy : str
        figure : str
            "mean", "p50", "p90", "p_beats", or of a policy "option".
        horizon : int, optional
            Months; default: the last.

        Raises
        ------
        UnknownName
            A KeyError and a ValueError: if there is no such strategy, figure or horizon.
        """
        found = difference_of(self.document["strategies"], strategy, figure, horizon)
        return None if found is None else float(found["difference"])


def hold(scenario: Scenario, inputs: Mapping[str, Range]) -> Scenario:
    """Return the scenario with draws held between two of their own quantiles.

    Parameters
    ----------
    scenario : Scenario
    inputs : dict of address to (float, float)
        Shares from 0 to 1: `{"drivers.ml_engineer": (0.9, 1.0)}`. Addresses are those of draws: of a law, or with `#1`
        of the first law inside a formula.

    Raises
    ------
    ValueError
        If there is no such draw, it depends on others, or a range is not valid.
    """
    for correlation in scenario.correlations:
        for address in inputs:
            if address in correlation.between:
                raise ValueError(
                    f"{address} is in {correlation.address}: the draws that depend on it would not follow; "
                    "hold one that is in no correlations, or drop the entry"
                )
    if not inputs:
        raise ValueError("nothing to hold: name an input and its range of percentiles")
    known: dict[str, None] = {}
    parts = (scenario.drivers, scenario.tariffs, scenario.strategies)
    drivers, tariffs, strategies = (_held(part, inputs, known) for part in parts)
    for address in inputs:
        if address not in known:
            raise ValueError(no_draw(scenario, address, list(known)))
    ranges = repr(sorted((address, tuple(map(float, ends))) for address, ends in inputs.items()))
    return replace(
        scenario,
        drivers=drivers,
        tariffs=tariffs,
        strategies=strategies,
        original=scenario.original or scenario,
        origin=None,  # values set on its text would lose what is held
        sha256=hashlib.sha256(f"{scenario.sha256}\0held\0{ranges}".encode()).hexdigest(),
    )


def holdable(scenario: Scenario) -> list[str]:
    """Return the addresses of all draws that `hold` takes: those that are in no correlations."""
    known: dict[str, None] = {}
    _held((scenario.drivers, scenario.tariffs, scenario.strategies), {}, known)
    together = {address for correlation in scenario.correlations for address in correlation.between}
    return [address for address in known if address not in together]


def _held(part: Any, inputs: Mapping[str, Range], known: dict[str, None]) -> Any:
    """Return a part of a scenario with the laws of some draws cut down; note the addresses of all draws."""
    if isinstance(part, Draw):
        known[part.address] = None
        if part.address not in inputs:
            return part
        first, last = inputs[part.address]
        try:
            return replace(part, law=Part(part.law, float(first), float(last)))
        except ValueError as error:
            raise ValueError(f"{part.address}: {error}") from None
    if isinstance(part, dict):
        return {key: _held(value, inputs, known) for key, value in part.items()}
    if isinstance(part, tuple):
        return tuple(_held(value, inputs, known) for value in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{f.name: _held(getattr(part, f.name), inputs, known) for f in fields(part) if f.init})
    return part


def stress(
    scenario: Scenario | str | PathLike[str],
    inputs: Mapping[str, Range],
    rises: Mapping[str, Rise] | None = None,
    *,
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Stress:
    """Run a scenario as it is, and with inputs held in a range or costs that rise, in the same futures.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, or what `load` takes.
    inputs : dict of address to (float, float)
        As in `hold`: `{"drivers.ml_engineer": (0.9, 1.0)}` is its highest tenth.
    rises : dict of address to (float, int), optional
        `{"strategies.api.costs.tokens": (0.3, 13)}`: 30 % more from month 13 on. Of a cost line, also where mixes,
        policies and copies have it, or of a driver that varies by month.
    trajectories : int
    seed, sampler, threads
        As for `simulate`.
    progress : callable, optional
        Called with the trajectories done and wanted, of both runs together.

    Raises
    ------
    ValueError
        If an input cannot be held or raised, there is neither, or an argument is out of its range.
    SimulationError
        If some future has no finite cost.
    """
    plain = as_scenario(scenario)
    rises = {address: Rise(*rise) for address, rise in (rises or {}).items()}
    if not inputs and not rises:
        raise ValueError("no stress: name an input and its range of percentiles, or a cost and by how much it rises")
    held = raised(hold(plain, inputs) if inputs else plain, rises)
    runner = PointRunner.checked(trajectories, sampler, seed, threads)

    def told(done: int) -> None:
        if progress is not None:
            progress(done, 2 * runner.trajectories)

    before, after = runner.run([plain, held], told)
    baseline = plain.baseline
    strategies: dict[str, Any] = {}
    for name, strategy in plain.strategies.items():
        horizons = {}
        for horizon in plain.horizons:
            one, other = (figures_of(totals, name, baseline, horizon, strategy.members) for totals in (before, after))
            horizons[str(horizon)] = {
                figure: None
                if figure not in one
                else {
                    "a": one[figure].whole,
                    "b": other[figure].whole,
                    "difference": other[figure].whole - one[figure].whole,
                    "se": standard_error(other[figure].replicates - one[figure].replicates, one[figure].counts),
                }
                for figure in FIGURES
            }
        strategies[name] = {"label": strategy.label, "horizons": horizons}
    return Stress(
        held,
        {
            "kind": "stress",
            "scenario": {
                "name": plain.name,
                "title": plain.title,
                "currency": plain.currency,
                "horizons": list(plain.horizons),
                "baseline": baseline,
            },
            "run": {
                "trajectories": runner.trajectories,
                "sampler": runner.sampler,
                "replicates": REPLICATES,
                "seed": runner.seed,
                "version": VERSION,
                "stream_version": STREAM_VERSION,
                "config_sha256": plain.sha256,
            },
            "held": [{"address": address, "range": [float(a), float(b)]} for address, (a, b) in inputs.items()],
            "raised": [{"address": address, **rise._asdict()} for address, rise in rises.items()],
            "choice": stressed_choice(plain, finite_moments_of(plain), before, after).document,
            "strategies": strategies,
        },
    )
