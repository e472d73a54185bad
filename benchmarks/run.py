"""Print the figures that the README states; `python benchmarks/run.py speed` prints one of its parts."""

from __future__ import annotations

import sys

import command
import growth_of_time
import precision
import speed
import sweep

PARTS = {
    "speed": speed.main,
    "precision": precision.main,
    "command": command.main,
    "sweep": sweep.main,
    "growth": growth_of_time.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        print(f"== {name}")
        PARTS[name]()
