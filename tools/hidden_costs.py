"""Print what each cost line missing from a first estimate adds to the bill of a strategy.

    python tools/hidden_costs.py legal_startup self_hosted --first gpus --horizon 12

All lines except the first estimate's are switched off, then on again one by one, in file order, with the same random
numbers. Means add up to the full bill, to the cent; its P50 and P90 do not add up. The bill is cash: nominal, without
lost revenue and resale value.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from tcorisk import Scenario, load, simulate
from tcorisk.configs import Strategy


@dataclass(frozen=True)
class Step:
    """The monthly bill after a line is switched on, in hundredths of the currency.

    Attributes
    ----------
    line : str
        The line switched on; "buffer" for the buffer.
    adds : int
        Increase of the mean bill.
    mean, p50, p90 : int
        Of the bill with all lines switched on so far.
    """

    line: str
    adds: int
    mean: int
    p50: int
    p90: int


def hidden_costs(
    scenario: Scenario, strategy: str, first: list[str], horizon: int | None = None, trajectories: int = 2**16
) -> list[Step]:
    """Switch a strategy's lines on one after another.

    Parameters
    ----------
    scenario : Scenario
    strategy : str
    first : list of str
        Lines of the first estimate, which are never switched off.
    horizon : int, optional
        Months; default: the last one.
    trajectories : int
        Of each run; all runs use the same random numbers.

    Returns
    -------
    list of Step
        The lines of `first` together, then a step for each other line of the file except lost revenue.

    Raises
    ------
    KeyError
        If there is no such strategy, line or horizon.
    """
    horizon = scenario.horizons[-1] if horizon is None else horizon
    off = _switches(scenario.strategies[strategy])
    for name in first:
        del off[name]
    steps: list[Step] = []
    for name in (" + ".join(first), *list(off)):
        off.pop(name, None)
        document = simulate(scenario.with_values(dict(off.values())), trajectories).document
        cash = document["strategies"][strategy]["horizons"][str(horizon)]["cash"]
        mean, p50, p90 = (round(100.0 * cash[key] / horizon) for key in ("mean", "p50", "p90"))
        steps.append(Step(name, mean - (steps[-1].mean if steps else 0), mean, p50, p90))
    return steps


def _switches(strategy: Strategy) -> dict[str, tuple[str, float]]:
    """Return the setting that switches each line off, by line in file order."""
    lines = (line for line in strategy.lines.values() if line.category != "Opportunity")
    off = {line.name: (line.amount.address, 0.0) for line in lines}
    if strategy.buffer is not None:
        off["buffer"] = (strategy.buffer.share.address, 0.0)
    return off


def table(steps: list[Step]) -> str:
    """Return the steps as a Markdown table, in whole cents."""
    rows = ["| line | adds | bill, mean | P50 | P90 |", "| --- | ---: | ---: | ---: | ---: |"]
    for step in steps:
        figures = (f"{cents / 100:,.2f}" for cents in (step.adds, step.mean, step.p50, step.p90))
        rows.append(f"| {step.line.replace('_', ' ')} | {' | '.join(figures)} |")
    return "\n".join(rows)


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description="What each line adds to the first estimate, per month.")
    parser.add_argument("scenario", help="a bundled name or a file")
    parser.add_argument("strategy")
    parser.add_argument("--first", action="append", required=True, help="a line of the first estimate; repeatable")
    parser.add_argument("--horizon", type=int, help="months; default: the last horizon of the file")
    parser.add_argument("-n", type=int, default=2**16, help="trajectories")
    given = parser.parse_args()
    print(table(hidden_costs(load(given.scenario), given.strategy, given.first, given.horizon, given.n)))


if __name__ == "__main__":
    main()
