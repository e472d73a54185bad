"""Write the pictures at the top of the README, from a bundled scenario.

    python tools/make_pictures.py docs/pictures

Both show the same run of `legal_startup`. The same version of matplotlib writes the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tcorisk import load, simulate
from tcorisk.reports import charts

SCENARIO = "legal_startup"
PICTURES = ("first_estimate", "cumulative_cost")


def make_pictures(trajectories: int = 2**20) -> dict[str, bytes]:
    """Return the pictures as SVG, by file name."""
    result = simulate(load(SCENARIO), trajectories)
    drawn = {name: getattr(charts, name)(result) for name in PICTURES}
    return {f"{SCENARIO}_{name}.svg": charts.render(figure, "svg") for name, figure in drawn.items()}


def main() -> None:
    """Write them into the folder given as argument."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in make_pictures().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
