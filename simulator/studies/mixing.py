"""The scenarios between two: which changes can be made by themselves, and which only together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...configs import ConfigError, Scenario
from ...configs.changes import Change, Mixer
from .attribution import Subset, subsets_needed

__all__ = ["Mixtures", "mix"]


@dataclass(frozen=True, eq=False)
class Mixtures:
    """Two scenarios and those in between, cut down to what both have.

    Attributes
    ----------
    changes : list of Change
        Those that move no cost included.
    groups : list of tuple of int
        Numbers of the changes that are made together; usually one.
    scenarios : dict of frozenset to Scenario
        By the groups switched: none (the first scenario) to all of them (the second).
    """

    changes: list[Change]
    groups: list[tuple[int, ...]]
    scenarios: dict[Subset, Scenario]


def mix(a: Scenario, b: Scenario, names: Sequence[str], baseline: str, horizon: int) -> Mixtures:
    """Return what has to be run to share out the difference between two scenarios.

    A draw of the first scenario is in all of them what it is there; those that only the second has come after all of
    these. What cannot be changed by itself, since the scenario would not be valid (a name that is not there yet, a
    strategy that is like one that has gone), makes one group.

    Parameters
    ----------
    a, b : Scenario
    names : sequence of str
        Strategies that both have: no others are kept.
    baseline : str
        One of them.
    horizon : int
        Months.
    """
    mixer = Mixer(a, b)
    last = replace(b, original=a)
    known: dict[frozenset[int], Scenario | None] = {}

    def scenario_with(made: frozenset[int]) -> Scenario | None:
        if made not in known:
            try:
                mixed = mixer.scenario(made, baseline)
            except ConfigError:
                known[made] = None
            else:
                kept = {name: mixed.strategies[name] for name in names}
                known[made] = replace(mixed, strategies=kept, horizons=(horizon,), original=last)
        return known[made]

    moving = [number for number, change in enumerate(mixer.changes) if change.moves]
    everything = frozenset(moving)
    tied = [n for n in moving if scenario_with(frozenset({n})) is None or scenario_with(everything - {n}) is None]
    groups = _grouped([(n,) for n in moving], tied)
    while True:
        scenarios: dict[Subset, Scenario] = {}
        for subset in subsets_needed(len(groups)):
            found = scenario_with(frozenset(n for at in subset for n in groups[at]))
            if found is None:
                break
            scenarios[subset] = found
        else:
            return Mixtures(mixer.changes, groups, scenarios)
        if len(groups) <= 1:  # both ends are valid: only another baseline could make one of them not so
            raise ValueError("the two scenarios cannot be brought to one baseline")
        # a part that is not valid, though all smaller ones are: all of it belongs together
        together = [n for at in subset for n in groups[at]] if len(subset) > 1 else moving
        groups = _grouped(groups, together)


def _grouped(groups: list[tuple[int, ...]], together: list[int]) -> list[tuple[int, ...]]:
    """Return groups with all that hold one of these numbers made one, at the place of the first."""
    joined = tuple(sorted(n for group in groups if set(group) & set(together) for n in group))
    apart = [group for group in groups if not set(group) & set(together)]
    return sorted([*apart, joined] if joined else apart)
