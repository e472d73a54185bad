"""The whole command: wall time and peak memory of the main job, of a long run, of the first run, of `--help`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [str(Path(sys.executable).with_name("simulate"))]
MAIN_JOB = ["--config", "legal_startup.toml", "--quiet"]


def main() -> None:
    """Print wall time and peak memory of each."""
    run([*MAIN_JOB, "--trajectories", "8192"])
    best = min(run([*MAIN_JOB, "--trajectories", str(2**20)]) for _ in range(3))
    print(f"main job, 2^20 trajectories, warm cache: {best[0]:.2f} s, {best[1]:.0f} MB")
    seconds, megabytes = run([*MAIN_JOB, "--trajectories", str(2**23)])
    print(f"the same, 2^23 trajectories:             {seconds:.2f} s, {megabytes:.0f} MB")
    print(f"--help:                                  {min(run(['--help'])[0] for _ in range(5)):.2f} s")
    with tempfile.TemporaryDirectory() as empty:
        seconds, _ = run([*MAIN_JOB, "--trajectories", "8192"], XDG_CACHE_HOME=empty)
    print(f"first run, compilation included:         {seconds:.1f} s")


def run(arguments: list[str], **environment: str) -> tuple[float, float]:
    """Run the command; return its seconds and its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment}
    )
    assert process.stderr is not None
    errors = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(errors)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes here
    return time.perf_counter() - start, usage.ru_maxrss / unit


if __name__ == "__main__":
    main()
