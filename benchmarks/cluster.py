"""A run and a sweep on Dask workers of this machine: the same bytes, bytes moved, seconds for 1, 2, ... workers.

    python benchmarks/cluster.py run 1e8 1 2        futures, numbers of workers
    python benchmarks/cluster.py sweep 10_000 2     points of 8,192 futures, numbers of workers

With two workers or more, two are killed on the way, and each time is given with and without.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import dask
from distributed import Client, LocalCluster

from tcorisk import grid, load, simulate, sweep
from tcorisk.configs import loads
from tcorisk.simulator.engine import apart
from tcorisk.simulator.studies import sweep_away

#: Little to compute, so that the number of futures counts, and what is moved.
TINY = """schema = 1
title = "Tiny"
currency = "USD"
horizons = [1]
[strategies.a.costs.x]
category = "Compute"
monthly = "40 to 90"
[strategies.b.costs.x]
category = "Compute"
monthly = "30 to 110"
"""


class Meter:
    """Counts pieces and the bytes that go out and come back, as they are pickled."""

    def __init__(self) -> None:
        self.pieces = self.out = self.back = 0

    def watch(self, client: Client) -> None:
        """Count what this client submits and what the engine is answered."""
        submit, run_away = client.submit, apart.run_away

        def submitting(function: Callable[..., Any], *arguments: Any, **settings: Any) -> Any:
            plain = [x for x in arguments if isinstance(x, bytes | str | tuple)]  # the rest are Dask's references
            self.out += len(pickle.dumps(plain, protocol=5))
            return submit(function, *arguments, **settings)

        def answered(*arguments: Any) -> Iterator[Any]:
            for piece, found in run_away(*arguments):
                self.pieces += 1
                self.back += len(pickle.dumps(found, protocol=5))
                yield piece, found

        client.submit = submitting
        self.run_away = run_away
        apart.run_away = sweep_away.run_away = answered

    def unwatch(self) -> None:
        """Count no more."""
        apart.run_away = sweep_away.run_away = self.run_away


def killing(client: Client, wanted: int) -> Callable[[int, int], None]:
    """Return a progress callable that kills a worker at a third of a run and another at two thirds."""
    killed: list[int] = []

    def told(done: int, of: int) -> None:
        if len(killed) < wanted and done >= of * (len(killed) + 1) // 3:
            pids = [pid for pid in client.run(os.getpid).values() if pid not in killed]
            if pids:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

    return told


def measure(what: Callable[..., str], futures: int, workers: int, kills: int, truth: str | None) -> tuple[str, float]:
    """Run `what(executor=, progress=)` on a fresh cluster; print the figures, and return its answer and seconds."""
    meter = Meter()
    dask.config.set({"distributed.deploy.lost-worker-timeout": "600s"})  # a busy machine takes longer than 15 s
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL"
        ) as cluster,
        Client(cluster) as client,
    ):
        what(executor=client, progress=None, warm=True)
        meter.watch(client)
        began = time.perf_counter()
        answer = what(executor=client, progress=killing(client, kills), warm=False)
        seconds = time.perf_counter() - began
        meter.unwatch()
    if truth is not None and answer != truth:
        raise SystemExit("the cluster's answer is another one")
    blocks = futures / 8192
    print(
        f"{workers} workers, {kills} killed: {seconds:8.1f} s  {futures / seconds:12,.0f} futures a second  "
        f"{meter.pieces:6,} pieces  out {meter.out / 1e6:8.2f} MB ({meter.out / blocks:,.0f} bytes for each 8,192)  "
        f"back {meter.back / 1e6:9.2f} MB ({meter.back / blocks:,.0f})",
        flush=True,
    )
    return answer, seconds


def run(count: str, *workers: str) -> None:
    """Time a run of many futures of the tiny scenario, or of a bundled one: `legal_startup:1e7`."""
    name, _, number = count.rpartition(":")
    scenario, futures = (load(name) if name else loads(TINY)), int(float(number.replace("_", "")))

    def what(executor: Any, progress: Any, warm: bool) -> str:
        return json.dumps(simulate(scenario, 8192 if warm else futures, executor=executor, progress=progress).document)

    simulate(scenario, 8192)
    began = time.perf_counter()
    result = simulate(scenario, futures)
    seconds = time.perf_counter() - began
    ran = result.settings.trajectories
    print(
        f"{ran:,} futures; threads of this process: {seconds:.1f} s, {ran / seconds:,.0f} futures a second", flush=True
    )
    for number in workers:
        for kills in (0, 2) if int(number) > 1 else (0,):
            measure(what, ran, int(number), kills, json.dumps(result.document))


def sweeps(count: str, *workers: str) -> None:
    """Time a sweep of many points of the tiny scenario."""
    points = int(float(count.replace("_", "")))
    scenario = loads(TINY)
    values = grid(10, 100, points, log=True)

    def what(executor: Any, progress: Any, warm: bool) -> str:
        axes = {"strategies.a.costs.x.monthly": values[:4] if warm else values}
        return str(sweep(scenario, axes, 8192, executor=executor, progress=progress).to_csv())

    began = time.perf_counter()
    truth = what(None, None, False)
    print(f"{points:,} points of 8,192 futures, here: {time.perf_counter() - began:.1f} s", flush=True)
    for number in workers:
        for kills in (0, 2) if int(number) > 1 else (0,):
            measure(what, 8192 * points, int(number), kills, truth)


if __name__ == "__main__":
    {"run": run, "sweep": sweeps}[sys.argv[1]](*sys.argv[2:])
