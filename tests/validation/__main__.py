"""All of the validation, or some parts of it: `python tests/validation`, `python tests/validation published_cases`.

Published cases and claims take a minute, calibration and mutants half an hour each.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

#: Scripts of this folder, each a command of its own with options of its own.
PARTS = ("published_cases", "claims", "interval_coverage", "information_calibration", "flip_coverage", "mutants")


def main() -> None:
    """Run one after the other; fail if one does."""
    parser = argparse.ArgumentParser(prog="python tests/validation", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args().parts or PARTS
    if unknown := [part for part in asked if part not in PARTS]:
        parser.error(f"no part {unknown[0]}; there are {', '.join(PARTS)}")
    codes = []
    for part in asked:
        print(f"== {part}", flush=True)
        codes.append(subprocess.run([sys.executable, str(Path(__file__).with_name(f"{part}.py"))]).returncode)
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
