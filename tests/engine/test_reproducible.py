"""Truth: same seed, same bytes, whoever does the work; and exactly as many trajectories as were promised."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from engine_tools import SCENARIOS, Futures, hazen, scenario
from scipy.stats import spearmanr

from tcorisk import Result, Scenario, load, simulate
from tcorisk.simulator.samples import (
    MOST_SAMPLES,
    RankedInput,
    centred_ranks,
    rank_correlation,
    rank_correlations,
)


def written(result: Result) -> bytes:
    """The document as `--format json` writes it: no NaN in it."""
    return json.dumps(result.document, allow_nan=False).encode()


@pytest.fixture(scope="module")
def everything() -> Scenario:
    return load(SCENARIOS / "everything.toml")


@pytest.mark.parametrize(("sampler", "n"), [("sobol", 16_384), ("random", 9_001)])
def test_threads_and_chunks_have_no_voice(everything: Scenario, sampler: str, n: int) -> None:
    """1, 2 and 7 threads, chunks of 1, 3, 16 and 64 blocks: identical documents."""
    first = written(simulate(everything, n, sampler=sampler, threads=1))
    for threads, chunk in ((1, 64), (2, 3), (2, 16), (7, 1)):
        assert written(simulate(everything, n, sampler=sampler, threads=threads, chunk=chunk)) == first
    assert written(simulate(everything, n, sampler=sampler, threads=1, seed=1)) != first


def test_processes_have_no_voice(everything: Scenario) -> None:
    """Two processes, started afresh, give the bytes of one thread."""
    small = everything.with_values({"horizons": [6]})
    here = written(simulate(small, 9_001, sampler="random", threads=1))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert written(simulate(small, 9_001, sampler="random", executor=pool, chunk=3)) == here


class Backwards(Executor):
    """Finishes later work first, once nothing more is handed out."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future, object, tuple]] = []  # type: ignore[type-arg]
        self.order: list[int] = []
        self.submitted = 0

    def submit(self, function, /, *arguments, **_):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        self.waiting.append((future, function, (self.submitted, arguments)))
        self.submitted += 1
        threading.Timer(0.5, self.finish).start()
        return future

    def finish(self) -> None:
        while self.waiting:
            future, work, (number, given) = self.waiting.pop()
            self.order.append(number)
            future.set_result(work(*given))  # type: ignore[operator]


def test_the_order_of_completion_has_no_voice(everything: Scenario) -> None:
    """Pieces finished last to first: identical documents."""
    here = written(simulate(everything, 8192, threads=1))
    backwards = Backwards()
    assert written(simulate(everything, 8192, executor=backwards, ahead=20, chunk=2)) == here
    assert backwards.submitted == 16 and backwards.order[0] == 15


def test_libraries_threads_have_no_voice() -> None:
    """One or two threads in NumPy's linear algebra, which splits long sums among them: the same correlation.

    On more numbers than a sample has today: a library leaves short sums to one thread, and would hide the difference.
    """
    code = (
        "import numpy as np\n"
        "from tcorisk.simulator.samples import centred_ranks, rank_correlation\n"
        "a, b = np.random.Generator(np.random.PCG64(1)).normal(size=(2, 100_001))\n"
        "print(rank_correlation(centred_ranks(a), centred_ranks(a + b)).hex())"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    names = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    seen = [
        subprocess.run(
            command, env=os.environ | dict.fromkeys(names, n), capture_output=True, text=True, check=True
        ).stdout.strip()
        for n in ("1", "2")
    ]
    assert float.fromhex(seen[0]) == pytest.approx(0.69, abs=0.02)  # 6 / pi arcsin(1 / 8^0.5)
    assert seen[0] == seen[1]


def test_products_of_a_samples_ranks_add_up_exactly() -> None:
    """In any order: so a library may add them up as it likes. With ties, whose mean ranks are halves, too."""
    rng = np.random.default_rng(2)
    for a in (rng.normal(size=MOST_SAMPLES), np.round(rng.normal(size=MOST_SAMPLES), 1)):
        b = centred_ranks(a + rng.normal(size=MOST_SAMPLES))
        ranked = RankedInput.of(a)
        exact = sum(int(x) * int(y) for x, y in zip(ranked.ranks.tolist(), b.tolist(), strict=True))
        assert exact == ranked.ranks.dot(b) == (ranked.ranks * b).sum()
        assert rank_correlations([ranked], b) == [rank_correlation(ranked.ranks, b)]
        assert rank_correlations([ranked], ranked.ranks) == [1.0]
        assert rank_correlations([ranked], b) == [pytest.approx(spearmanr(a, b).statistic, rel=1e-13)]


def test_the_bundled_main_job_repeats() -> None:
    """The same run twice in one process: nothing is left over from the first."""
    assert written(simulate(load("legal_startup"), 8192)) == written(simulate(load("legal_startup"), 8192))


@pytest.mark.parametrize("n", [1, 511, 1000, 8193])
def test_random_runs_exactly_n(n: int) -> None:
    """No more and no fewer; mean, sd, quantiles and tail of those n by brute force; shares are of n."""
    lines = {
        "a": {"x": 'monthly = "40 to 90"'},
        "b": {"x": 'monthly = "45 to 80"', "y": 'events_per_month = 1\nper_event = "1 to 9"'},
    }
    what = scenario(lines)
    result = simulate(what, n, sampler="random")
    assert result.document["run"]["trajectories"] == n == result.tally.trajectories
    futures = Futures(what, n, "random")
    for name in "ab":
        values, found = futures.tco(name, 12), result.document["strategies"][name]["horizons"]["12"]
        assert found["mean"] == pytest.approx(values.mean(), rel=1e-12)
        assert found["sd"] == pytest.approx(values.std(), rel=1e-9, abs=1e-9)
        for p in (1, 5, 10, 25, 50, 75, 80, 90, 95, 99):
            assert found[f"p{p}"] == pytest.approx(hazen(values, p / 100), rel=2.5e-4)
        assert found["se"]["mean"] is None or n > 512
    [comparison] = result.document["comparisons"]
    assert comparison["p_beats"] * n == pytest.approx(np.sum(futures.tco("b", 12) < futures.tco("a", 12)), abs=1e-9)
    assert len(result.samples()) == min(n, MOST_SAMPLES)
    written(result)


@pytest.mark.parametrize(
    ("asked", "run"), [(1, 8192), (8192, 8192), (8193, 16_384), (20_000, 32_768), (32_768, 32_768)]
)
def test_sobol_rounds_up(asked: int, run: int) -> None:
    """To 16 x 2^k, k from 9, and says so."""
    result = simulate(scenario({"a": {"x": 'monthly = "1 to 2"'}}, horizons=(1,)), asked)
    assert result.document["run"]["trajectories"] == run == result.tally.trajectories
    assert result.document["run"]["replicates"] == 16
    assert result.tally.count.tolist() == [run // 16] * 16


def test_progress_is_told(everything: Scenario) -> None:
    """After each chunk, rising to the whole: 20 blocks, the last half used, in chunks of four."""
    told: list[tuple[int, int]] = []
    simulate(
        everything, 10_000, sampler="random", threads=2, chunk=4, progress=lambda done, of: told.append((done, of))
    )
    assert told == [(done, 10_000) for done in (2048, 4096, 6144, 8192, 10_000)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"trajectories": 0},
        {"seed": -1},
        {"sampler": "halton"},
        {"threads": 0},
        {"chunk": 0},
        {"ahead": 0},
        {"trajectories": 2**37},
    ],
)
def test_impossible_arguments(everything: Scenario, wrong: dict[str, object]) -> None:
    """Refused by name."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        simulate(everything, **wrong)  # type: ignore[arg-type]
