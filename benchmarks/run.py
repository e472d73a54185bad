"""Print the figures that the project promises: `python benchmarks/run.py [speed] [precision] [command] [sweep]`."""

from __future__ import annotations

import sys

import command
import precision
import speed
import sweep

PARTS = {"speed": speed.main, "precision": precision.main, "command": command.main, "sweep": sweep.main}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        print(f"== {name}")
        PARTS[name]()
