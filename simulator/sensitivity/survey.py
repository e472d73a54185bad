"""The plain sample behind every answer: each input beside each strategy's cost, trajectory by trajectory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...configs import Scenario
from ...configs.text.unknown import unknown
from ..engine.engine import Progress
from ..engine.finite import check_finite
from ..simulation import available_processors
from ..studies.choices import choose_horizon
from ..subset import cut_down
from .estimates import Array, Estimate, differences
from .inputs import Cluster, Input, find_clusters
from .paired_samples import PairedSamples, whole_rounds
from .regression import value_of_knowing

__all__ = ["DEFAULT_TRAJECTORIES", "Survey", "take_survey"]

#: Futures of a plain sample: conditional means in 64 bins are then good to a few percent of the spread.
DEFAULT_TRAJECTORIES = 2**16


@dataclass(frozen=True, eq=False)
class Survey:
    """A plain sample of some strategies over one horizon.

    Attributes
    ----------
    scenario : Scenario
        Cut down to the strategies and the horizon.
    paired : PairedSamples
        What further runs are made with.
    trajectories : int
    clusters : list of Cluster
        Inputs, those that depend on each other together.
    tco : mapping of str to float64, shape (trajectories,)
        By strategy.
    lines : mapping of (strategy, line) to float64, shape (trajectories,)
        Discounted totals.
    drawn : mapping of str to float64, shape (trajectories,)
        By address: what an input was, with all others drawn.
    """

    scenario: Scenario
    paired: PairedSamples
    trajectories: int
    clusters: list[Cluster]
    tco: Mapping[str, Array]
    lines: Mapping[tuple[str, str], Array]
    drawn: Mapping[str, Array]

    @property
    def horizon(self) -> int:
        """Months."""
        return self.scenario.horizons[-1]

    @property
    def inputs(self) -> dict[str, Input]:
        """Inputs by address."""
        return {item.address: item for cluster in self.clusters for item in cluster.inputs}

    @cached_property
    def costs(self) -> Array:
        """TCO, shape (trajectories, strategies), less the first strategy's: what a choice between them turns on."""
        values = np.column_stack(list(self.tco.values()))
        return differences(values, values[:, :1])

    def values(self, address: str) -> Array:
        """Return one number a trajectory that stands for an input, shape (trajectories,).

        What was drawn, of monthly draws their mean over the months. Of a process its mean value over the months, of
        a line's events their total cost, as they would be with every other input at its median: so that it tells of
        this input alone. If that does not vary, as with events that the median has none of, the drawn values.
        """
        item = self.inputs[address]
        if not item.composite:
            return self.drawn[address]
        cluster = next(cluster for cluster in self.clusters if item in cluster.inputs)
        alone = self.paired.alone(address, {*item.streams, *cluster.streams}, self.trajectories)
        return alone if np.all(np.isfinite(alone)) and np.any(alone != alone[0]) else self.drawn[address]

    def worth_knowing(self, known: Mapping[str, Array], ceiling: Estimate) -> Estimate:
        """Return the value of knowing some inputs before choosing among the strategies; of all of them the ceiling.

        Parameters
        ----------
        known : mapping of str to float64, shape (trajectories,)
            By the address of an input.
        ceiling : Estimate
            Value of knowing everything.
        """
        if self.inputs.keys() <= known.keys():
            return ceiling
        return value_of_knowing(list(known.values()), self.costs, ceiling)

    def resolve(self, addresses: Iterable[str]) -> list[Input]:
        """Return the inputs at some addresses or under them: `drivers.requests_per_day` means all that drives it.

        Raises
        ------
        ValueError
            If there is no uncertain input at an address, nor under it.
        """
        found: dict[str, Input] = {}
        for address in addresses:
            inside = {
                known: item for known, item in self.inputs.items() if known == address or _is_under(known, address)
            }
            if not inside:
                raise unknown("uncertain input at", address, self.inputs)
            found |= inside
        return list(found.values())


def _is_under(known: str, address: str) -> bool:
    return known.startswith((f"{address}.", f"{address}#"))


def take_survey(
    scenario: Scenario,
    strategies: Sequence[str],
    *,
    horizon: int | None,
    trajectories: int,
    seed: int,
    threads: int | None,
    progress: Progress | None = None,
) -> Survey:
    """Run the plain sample of some strategies.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    SimulationError
        If some cost is not finite, or a number of events is impossible.
    """
    small = cut_down(scenario, strategies, choose_horizon(scenario, horizon))
    paired = PairedSamples(small, seed, available_processors() if threads is None else threads, progress)
    number = whole_rounds(trajectories)
    layout = paired.program.layout
    lines = {(name, line): row for name, rows in layout.lines.items() for line, row in rows.items()}
    rows = [*layout.tco.values(), *lines.values(), *layout.inputs.values()]
    values = iter(paired.run(paired.program, rows, number))
    tco = {name: next(values) for name in layout.tco}
    for name, costs in tco.items():
        check_finite(name, costs)
    return Survey(
        scenario=small,
        paired=paired,
        trajectories=number,
        clusters=find_clusters(small, paired.program),
        tco=tco,
        lines={key: next(values) for key in lines},
        drawn={address: next(values) for address in layout.inputs},
    )
