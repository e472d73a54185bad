"""What holds for the tests of all folders: their order, and a garbage collector that looks less often."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: Folders whose files take a few seconds each.
SHORT = ("configs", "distributions")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put short files last: workers take a file at a time, and so they end together."""
    items.sort(key=lambda item: item.path.relative_to(HERE).parts[0] in SHORT)


def pytest_collection_finish() -> None:
    """Look less often for what nobody needs: it took a 20th of the time."""
    gc.set_threshold(10_000, 20, 50)
