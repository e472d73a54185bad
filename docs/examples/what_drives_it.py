"""What drives a decision, as a memo of one page: where it changes, which inputs matter, what it is worth to know more.

Run it as it is, or put your own file and addresses in place of those below:

    python docs/examples/what_drives_it.py
    python docs/examples/what_drives_it.py --trajectories 1_000_000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from tcorisk import Scenario, crossover, evpi, evppi, evsi, grid, load, sensitivity, sweep

CONFIG = "two_year_exercise"
STRATEGY = "self_hosted"  # compared with the scenario's baseline
VOLUME = "drivers.requests_per_day"
LOW, HIGH = 10_000, 100_000  # requests a day
LOGS = ("drivers.input_tokens", "drivers.output_tokens")  # what the logs would show
PILOT = "strategies.self_hosted.inputs.upkeep_share"  # what a pilot would show
PILOT_MONTHS, PILOT_ERROR = 3, 0.3  # one month of a pilot is 30 % off (sd of the logarithm)


def volume(scenario: Scenario, trajectories: int) -> Iterator[str]:
    """Yield the cost of both over the range of volumes, and where the answer changes."""
    baseline, horizon = scenario.baseline, scenario.horizons[-1]
    points = sweep(scenario, {VOLUME: grid(LOW, HIGH, 7)}, trajectories)
    points = points[points["horizon"] == horizon].set_index([VOLUME, "strategy"])
    yield f"Total cost over {horizon} months, {scenario.currency}: half of all futures cost less."
    yield f"{'requests a day':>16}{baseline:>14}{STRATEGY:>14}{'cheaper in':>14}"
    for requests in points.index.unique(VOLUME):
        theirs, ours = points.loc[(requests, baseline)], points.loc[(requests, STRATEGY)]
        yield f"{requests:16,.0f}{theirs['p50']:14,.0f}{ours['p50']:14,.0f}{ours['p_beats']:14.1%}"
    for probability in (0.5, 0.9):
        found = crossover(
            scenario, VOLUME, LOW, HIGH, strategy=STRATEGY, probability=probability, trajectories=trajectories
        )
        where = f"at {found.value:,.0f} requests a day" if found.value is not None else f"nowhere: {found.reason}"
        yield f"{STRATEGY} is the cheaper one in {probability:.0%} of all futures {where}."


def drivers(scenario: Scenario, trajectories: int) -> Iterator[str]:
    """Yield the five inputs that matter most, with the saving at both ends of their range."""
    found = sensitivity(scenario, STRATEGY, trajectories=trajectories)
    yield f"What {STRATEGY} saves: {found.mean:,.0f} on average. By input, in its lowest and in its highest tenth:"
    yield f"{'':52}{'lowest':>12}{'highest':>12}{'alone':>9}"
    for item in found.inputs[:5]:
        yield f"  {item.address:50}{item.low:12,.0f}{item.high:12,.0f}{item.first_order.value:9.0%}"


def knowledge(scenario: Scenario, trajectories: int) -> Iterator[str]:
    """Yield what it is worth to know more before choosing."""
    worth = {
        "everything": evpi(scenario, strategy=STRATEGY, trajectories=trajectories),
        "tokens of a request, from the logs": evppi(scenario, LOGS, strategy=STRATEGY, trajectories=trajectories),
        "work for the upkeep, exactly": evppi(scenario, PILOT, strategy=STRATEGY, trajectories=trajectories),
        f"the same from {PILOT_MONTHS} months of a pilot": evsi(
            scenario, PILOT, PILOT_MONTHS, noise=PILOT_ERROR, strategy=STRATEGY, trajectories=trajectories
        ),
    }
    yield f"Worth knowing before choosing, {scenario.currency} (standard error):"
    for what, found in worth.items():
        yield f"  {what:50}{found.value:12,.0f}  ({found.se:,.0f})"


def memo(trajectories: int) -> str:
    """Return the memo.

    Parameters
    ----------
    trajectories : int
        Futures at each point and of each sample; rounded up.
    """
    scenario = load(CONFIG)
    sections = (part(scenario, trajectories) for part in (volume, drivers, knowledge))
    return "\n\n".join([scenario.title, *("\n".join(lines) for lines in sections)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the memo."""
    parser = argparse.ArgumentParser(description="What drives a decision, as a memo of one page.")
    parser.add_argument("--trajectories", type=int, default=2**16, help="futures at each point: 65,536 by default")
    print(memo(parser.parse_args(arguments).trajectories))


if __name__ == "__main__":
    main()
