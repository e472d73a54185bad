"""Lets the tests of this folder import what they share among them and with the tests of the scenarios."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "scenarios")]
