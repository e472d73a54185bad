"""How the command ends: exit codes, errors in words, and no traceback for a user's mistake."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import click

from .options import quoted
from .output import note

__all__ = ["FAILED", "INTERRUPTED", "WRONG", "Command", "is_scenario", "stray"]

FAILED, WRONG, INTERRUPTED = 1, 2, 130


class Command(click.Group):
    """A click group that turns every ending into an exit code and a message on standard error.

    Parameters
    ----------
    modules : sequence of str
        Modules of this folder, each with a command of its name: imported when it is called, or listed.
    """

    def __init__(self, *, modules: Sequence[str] = (), **named: Any) -> None:
        super().__init__(commands={name: click.Command(name) for name in modules}, **named)
        self.modules = modules

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name, if there is one."""
        if cmd_name in self.modules:
            self.commands[cmd_name] = getattr(importlib.import_module(f"{__package__}.{cmd_name}"), cmd_name)
        return self.commands.get(cmd_name)

    def main(  # type: ignore[override]  # it never returns: an ending is an exit code
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run the command and exit the process."""
        extra.pop("standalone_mode", None)
        code = self._code(args, prog_name or "simulate", extra)
        if code == INTERRUPTED and threading.active_count() > 1:
            os._exit(code)  # Python would wait for the blocks that are still running, which nobody will see
        sys.exit(code)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse the options; `--help` prints at this point."""
        with _pipe_may_close():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _pipe_may_close():
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; a scenario in the place of a command is the one to run: `simulate mine.toml -n 1e6`."""
        rest = self.make_parser(ctx).parse_args(args=list(args))[1]
        if rest and self.get_command(ctx, rest[0]) is None and is_scenario(rest[0]):
            if len(rest) > 1 and self.get_command(ctx, rest[1]) is not None:
                raise click.UsageError(f"the command comes first\n  = help: simulate {rest[1]} {rest[0]}", ctx)
            before = args[: len(args) - len(rest)]
            if not {"-c", "--config"} & {part.partition("=")[0] for part in before}:
                args = [*before, "--config", *rest]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; what is none is explained."""
        name = args[0]
        if name == "%":
            raise click.UsageError("a space before the percent sign\n  = help: write --precision 0.5%", ctx)
        if self.get_command(ctx, name) is None and (ctx.params.get("config") is not None or _is_setting(name)):
            raise click.UsageError(stray(name), ctx)
        if self.get_command(ctx, name) is None and (near := _nearest_scenario(name)):
            raise click.UsageError(f"no such command or scenario: {name}\n  = help: did you mean {near}?", ctx)
        return super().resolve_command(ctx, args)

    def _code(self, args: Sequence[str] | None, prog_name: str, extra: dict[str, Any]) -> int:
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
            if not code and sys.stdout is None:  # click ignores a closed output of `--help`
                raise OSError("standard output is closed")
            return code if isinstance(code, int) else 0
        except click.exceptions.Exit as ended:
            return ended.exit_code
        except click.UsageError as error:
            return _usage(error, prog_name)
        except click.ClickException as error:
            return _say(error.format_message(), WRONG)
        except (KeyboardInterrupt, click.Abort):
            return _say("interrupted", INTERRUPTED, "")
        except ImportError as error:
            return _say(_unloaded(error), FAILED)
        except OSError as error:
            if _importing(error):
                return _say(_unloaded(error), FAILED)
            _drop_output()
            return _say(f"the result cannot be written: {error.strerror or error}", FAILED)
        except MemoryError:
            return _say("not enough memory for this run", WRONG)
        except Exception as error:
            return _known(error)


def _importing(error: BaseException) -> bool:
    """Return whether an error came out of an import: a library that is missing or damaged on disk."""
    return any(frame.name == "<module>" for frame in traceback.extract_tb(error.__traceback__))


def _unloaded(error: Exception) -> str:
    return (
        f"a library cannot be loaded: {error}\n"
        f"  = help: {sys.executable} -m pip install --force-reinstall tcorisk    repairs the installation"
    )


@contextlib.contextmanager
def _pipe_may_close() -> Iterator[None]:
    """End quietly if the reader of a pipe has closed it, as `| head` does."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        raise click.exceptions.Exit(0) from None


def is_scenario(name: str) -> bool:
    """Tell whether a word names a scenario: a file, standard input, or a bundled one."""
    from ..configs import bundled

    return name == "-" or name.endswith(".toml") or any(name == known for known, _ in bundled()) or _is_file(name)


def _is_file(name: str) -> bool:
    try:
        return os.path.isfile(name)
    except ValueError:  # a character that no file name has
        return False


def stray(word: str) -> str:
    """Return what is wrong with a word that no option takes, and what was probably meant by it."""
    if _is_setting(word):
        help = f"did you mean --set {word}? each value needs its own --set"
    elif is_scenario(word):
        help = "one scenario is run at a time: simulate compare A B compares two"
    else:
        help = "options begin with -- and a text with spaces needs quotes"
    return f"unexpected argument: {quoted(word)}\n  = help: {help}"


def _is_setting(word: str) -> bool:
    return re.match(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*=.", word) is not None


def _nearest_scenario(name: str) -> str | None:
    from ..configs import bundled
    from ..configs.text.spelling import nearest

    return nearest(name, [known for known, _ in bundled()])


def _known(error: Exception) -> int:
    """Print an error of this package and return its exit code; raise any other error again."""
    from ..configs import ConfigError
    from ..simulator.engine.errors import SimulationError

    if isinstance(error, ConfigError):
        return _say(str(error), WRONG, "")
    if isinstance(error, SimulationError):
        return _say(str(error), FAILED)
    if isinstance(error, ValueError | OverflowError):
        return _say(str(error), WRONG)
    raise error


def _usage(error: click.UsageError, prog_name: str) -> int:
    command = error.ctx.command_path if error.ctx is not None else prog_name
    message = error.format_message()
    if extra := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", message, re.DOTALL):
        message = stray(extra[1].split(" ")[0])
    hint = "" if "= help:" in message else f"\n  = help: {command} --help"
    return _say(message[:1].lower() + message[1:] + hint, error.exit_code)


def _say(message: str, code: int, prefix: str = "error: ") -> int:
    with contextlib.suppress(OSError):  # standard error is closed too
        note(f"{prefix}{message}")
    return code


def _drop_output() -> None:
    """Discard buffered output: flushing it at exit would fail a second time."""
    if sys.stdout is None:  # closed before the start
        return
    with contextlib.suppress(OSError, ValueError):  # ValueError: not a real file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
