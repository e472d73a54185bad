"""What-ifs of a board report, chosen by rule from the scenario, and what each does to the recommendation.

- The volume doubles, and halves.
- Each of the five inputs that move the difference most is in its worst tenth: the one in which the recommended strategy
  leads its runner-up by less. Draws that are in correlations cannot be held in a range, so they are passed over.
- The Compute lines of the recommended strategy cost 30 % more, then those of its runner-up.

What a scenario does not have is left out. Nothing else changes: every what-if meets the same futures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np

from ...configs import Scenario, TakeOrPay
from ..engine.errors import SimulationError
from ..result import Result
from ..subset import cut_down
from .points import PointRunner, Totals
from .rises import Rise, raised, scaled
from .stressed_choice import StressedChoice, stressed_choice
from .stresses import hold, holdable

__all__ = ["HIGHER", "StressTest", "WhatIf", "run_what_ifs"]

#: Futures of each what-if: differences between runs of the same futures are good to a percent of the cost.
_FUTURES: Final = 2**13
_INPUTS: Final = 5
_TENTH: Final = 0.1
#: By how much prices rise.
HIGHER: Final = 0.3

Kind = Literal["doubles", "halves", "lowest", "highest", "price"]


class WhatIf(NamedTuple):
    """A what-if, and what it does.

    Attributes
    ----------
    kind : str
        "doubles" and "halves" of the volume; "lowest" and "highest", the tenth that an input is in; "price" of Compute.
    address : str
        Of the volume or the input; of "price" the strategy that pays it.
    choice : StressedChoice
    """

    kind: Kind
    address: str
    choice: StressedChoice


@dataclass(frozen=True)
class StressTest:
    """What-ifs that were run.

    Attributes
    ----------
    what_ifs : tuple of WhatIf
    trajectories : int
        Futures of each.
    failed : tuple of (str, str)
        Address and message of what cannot be run.
    """

    what_ifs: tuple[WhatIf, ...]
    trajectories: int
    failed: tuple[tuple[str, str], ...]

    @property
    def changing(self) -> tuple[WhatIf, ...]:
        """Those that change the recommendation."""
        return tuple(item for item in self.what_ifs if item.choice.changes)


def run_what_ifs(
    result: Result, volume: str | None, leading: Sequence[str], *, threads: int | None = None
) -> StressTest | None:
    """Run the what-ifs of a result.

    Parameters
    ----------
    result : Result
    volume : str, optional
        Address of the volume: of a driver, or of the `initial` of one that grows.
    leading : sequence of str
        Addresses of inputs, those that move the difference most first.
    threads : int, optional
        Default: every processor. Changes no digit.

    Returns
    -------
    StressTest or None
        None where the scenario has nothing to stress.
    """
    settings = result.settings
    runner = PointRunner.checked(min(_FUTURES, settings.trajectories), settings.sampler, settings.seed, threads)
    whole, horizon = result.scenario, result.choice["horizon"]
    cases = list(_cases(result, volume, leading))
    if not cases:
        return None
    found: list[WhatIf] = []
    failed: list[tuple[str, str]] = []

    def small(scenario: Scenario) -> Scenario:
        return cut_down(scenario, whole.allowed, horizon)

    before, *_ = runner.run([small(whole)])
    for (kind, address, _), after in zip(cases, _each(runner, [small(case) for *_, case in cases]), strict=True):
        if isinstance(after, Totals):
            choice = stressed_choice(whole, result.finite, before, after, result.tally)
            found.append(WhatIf(kind, address, choice))
        else:
            failed.append((address, str(after).partition("\n")[0]))
    return StressTest(tuple(found), runner.trajectories, tuple(failed))


def _each(runner: PointRunner, scenarios: Sequence[Scenario]) -> Iterator[Totals | SimulationError]:
    """Yield what was found of each scenario, or why it cannot be run."""
    at = 0
    while at < len(scenarios):
        try:
            for totals in runner.run(scenarios[at:]):
                at += 1
                yield totals
        except SimulationError as error:
            at += 1
            yield error


def _cases(result: Result, volume: str | None, leading: Sequence[str]) -> Iterator[tuple[Kind, str, Scenario]]:
    scenario = result.scenario
    if volume is not None:
        yield "doubles", volume, scaled(scenario, volume, 2.0)
        yield "halves", volume, scaled(scenario, volume, 0.5)
    can = set(holdable(scenario))
    for address in [each for each in leading if each in can][:_INPUTS]:
        kind = _worst_tenth(result, address)
        if kind is not None:
            tenth = (0.0, _TENTH) if kind == "lowest" else (1.0 - _TENTH, 1.0)
            yield kind, address, hold(scenario, {address: tenth})
    recommended, runner_up = result.choice["recommended"], result.choice["runner_up"]
    paid = _compute_lines(scenario, recommended)
    # of the runner-up, what the recommended strategy does not pay too: a policy may begin as that
    others = [] if runner_up is None else [line for line in _compute_lines(scenario, runner_up) if line not in paid]
    for name, addresses in ((recommended, paid), (runner_up, others)):
        if addresses:
            yield "price", name, raised(scenario, dict.fromkeys(addresses, Rise(HIGHER)))


def _worst_tenth(result: Result, address: str) -> Literal["lowest", "highest"] | None:
    """Return the tenth of an input in which the recommended strategy leads its runner-up by less, in the sample."""
    choice, sample = result.choice, result.sample
    horizon = choice["horizon"]
    values = sample.inputs[horizon].get(address)
    if values is None or choice["runner_up"] is None:
        return None
    lead = sample.tco[choice["runner_up"], horizon] - sample.tco[choice["recommended"], horizon]
    few = max(1, round(_TENTH * values.size))
    order = np.argsort(values, kind="stable")
    low, high = lead[order[:few]].mean(), lead[order[-few:]].mean()
    return "lowest" if low < high else "highest"


def _compute_lines(scenario: Scenario, strategy: str) -> list[str]:
    """Return the addresses of a strategy's Compute lines that can be raised, each once."""
    lines = scenario.strategies[strategy].lines.values()
    raisable = (each for each in lines if each.category == "Compute" and not isinstance(each.timing, TakeOrPay))
    return list(dict.fromkeys(line.address for line in raisable))
