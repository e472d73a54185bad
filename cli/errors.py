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
from pathlib import Path
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from .completion import scenarios_like
from .options import quoted
from .output import note

__all__ = ["FAILED", "INTERRUPTED", "WRONG", "Command", "is_scenario", "stray"]

FAILED, WRONG, INTERRUPTED = 1, 2, 130

#: What takes a word that stands alone after these commands.
_INSTEAD = {"prices": "simulate prices --model {}", "scenarios": "simulate {} runs one; simulate scenarios lists all"}

#: What is meant by options that people know from elsewhere.
_KNOWN_ELSEWHERE = {"--json": "write --format json", "--check": "simulate check SCENARIO checks one"}


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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return commands and, as one of them may stand in their place, scenarios."""
        scenarios = [] if ctx.params.get("config") else scenarios_like(ctx, self.params[0], incomplete)
        return [*super().shell_complete(ctx, incomplete), *scenarios]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; what is none is explained."""
        name = args[0]
        if name == "%":
            raise click.UsageError("a space before the percent sign\n  = help: write --precision 0.5%", ctx)
        if self.get_command(ctx, name) is None and (ctx.params.get("config") is not None or _is_setting(name)):
            raise click.UsageError(stray(name, ctx.params.get("settings") or ()), ctx)
        if self.get_command(ctx, name) is None and (help := _meant(name, args[1:])):
            raise click.UsageError(f"no such command or scenario: {quoted(name)}\n  = help: {help}", ctx)
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
            return _known(error) or self._internal(error, sys.argv[1:] if args is None else args)

    def _internal(self, error: Exception, args: Sequence[str]) -> int:
        """Say that an error is one of this package, with its traceback under -v or where a command has no -v."""
        named = self.get_command(click.Context(self), args[0]) if args and args[0] in self.modules else self
        quiet = any(item.name == "verbose" for item in (named or self).params) and not {"-v", "--verbose"} & {*args}
        lines = "" if quiet else "".join(traceback.format_exception(error))
        help = "please report it, with the scenario and " + (
            "what the same command prints with -v" if quiet else "this"
        )
        message = f"an internal error, not one of the scenario: {type(error).__name__}: {error}\n  = help: {help}"
        return _say(f"{lines}error: {message}", FAILED, "")


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


def stray(word: str, settings: Sequence[str] = ()) -> str:
    """Return what is wrong with a word that no option takes, and what was probably meant by it.

    `settings` are the values of --set: one without `=` lacks this word.
    """
    if lacking := [text for text in settings if "=" not in text]:
        help = f"write --set {lacking[-1]}={word}"
    elif _is_setting(word):
        help = f"did you mean --set {word}? each value needs its own --set"
    elif re.fullmatch(r"[-+]?\d[\d_.]*", word):
        help = "an option takes one value: repeat it, as in --horizon 12 --horizon 24"
    elif is_scenario(word):
        help = "one scenario is run at a time: simulate compare A B compares two"
    else:
        help = "options begin with -- and a text with spaces needs quotes"
    return f"unexpected argument: {quoted(word)}\n  = help: {help}"


def _is_setting(word: str) -> bool:
    return re.match(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*=.", word) is not None


def _meant(name: str, rest: Sequence[str]) -> str | None:
    """Return what was meant by a word that is no command and no scenario; None where click knows better, or nobody."""
    from ..configs import bundled
    from ..configs.text.files import nearest_file
    from ..configs.text.spelling import nearest

    if name in ("simulate", "run"):
        return " ".join(["simulate", *rest])
    near = nearest_file(name) or nearest(name, [known for known, _ in bundled()])
    return None if near is None else f"did you mean {near}?"


def _known(error: Exception) -> int:
    """Print an error of this package and return its exit code; 0 for any other error."""
    from ..configs import ConfigError
    from ..simulator.engine.errors import SimulationError

    if isinstance(error, ConfigError):
        return _say(str(error), WRONG, "")
    if isinstance(error, SimulationError):
        return _say(str(error), FAILED)
    if isinstance(error, ValueError | OverflowError) and _refused(error):
        return _say(str(error), WRONG)
    return 0


def _refused(error: Exception) -> bool:
    """Return whether this package raised an error itself; one that Python or a library raised is a bug of ours."""
    *_, last = traceback.extract_tb(error.__traceback__)
    ours = Path(last.filename).resolve().is_relative_to(Path(__file__).resolve().parent.parent)
    return ours and (not last.line or last.line.startswith("raise"))


def _usage(error: click.UsageError, prog_name: str) -> int:
    command = error.ctx.command_path if error.ctx is not None else prog_name
    message = error.format_message()
    if extra := re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", message, re.DOTALL):
        word = extra[1].split(" ")[0]
        message = stray(word, () if error.ctx is None else error.ctx.params.get("settings") or ())
        if error.ctx is not None and (meant := _INSTEAD.get(error.ctx.info_name or "")):
            message = f"{message.partition(chr(10))[0]}\n  = help: {meant.format(word)}"
    if isinstance(error, click.NoSuchOption) and (known := _KNOWN_ELSEWHERE.get(error.option_name)):
        message = f"no such option: {error.option_name}\n  = help: {known}"
    hint = "" if "= help:" in message else f"\n  = help: {_example(error) or f'{command} --help'}"
    return _say(message[:1].lower() + message[1:] + hint, error.exit_code)


def _example(error: click.UsageError) -> str | None:
    """Return the first example of a command that lacks what it needs."""
    if not isinstance(error, click.MissingParameter) or error.ctx is None:
        return None
    found = re.search(r"^\s*(simulate .+)$", error.ctx.command.help or "", re.MULTILINE)
    return found and found[1]


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
