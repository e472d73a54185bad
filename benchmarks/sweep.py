"""A sweep of 200 points beside single runs of them: seconds for all, and that the numbers are the same."""

from __future__ import annotations

import time

from tcorisk import grid, load, simulate, sweep

ADDRESS = "drivers.requests_per_day.initial"
POINTS = 200
TRAJECTORIES = 100_000  # 131,072 with Sobol points
SINGLE = 8  # of the single runs, as many are timed


def main() -> None:
    """Compare the answers, then the times."""
    scenario = load("legal_startup")
    values = grid(400, 40_000, POINTS, log=True)
    simulate(scenario, 8192)  # compiles the kernel and builds the tables
    began = time.perf_counter()
    frame = sweep(scenario, {ADDRESS: values}, TRAJECTORIES)
    swept = time.perf_counter() - began
    chosen = values[:: POINTS // SINGLE]
    began = time.perf_counter()
    documents = [simulate(scenario.with_values({ADDRESS: value}), TRAJECTORIES).document for value in chosen]
    single = (time.perf_counter() - began) / len(chosen) * POINTS
    for value, document in zip(chosen, documents, strict=True):
        check(frame[frame[ADDRESS] == value].to_dict("records"), document)
    print(f"sweep of {POINTS} points, {document['run']['trajectories']:,} futures each: {swept:6.1f} s")
    print(f"the same as single runs (from {len(chosen)} of them):  {single:6.1f} s   {single / swept:.1f} x")


def check(rows: list[dict[str, object]], document: dict[str, dict]) -> None:
    """Stop unless a point's numbers are those of its single run, to the last bit."""
    for row in rows:
        numbers = document["strategies"][row["strategy"]]["horizons"][str(row["horizon"])]
        for key in ("mean", "p10", "p50", "p90"):
            if row[key] != numbers[key]:
                raise SystemExit(f"{row}: {key} is {numbers[key]} in a single run")


if __name__ == "__main__":
    main()
