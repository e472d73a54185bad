"""The whole command, in processor time and as a ratio to `import numba, numpy`; then a small run part by part."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

#: What the installed `simulate` runs; it need not be installed.
COMMAND = [sys.executable, "-c", "from tcorisk.cli import main; main()"]
LEGAL = ["--config", "legal_startup.toml", "--quiet"]
ROUNDS = 5

#: Where a small run spends its time, each part on top of those before it.
PARTS = {
    "start of Python": "",
    "import of the package": "import tcorisk",
    "reading the scenario": "from tcorisk import load; scenario = load('legal_startup')",
    "lowering it": "from tcorisk.simulator import lower; lower(scenario)",
    "a run of 8,192 futures": "from tcorisk import simulate; result = simulate(scenario, 8192, threads=1)",
    "its document": "result.document",
    "the same run again": "result = simulate(scenario, 8192, threads=1)",
    "its document again": "result.document",
    "a changed value, 16,384 futures": (
        "changed = scenario.with_values({'drivers.requests_per_day.initial': 3_000.0})\n"
        "simulate(changed, 16_384, threads=1).document"
    ),
}


class Cost(NamedTuple):
    """What a process took: processor and wall seconds, peak memory in MB."""

    processor: float
    wall: float
    megabytes: float


def main() -> None:
    """Print processor time, wall time and peak memory of each; they take turns, so that a busy minute hits all."""
    whole = {
        "import numba, numpy": [sys.executable, "-c", "import numba, numpy"],
        "simulate --help": [*COMMAND, "--help"],
        "check": [*COMMAND, "check", *LEGAL[:2]],
        "8,192 futures": [*COMMAND, *LEGAL, "-n", "8192"],
        "1,048,576 futures": [*COMMAND, *LEGAL, "-n", "1048576"],
    }
    run(whole["8,192 futures"])
    found = {name: Cost(float("inf"), float("inf"), 0.0) for name in whole}
    for _ in range(ROUNDS):
        for name, command in whole.items():
            found[name] = better(found[name], run(command))
    with tempfile.TemporaryDirectory() as empty:
        found["first run of 8,192, compiled"] = run(whole["8,192 futures"], XDG_CACHE_HOME=empty)
    found["8,388,608 futures"] = run([*COMMAND, *LEGAL, "-n", "8388608"])
    unit = found["import numba, numpy"].processor
    print(f"{'legal_startup':<30} processor, s   x import numba   wall, s   peak, MB")
    for name, cost in found.items():
        ratio = cost.processor / unit
        print(f"{name:<30} {cost.processor:>12.2f}   {ratio:>14.1f}   {cost.wall:>7.2f}   {cost.megabytes:>8.0f}")
    print("\na small run, part by part: processor ms")
    before = 0.0
    for name, seconds in parts().items():
        print(f"{name:<30} {(seconds - before) * 1e3:>8.0f}")
        before = seconds


def better(one: Cost, other: Cost) -> Cost:
    """Return the lesser times, and the larger memory."""
    return Cost(min(one.processor, other.processor), min(one.wall, other.wall), max(one.megabytes, other.megabytes))


def run(command: list[str], **environment: str) -> Cost:
    """Run a command; return what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment}
    )
    assert process.stderr is not None
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(errors)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes here
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / unit)


def parts() -> dict[str, float]:
    """Return the processor seconds of a process when each part of a small run has ended, the least of several."""
    lines = ["import time", "at = []"]
    for code in PARTS.values():
        lines += [code, "at.append(time.process_time())"]
    lines.append("print(*at)")
    least = [float("inf")] * len(PARTS)
    for _ in range(ROUNDS):
        done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
        least = [min(a, float(b)) for a, b in zip(least, done.stdout.split(), strict=True)]
    return dict(zip(PARTS, least, strict=True))


if __name__ == "__main__":
    main()
