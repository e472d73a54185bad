"""Print the figures that the documentation states; `python benchmarks/run.py peers` prints one of its parts."""

from __future__ import annotations

import sys

import command
import growth_of_time
import limits
import peers
import precision
import sweep

PARTS = {
    "peers": peers.main,
    "limits": limits.main,
    "precision": precision.main,
    "command": command.main,
    "sweep": sweep.main,
    "growth": growth_of_time.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        print(f"== {name}")
        PARTS[name]()
