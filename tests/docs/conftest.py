"""Lets the tests of this folder import what they share, and keeps apart what the examples of a page change."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from tcorisk.distributions import LAWS
from tcorisk.simulator.lowering.lines import TIMINGS


@pytest.fixture
def registries() -> Iterator[None]:
    """Take back what an example registers."""
    kept = [(registry, dict(registry)) for registry in (LAWS, TIMINGS)]
    yield
    for registry, before in kept:
        registry.clear()
        registry.update(before)  # type: ignore[arg-type]
