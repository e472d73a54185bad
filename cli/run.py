"""`simulate --config X`: runs a scenario and prints the answer."""

from __future__ import annotations

from .session import Session

__all__ = ["run"]


def run(session: Session) -> None:
    """Load, simulate, print.

    Raises
    ------
    click.UsageError, ConfigError, SimulationError, ValueError, OSError
        `errors.Command` puts them into words.
    """
    scenario = session.load()
    session.warn((warning.address, warning.message) for warning in scenario.warnings)
    from ..reports.terminal.default_table import table_lines
    from ..simulator.simulation import simulate

    result = session.run(simulate, scenario)
    trajectories = result.settings.trajectories
    session.finished(f"{trajectories:,} futures", trajectories)
    session.show(result.document, table_lines)
