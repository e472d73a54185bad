"""What all commands share: the scenario, the settings of a run, notes about it, and the output."""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from .output import is_terminal, note, page_width, print_data, print_lines, require_output
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..configs import Problem, Scenario
    from ..reports.words.view import TextLine

__all__ = ["Session", "counted", "in_session", "parse_settings", "settle_libraries", "today"]

P = ParamSpec("P")
Found = TypeVar("Found")


@dataclass(slots=True)
class Session:
    """The values of the shared options, and what commands do with them.

    Attributes
    ----------
    config : str or None
        The scenario: a path, `-` or the name of a bundled one.
    settings : tuple of str
        `ADDRESS=VALUE`, as typed.
    horizons : tuple of int
        Months; empty for the scenario's own.
    trajectories, precision, seed, sampler, threads
        Settings of a run; None for what the command does not set.
    cluster : str or None
        Address of a Dask scheduler, whose workers do the work.
    output : str
        `table` or `json`.
    quiet, verbose : bool
    """

    config: str | None = None
    settings: tuple[str, ...] = ()
    horizons: tuple[int, ...] = ()
    trajectories: int | None = None
    precision: float | None = None
    seed: int = 0
    sampler: str | None = None
    threads: int | None = None
    cluster: str | None = None
    output: str = "table"
    quiet: bool = False
    verbose: bool = False
    _seconds: float = field(default=0.0, init=False)

    def name(self, scenario: str) -> None:
        """Take the scenario of an argument; raise `click.UsageError` if --config names another one."""
        from .errors import stray

        if self.config is not None or "=" in scenario:
            raise click.UsageError(stray(scenario))
        self.config = scenario

    def say(self, text: str) -> None:
        """Print a note on standard error, unless --quiet is given."""
        if not self.quiet:
            note(text)

    def load(self, config: str | None = None, *, command: str = "") -> Scenario:
        """Return the checked scenario with the values of --set and --horizon; a note says where it comes from.

        Parameters
        ----------
        config : str, optional
            Default: that of --config.
        command : str
            Arguments that the error for a missing scenario repeats.

        Raises
        ------
        click.UsageError
            Without a scenario.
        ConfigError
            With the mistakes of all settings, or of the file.
        OSError
            If standard output is closed: before a long run, not after it.
        """
        config = self.config if config is None else config
        if config is None:
            raise click.UsageError(
                "no scenario is named\n"
                f"  = help: {click.get_current_context().command_path}{command} legal_startup.toml\n"
                "  = help: simulate scenarios    lists the bundled ones"
            )
        require_output()
        from ..configs import load

        values = parse_settings(self.settings)
        scenario = load(config)
        if self.horizons:
            from ..simulator.subset import horizon_values

            values = horizon_values(scenario, self.horizons) | values
        if scenario.origin is not None:
            self.say(f"scenario: {scenario.origin.source.origin}")
        if values:
            scenario = scenario.with_values(values)
        if self.verbose:
            self.say(f"config: {scenario.sha256[:16]}")
        return scenario

    def announce(self) -> None:
        """Make the kernels ready, and say how many futures are run if not the number asked for."""
        from ..simulator.engine.chunks import trajectories_of
        from ..simulator.engine.jit import prepare
        from ..simulator.engine.kernel_cache import cache_folder
        from ..simulator.engine.streams import REPLICATES

        prepare(quiet=self.quiet)  # before the run's time is taken
        if self.quiet:
            return
        asked, least = self.trajectories, trajectories_of(1, "sobol", REPLICATES)
        if asked is not None and self.sampler != "random" and asked <= 2**31:  # a run refuses more
            rounded = trajectories_of(asked, "sobol", REPLICATES)
            verb = "running"
            if self.precision is not None and rounded > asked:
                rounded, verb = rounded // 2, "running at most"
            if rounded not in (asked, least // 2):  # a run refuses so few
                note(f"{verb} {rounded:,} futures instead of {asked:,}: the sample size must be {least:,} x 2^k")
        if self.verbose:
            note(f"kernel: {cache_folder()}")

    def options(self) -> dict[str, Any]:
        """Return the settings of a run as keyword arguments; those that were left open take their defaults."""
        names = ("trajectories", "precision", "seed", "sampler", "threads")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    @contextlib.contextmanager
    def watch(self) -> Iterator[ProgressLine | None]:
        """Show a progress line on a terminal, and take the time for `finished`."""
        progress = ProgressLine() if is_terminal(sys.stderr) and not self.quiet else None
        began = time.perf_counter()
        try:
            yield progress
        finally:
            self._seconds = time.perf_counter() - began
            if progress is not None:
                progress.close()

    def run(self, study: Callable[..., Found], *arguments: Any, **more: Any) -> Found:
        """Announce a study, run it with the settings of the session under a progress line, return its result."""
        self.announce()
        with self.workers() as where, self.watch() as progress:
            return study(*arguments, **self.options(), **where, **more, progress=progress)

    @contextlib.contextmanager
    def workers(self) -> Iterator[dict[str, Any]]:
        """Yield the arguments of a study that say who does the work: none, or the workers of the cluster."""
        if self.cluster is None:
            yield {}
            return
        from .cluster import connected

        with connected(self.cluster) as client:
            each = client.nthreads()
            workers, threads = counted(len(each), "worker"), counted(sum(each.values()), "thread")
            self.say(f"cluster: {self.cluster}, {workers} with {threads}")
            yield {"executor": client}

    def finished(self, what: str, trajectories: int | None = None, *, began: float | None = None) -> None:
        """Say what was done, how long it took and with which seed; with --verbose also how fast.

        Parameters
        ----------
        what : str
        trajectories : int, optional
            Of the run, for its speed.
        began : float, optional
            Time of `time.perf_counter` at which the work began. Default: when the last run began.
        """
        from ..simulator.simulation import available_processors

        threads = counted(self.threads or available_processors(), "thread")
        on = threads if self.cluster is None else "the cluster"
        seconds = self._seconds if began is None else time.perf_counter() - began
        self.say(f"{what} in {seconds:.2f} s on {on}, seed {self.seed}")
        if self.verbose and trajectories is not None:
            self.say(f"{trajectories / seconds:,.0f} futures a second, sampler {self.sampler}")

    def warn(self, warnings: Iterable[tuple[str, str]]) -> None:
        """Print warnings beside JSON; a table shows them itself."""
        if self.output == "json":
            for address, message in warnings:
                self.say(f"warning: {address}: {message}")

    def show(self, document: Mapping[str, Any], lines: Callable[[Mapping[str, Any], int], Iterable[TextLine]]) -> None:
        """Print a document as JSON, or as the lines of a page."""
        if self.output == "json":
            from ..reports.words.documents import render_json

            print_data(render_json(document))
        else:
            print_lines(lines(document, page_width()))


_SHARED = {item.name for item in fields(Session)}


def in_session(command: Callable[Concatenate[Session, P], None]) -> Callable[..., None]:
    """Hand a command its shared options as one `Session`; the others come by name."""

    @functools.wraps(command)
    def with_session(*arguments: P.args, **values: P.kwargs) -> None:
        settle_libraries()
        given: dict[str, Any] = {name: values.pop(name) for name in _SHARED & values.keys()}
        session, named = Session(**given), values.pop("scenario", None)
        if isinstance(named, str):
            session.name(named)
        command(session, *arguments, **values)

    return with_session


def counted(count: int, thing: str) -> str:
    """Return a number of things: `1 point`, `8,192 points`."""
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def parse_settings(texts: Iterable[str]) -> dict[str, Any]:
    """Return the values of `ADDRESS=VALUE` by address.

    Raises
    ------
    ConfigError
        With the mistakes of all texts.
    """
    from ..configs import ConfigError, parse_setting

    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            address, value = parse_setting(text)
        except ConfigError as error:
            problems += error.problems
        else:
            values[address] = value
    if problems:
        raise ConfigError(problems)
    return values


def today() -> date:
    """Return the day of SOURCE_DATE_EPOCH (reproducible builds), otherwise today's."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) <= 11:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()


def settle_libraries() -> None:
    """Set environment variables that libraries read when they are imported, and have Python look for garbage rarely."""
    gc.set_threshold(200_000, 20, 100)  # imports make no garbage; to look for it once takes 8 % of a short run
    atexit.register(gc.freeze)  # nor is there garbage at the end; to look for it takes another 8 %
    if "numpy" not in sys.modules:
        # OpenBLAS threads are never used here, and starting them takes a quarter of the time of `simulate check`
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if "numba" not in sys.modules:
        # with Intel's vector math library exp and log differ in their last bits
        os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"
