"""Two scenarios, or two results, side by side: what changed, by how much, and which change did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from ...configs import Scenario
from ..arguments import as_scenario
from ..notebook import html_table, text_table
from ..result import Result
from .figures import difference_of, difference_rows
from .points import DEFAULT_TRAJECTORIES, PointRunner
from .result_differences import compare_documents, is_document_path, read_document
from .scenario_differences import compare_scenarios

__all__ = ["Comparison", "compare"]

What = Scenario | Result | Mapping[str, Any] | str | PathLike[str]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """The differences between two scenarios, or two results.

    Attributes
    ----------
    document : dict
        Plain values: what `--format json` prints. `kind` is "scenarios" or "results".
    """

    document: dict[str, Any]

    def __repr__(self) -> str:
        """Return each strategy's mean, P50 and P90 of both, and how much they differ."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the same as a table of a notebook."""
        return html_table(*self._shown())

    def _shown(self) -> tuple[str, list[str], list[list[str]]]:
        head = f"Comparison of two {self.document['kind']}"
        if (changes := self.document.get("changes")) is not None:
            head += f": {len(changes)} {'change' if len(changes) == 1 else 'changes'}"
        columns = [f"total cost, {self.document['currency']}", "first", "second", "difference"]
        return head, columns, difference_rows(self.document["strategies"])

    def difference(self, strategy: str, figure: str = "mean", horizon: int | None = None) -> float | None:
        """Return a figure of the second less that of the first; None where one of them has none.

        Parameters
        ----------
        strategy : str
        figure : str
            "mean", "p50", "p90", "p_beats" or, of a policy, "option"; of results also "p10", "p95" and "cvar95".
        horizon : int, optional
            Months; default: the last.

        Raises
        ------
        UnknownName
            A KeyError and a ValueError: if there is no such strategy, figure or horizon.
        """
        found = difference_of(self.document["strategies"], strategy, figure, horizon)
        return None if found is None else float(found["difference"])

    def contributions(self, strategy: str, figure: str = "mean") -> dict[str, float]:
        """Return what each change contributes to the difference of a figure, by its address.

        Those that can only be made together have their addresses in one key, commas between. Empty for results.

        Raises
        ------
        UnknownName
            A KeyError and a ValueError: if there is no such strategy or figure.
        """
        found = difference_of(self.document["strategies"], strategy, figure, None)
        parts = [] if found is None else found.get("contributions", [])
        return {", ".join(part["addresses"]): float(part["difference"]) for part in parts}


def compare(
    a: What,
    b: What,
    trajectories: int | float = DEFAULT_TRAJECTORIES,
    *,
    horizon: int | None = None,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Return the differences between two scenarios, or two results, and what causes them.

    The difference between two scenarios is divided among their changes. Each is made in several orders, on the same
    simulated trajectories, and its effect is averaged: over all orders for up to six changes, which is Shapley's value;
    else over the order of the file and its reverse. Contributions add up to the difference. The first scenario's
    figures are those of its own run to the last bit; so are the second's, unless each has draws that the other lacks.

    Parameters
    ----------
    a, b : Scenario, Result, mapping, str or path
        Two scenarios, or what `load` takes; or two results, their documents, or `.json` files of them.
    trajectories : int
        Futures of each scenario in between.
    horizon : int, optional
        Months; default: the last that both scenarios have. Results are compared at all that both have.
    seed, sampler, threads
        As for `simulate`.
    progress : callable, optional
        Called with the trajectories done and wanted, all scenarios together.

    Returns
    -------
    Comparison

    Raises
    ------
    ConfigError
        If a scenario is not valid.
    ValueError
        If one is a scenario and the other a result, they have nothing in common, or an argument is out of its range.
    SimulationError
        If some future has no finite cost.
    """
    documents = [_document(what) for what in (a, b)]
    if documents[0] is not None and documents[1] is not None:
        return Comparison(compare_documents(documents[0], documents[1]))
    if documents[0] is not None or documents[1] is not None:
        raise ValueError("a scenario and a result cannot be compared: run the scenario, or name the result's scenario")
    assert not isinstance(a, Result | Mapping) and not isinstance(b, Result | Mapping)
    one, other = as_scenario(a), as_scenario(b)
    runner = PointRunner.checked(trajectories, sampler, seed, threads)
    return Comparison(compare_scenarios(one, other, horizon, runner, progress))


def _document(what: What) -> Mapping[str, Any] | None:
    """Return a result's document; None for a scenario."""
    if isinstance(what, Result):
        return what.document
    if isinstance(what, Mapping):
        return what
    if not isinstance(what, Scenario) and is_document_path(fspath(what)):
        return read_document(fspath(what))
    return None
