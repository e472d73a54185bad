"""Runs the command inside this process, and small scenarios to run it on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tcorisk.cli import main

SMALL = """schema = 1
title = "Small"
currency = "USD"
horizons = [6, 12]

[drivers]
requests = "3_000 to 9_000"

[strategies.api]
label = "API"
kind = "api"
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests * to(0.5, 1.5)"

[strategies.own]
label = "Own"
kind = "self_hosted"
[strategies.own.costs.gpus]
category = "Compute"
monthly = { dist = "normal", mean = 6_000, sd = 900, min = 0 }
[strategies.own.costs.incidents]
category = "Incidents"
events_per_month = 0.25
per_event = "2_000 to 40_000"
"""

Invoke = Callable[..., Result]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Return a function that runs the command with these arguments."""
    # After an interrupt the command ends its process at once if a thread still runs: here that is the tests' own.
    monkeypatch.setattr("threading.active_count", lambda: 1)

    def run(*arguments: str, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(main, list(arguments), input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the path of a small scenario."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL, "utf-8")
    return path
