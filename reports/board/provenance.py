"""Where a report comes from: everything it takes to make the same again."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath

from ...configs import Scenario
from ..words.layout import clean
from .board import Board
from .reproduce import report_command

__all__ = ["provenance"]

_LIBRARIES = ("numpy", "scipy", "numba", "pandas")


def provenance(board: Board) -> tuple[tuple[str, str], ...]:
    """Return headings and words: scenario, hash, seed, versions, day, and the command that makes the same again.

    Of a file only the name is shown, not its folder.
    """
    scenario, run = board.scenario, board.document["run"]
    found = [("Scenario", clean(scenario.title) or clean(scenario.name)), ("Read from", _origin(scenario))]
    if scenario.origin is not None and scenario.origin.contents:
        files = sorted(PurePath(name).name for name in scenario.origin.contents)
        found.append(("Data files", clean(", ".join(files))))
    if scenario.origin is not None and scenario.origin.settings:
        overridden = [".".join(path) for path in scenario.origin.settings]
        found.append(("Set for this run", clean(", ".join(overridden))))
    found += [
        ("Hash of the config (SHA-256)", scenario.sha256),
        ("Futures", f"{run['trajectories']:,}"),
        ("Sampler", run["sampler"]),
        ("Seed", str(run["seed"])),
        ("Version", f"tcorisk {run['version']}, streams {run['stream_version']}"),
        ("Python", platform.python_version()),
        ("Libraries", ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)),
        ("Day of the report", board.made.isoformat()),
    ]
    command = report_command(board)
    return (*found, *([("To reproduce", command)] if command else []))


def _origin(scenario: Scenario) -> str:
    if scenario.origin is None:
        return "a scenario made in Python"
    source = scenario.origin.source
    if source.origin.startswith("file "):
        return clean(f"file {PurePath(source.place).name}")
    return clean(source.origin)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"
