"""What it is worth to know more before deciding, in the scenario's currency.

===========  ==========================================================================================================
EVPI         expected value of perfect information: of knowing everything; no pilot, quote or test is worth more
EVPPI        of knowing some inputs exactly, all else as uncertain as before
EVSI         of a sample: some months of data on one input, each with an error
===========  ==========================================================================================================

Who decides takes the strategy of least expected total cost; knowing more is worth what it saves by changing that
choice, and nothing where it cannot change it. EVPPI and EVSI are estimated by a policy, so they are lower limits.

Source: H. Raiffa and R. Schlaifer, *Applied statistical decision theory* (1961); for the estimates,
`sensitivity.regression`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from os import PathLike

import numpy as np

from ...configs import Growth, Number, Quantity, Scenario, Source
from ...configs.text.unknown import unknown
from ...distributions.special import ndtri
from ..arguments import as_scenario, whole_number
from ..result import Result
from ..studies.choices import choose_strategy
from .estimates import Estimate
from .regression import perfect_information, value_of_knowing
from .survey import DEFAULT_TRAJECTORIES, Survey, take_survey

__all__ = ["evpi", "evppi", "evsi"]


def evpi(
    what: Scenario | Result | str | PathLike[str],
    *,
    strategy: str | None = None,
    horizon: int | None = None,
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int | None = None,
    threads: int | None = None,
) -> Estimate:
    """Return the expected value of perfect information.

    Parameters
    ----------
    what : Scenario, Result, str or path
        A scenario, or what `load` takes. Of a result its scenario and its seed are taken; the sample is drawn again.
    strategy : str, optional
        The decision is between it and the baseline; default: between all strategies that are not barred.
    horizon : int, optional
        Months; default: the scenario's last.
    trajectories : int
        Rounded up to 8,192 x 2^k, at most 2^20.
    seed : int, optional
        Default: 0, or the result's.
    threads : int, optional
        Default: every processor.

    Returns
    -------
    Estimate
        `value` and `se`, in the scenario's currency, as present value.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    SimulationError
        If some future has no finite cost.
    """
    return perfect_information(_survey(what, strategy, horizon, trajectories, seed, threads).costs)


def evppi(
    what: Scenario | Result | str | PathLike[str],
    addresses: str | Iterable[str],
    *,
    strategy: str | None = None,
    horizon: int | None = None,
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int | None = None,
    threads: int | None = None,
) -> Estimate:
    """Return the expected value of knowing some inputs exactly before deciding: from 0 to the EVPI.

    It is what a policy learnt from simulated futures saves, so a lower limit: of one input a close one, of many inputs
    that matter by their interplay a loose one. All uncertain inputs together are worth the EVPI.

    Parameters
    ----------
    what : Scenario, Result, str or path
    addresses : str or iterable of str
        One input, or several known together. An address also means every input under it. A process's path and a
        line's events are known through one number, their mean or total: a lower limit of knowing them month by month.
    strategy, horizon, trajectories, seed, threads
        As in `evpi`.

    Raises
    ------
    ValueError
        If there is no uncertain input at an address, or an argument is out of its range.
    """
    survey = _survey(what, strategy, horizon, trajectories, seed, threads)
    inputs = survey.resolve([addresses] if isinstance(addresses, str) else addresses)
    known = {item.address: survey.values(item.address) for item in inputs}
    return survey.worth_knowing(known, perfect_information(survey.costs))


def evsi(
    what: Scenario | Result | str | PathLike[str],
    address: str,
    months: int,
    *,
    noise: float | None = None,
    volatility: float | None = None,
    logarithm: bool | None = None,
    strategy: str | None = None,
    horizon: int | None = None,
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int | None = None,
    threads: int | None = None,
) -> Estimate:
    """Return the expected value of some months of data on one input, before deciding.

    Each month shows the input with an error: normal on the logarithm of the input (or on itself), independent from
    month to month with sd `noise`, and with a random walk of sd `volatility` a month from the second month on, as in
    a growth process. The best weighted mean of the months then says all that they say. It is simulated beside the
    sample, and costs are regressed on it (M. Strong, J. E. Oakley, A. Brennan and P. Breeze, 2015): no assumption
    about the law of the input, and as many months as wanted at no further cost. Growth is taken as known.

    Parameters
    ----------
    what : Scenario, Result, str or path
    address : str
        An input that is drawn once a trajectory.
    months : int
        From 0 up.
    noise, volatility : float, optional
        Default: those of the growth process whose `initial` the input is; elsewhere `noise` has to be given, and
        volatility is 0.
    logarithm : bool, optional
        Whether both are of the input's logarithm; default: where all its values are positive.
    strategy, horizon, trajectories, seed, threads
        As in `evpi`.

    Raises
    ------
    ValueError
        If the input is not drawn once, nothing says how good a month of data is, or an argument is out of its range.
    """
    months = operator.index(months)
    if months < 0:
        raise ValueError(f"months needs to be 0 or more, got {months}")
    survey = _survey(what, strategy, horizon, trajectories, seed, threads)
    item = survey.inputs.get(address)
    if item is None:
        raise unknown("uncertain input at", address, survey.inputs)
    if item.kind != "value":
        raise ValueError(f"{address} is not one number in each future: data can be about one that is drawn once")
    error = _months_error(survey.scenario, address, months, noise, volatility)
    if months == 0:
        return Estimate(0.0, 0.0)
    x = survey.drawn[address]
    if logarithm is None:
        logarithm = bool(np.all(x > 0.0))
    if logarithm and not np.all(x > 0.0):
        raise ValueError(f"{address} is not always positive: logarithm needs to be False")
    scale = np.log(x) if logarithm else x
    data = scale + error * ndtri(survey.paired.spare(x.size))
    return value_of_knowing([data], survey.costs, perfect_information(survey.costs))


def _survey(
    what: Scenario | Result | str | PathLike[str],
    strategy: str | None,
    horizon: int | None,
    trajectories: int,
    seed: int | None,
    threads: int | None,
) -> Survey:
    scenario = what.scenario if isinstance(what, Result) else as_scenario(what)
    if seed is None:
        seed = what.settings.seed if isinstance(what, Result) else 0
    wanted: Sequence[str] = scenario.allowed
    if strategy is not None:
        wanted = [scenario.baseline, choose_strategy(scenario, strategy)]
    seed = whole_number(seed, "seed")
    return take_survey(scenario, wanted, horizon=horizon, trajectories=trajectories, seed=seed, threads=threads)


def _months_error(
    scenario: Scenario, address: str, months: int, noise: float | None, volatility: float | None
) -> float:
    """Return the sd of what the best weighted mean of the months is off by."""
    process = _growth_beginning_at(scenario, address)
    if process is not None:
        noise = _number(process.noise) if noise is None else noise
        volatility = _number(process.volatility) if volatility is None else volatility
    if noise is None:
        raise ValueError(f"noise needs to be given: nothing says how far one month of data on {address} is off")
    volatility = volatility or 0.0
    if not (noise >= 0.0 and volatility >= 0.0):
        raise ValueError(f"noise and volatility need to be 0 or more, got {noise} and {volatility}")
    if noise == 0.0:
        return 0.0  # the first month shows it
    steps = np.arange(months)
    covariance = noise**2 * np.eye(months) + volatility**2 * np.minimum.outer(steps, steps)
    return float(np.sum(np.linalg.solve(covariance, np.ones(months))) ** -0.5) if months else np.inf


def _growth_beginning_at(scenario: Scenario, address: str) -> Growth | None:
    sources: list[Source] = list(scenario.drivers.values())
    for strategy in scenario.strategies.values():
        sources += strategy.inputs.values()
    growing = (source for source in sources if isinstance(source, Growth))
    return next((process for process in growing if process.initial.address == address), None)


def _number(quantity: Quantity) -> float | None:
    """Return a quantity that is a plain number; None for any other."""
    return quantity.expression.value if isinstance(quantity.expression, Number) else None
