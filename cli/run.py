"""`simulate --config X`: runs a scenario and prints the answer."""

from __future__ import annotations

from typing import Any

from .progress import ProgressLine
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
    from ..reports.words.reached import error_so_far, reached
    from ..reports.words.view import View
    from ..simulator.precision import Precision
    from ..simulator.simulation import simulate

    def study(*arguments: Any, progress: ProgressLine | None, **options: Any) -> Any:
        def show(look: Precision) -> None:
            if progress is not None:
                progress.beside = error_so_far(look.document)

        return simulate(*arguments, **options, progress=progress, on_precision=show)

    result = session.run(study, scenario)
    trajectories = result.settings.trajectories
    session.finished(f"{trajectories:,} futures", trajectories)
    if session.output == "json" and session.precision is not None:
        session.say(reached(View(result.document, 80)))
    session.show(result.document, table_lines)
