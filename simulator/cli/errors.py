"""How the command ends: exit codes, errors in words, and no traceback for a mistake of the user's."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

__all__ = ["FAILED", "INTERRUPTED", "WRONG", "Command"]

FAILED, WRONG, INTERRUPTED = 1, 2, 130


class Command(click.Group):
    """A click group that turns every way to end into an exit code and a line on standard error."""

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the command and leave the process."""
        extra.pop("standalone_mode", None)
        sys.exit(self._code(args, prog_name or "simulate", extra))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; a scenario in its place gets the option that it lacks."""
        name = args[0]
        is_scenario = name.endswith(".toml") or _is_bundled(name) or Path(name).is_file()
        if self.get_command(ctx, name) is None and is_scenario:
            raise click.UsageError(f"no such command: {name}\n  = help: did you mean simulate --config {name}?", ctx)
        return super().resolve_command(ctx, args)

    def _code(self, args: Sequence[str] | None, prog_name: str, extra: dict[str, Any]) -> int:
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
            if sys.stdout is not None:
                sys.stdout.flush()
            return code if isinstance(code, int) else 0
        except click.exceptions.Exit as ended:
            return ended.exit_code
        except click.UsageError as error:
            return _usage(error, prog_name)
        except click.ClickException as error:
            return _say(error.format_message(), WRONG)
        except (KeyboardInterrupt, click.Abort):
            return _say("interrupted", INTERRUPTED, "")
        except BrokenPipeError:
            _drop_output()  # `| head` has what it wanted
            return 0
        except OSError as error:
            _drop_output()
            return _say(f"the result cannot be written: {error.strerror or error}", FAILED)
        except MemoryError:
            return _say("not enough memory for this run", WRONG)
        except Exception as error:
            return _known(error)


def _is_bundled(name: str) -> bool:
    from ...configs import bundled

    return any(name == known for known, _ in bundled())


def _known(error: Exception) -> int:
    """Return the code of an error of this package, said on standard error; raise anything else again."""
    from ...configs import ConfigError

    if isinstance(error, ConfigError):
        return _say(str(error), WRONG, "")
    # an error of the engine can only come from an engine that is loaded: `check` never pays for numba here
    engine = sys.modules.get(f"{__package__.rpartition('.')[0]}.engine")
    if engine is not None and isinstance(error, engine.SimulationError):
        return _say(str(error), FAILED)
    if isinstance(error, ValueError | OverflowError):
        return _say(str(error), WRONG)
    raise error


def _usage(error: click.UsageError, prog_name: str) -> int:
    command = error.ctx.command_path if error.ctx is not None else prog_name
    message = error.format_message()
    hint = "" if "= help:" in message else f"\n  = help: {command} --help"
    return _say(message[:1].lower() + message[1:] + hint, error.exit_code)


def _say(message: str, code: int, prefix: str = "error: ") -> int:
    with contextlib.suppress(OSError):  # nobody is left to tell
        click.echo(f"{prefix}{message}", err=True)
    return code


def _drop_output() -> None:
    """Give what is still buffered to nobody: it would be flushed at exit, and fail a second time."""
    with contextlib.suppress(OSError, ValueError):  # ValueError: not a true file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
