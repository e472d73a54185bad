"""Reading takes time in proportion to a file, whatever is in it; what a run cannot hold is refused before it starts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from work import calls

from tcorisk.configs import ConfigError, load, loads
from tcorisk.configs.checks.size import MOST_ENTRIES, MOST_PARTS, MOST_STRATEGIES
from tcorisk.configs.text.spelling import nearest
from tcorisk.simulator import simulation
from tcorisk.simulator.engine.errors import SimulationError
from tcorisk.simulator.lowering import look_over, scenario

HEAD = 'schema = 1\ntitle = "t"\ncurrency = "USD"\nhorizons = [12]\n'
LINE = '[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = 1\n'


#: Lines of a file at full size, which is about a megabyte of the shorter ones; all below the bounds of one list.
WHOLE = 2_900

LONG = "a_driver_with_a_long_name"

#: By name, a file that grows with a number of lines.
FILES = {
    "unknown names": lambda n: (
        HEAD + "[drivers]\n" + "".join(f'{LONG}_{i} = "{LONG}_nomber_{i} + {LONG}_{i}_x"\n' for i in range(n)) + LINE
    ),
    "unknown keys": lambda n: HEAD + LINE + "".join(f"k{i} = {i}\n" for i in range(20 * n)),
    "keys of many lines": lambda n: (
        HEAD + "".join(f'[strategies.a.costs.c{i}]\ncategory = "Compote"\nmontly = "foo{i} * bar"\n' for i in range(n))
    ),
    "one key again and again": lambda n: HEAD + LINE + "[drivers]\n" + "dx = 1\n" * (40 * n),
    "a key of many parts": lambda n: HEAD + ".".join("a" * (130 * n)) + " = 1\n",
    "entries": lambda n: HEAD + LINE + "[drivers]\n" + "".join(f"d{i} = {i}\n" for i in range(20 * n)),
    "strategies": lambda n: HEAD + "".join(f'[strategies.s{i}]\nlike = "s{i + 1}"\n' for i in range(8 * n)),
    "correlations": lambda n: (
        HEAD
        + LINE
        + "".join(f'[[correlations]]\nbetween = ["drivers.x{i}", "drivers.y{i}"]\nrank = 0.3\n' for i in range(n))
    ),
    "parts of a mixture": lambda n: (
        HEAD + LINE + 'drivers.d = { dist = "mixture", weights = [1], parts = [' + '"1 to 2",' * (30 * n) + "] }\n"
    ),
}


def refused(text: str) -> None:
    with pytest.raises(ConfigError):
        loads(text)


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_a_file_is_refused_in_proportion_to_its_size(file: Callable[[int], str]) -> None:
    refused(file(WHOLE // 16))  # what is done once
    once, twice = (calls(partial(refused, file(n))) for n in (WHOLE // 16, WHOLE // 8))
    assert twice < 2.5 * once


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_a_megabyte_of_anything_is_refused(file: Callable[[int], str]) -> None:
    refused(file(WHOLE)[:990_000])


def test_more_than_in_proportion_is_noticed() -> None:
    def square(n: int) -> None:
        for _ in range(n * n):
            abs(1)

    assert calls(partial(square, 200)) > 2.5 * calls(partial(square, 100))


def test_the_first_mistakes_of_many_get_a_suggestion_and_all_are_counted() -> None:
    with pytest.raises(ConfigError, match="4000 mistakes, the first 40 shown") as caught:
        loads(HEAD + LINE + "".join(f"monthl{i} = 1\n" for i in range(4_000)))
    assert "did you mean `monthly`, which is there already" in str(caught.value)


def test_what_a_file_lists_is_bounded() -> None:
    fits = HEAD + LINE + "[drivers]\n" + "".join(f"d{i} = 1\n" for i in range(MOST_ENTRIES - 1))
    loads(fits)
    lists = r"the file lists 3,001 drivers, tariffs, inputs, cost lines, .*3,000 is the most"
    with pytest.raises(ConfigError, match=lists):
        loads(fits + "more = 1\n")
    many = "".join(f"[strategies.s{i}.costs]\n" for i in range(MOST_STRATEGIES + 1))
    with pytest.raises(ConfigError, match="401 strategies; 400 is the most"):
        loads(HEAD + many)


def test_the_parts_of_mixtures_are_bounded_and_laws_of_scipy_with_them() -> None:
    """Some files of 150 kB took a quarter of a minute to read."""
    numbers = ", ".join(map(str, range(20)))
    mixture = f'd{{}} = {{{{ dist = "mixture", parts = [{numbers}], weights = [{numbers}] }}}}\n'
    several = "".join(mixture.format(i) for i in range(MOST_PARTS // 20))
    gamma = 'g{} = {{ dist = "scipy:gamma", a = 2 }}\n'
    loads(HEAD + LINE + "[drivers]\n" + several)
    with pytest.raises(ConfigError, match="mixtures of 4,008 parts in all, counting a law of SciPy as 8 parts; 4,000"):
        loads(HEAD + LINE + "[drivers]\n" + several + gamma.format(0))
    with pytest.raises(ConfigError, match="mixtures of 23,200 parts"):
        loads(HEAD + LINE + "[drivers]\n" + "".join(map(gamma.format, range(2_900))))


def test_what_like_brings_is_counted_for_each_strategy() -> None:
    lines = "".join(f'c{i} = {{ category = "Compute", monthly = 1 }}\n' for i in range(100))
    others = "".join(f'[strategies.s{i}]\nlike = "s"\n' for i in range(200))
    with pytest.raises(ConfigError, match=r"20,100 inputs, .* counting those that `like` and `parts` bring"):
        loads(HEAD + "[strategies.s.costs]\n" + lines + others)


def test_check_builds_the_tables_of_a_few_hundred_parts_of_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mixture takes 10 ms; a mistake among the first is found, and names its place."""

    def mixture(i: int) -> str:
        law = f'{{ dist = "normal", mean = {100 + i}, sd = 20 }}, {{ dist = "normal", mean = {500 + i}, sd = 30 }}'
        return (
            f'c{i} = {{ category = "Compute", monthly = {{ dist = "mixture", parts = [{law}], weights = [7, 3] }} }}\n'
        )

    assert scenario.MOST_PARTS_BUILT <= 300
    monkeypatch.setattr(scenario, "MOST_PARTS_BUILT", 40)
    what = loads(HEAD + "[strategies.a.costs]\n" + "".join(map(mixture, range(60))))
    assert 0 < calls(lambda: look_over(what), "build_table") <= 22  # two parts each, and a law in place of the others


def test_a_run_that_takes_too_much_memory_is_refused_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f'c{i} = {{ category = "Compute", monthly = "1 to 2" }}\n' for i in range(2_900))
    horizons = ", ".join(map(str, range(1, 25)))
    what = loads(HEAD.replace("[12]", f"[{horizons}]") + "[strategies.a.costs]\n" + lines)

    def run(*_: object, **__: object) -> None:
        raise AssertionError("the run has started")

    monkeypatch.setattr(simulation, "run", run)
    with pytest.raises(SimulationError, match=r"would take about \d+\.\d GB of memory, and 4 GB is the most"):
        simulation.simulate(what, 8192, threads=2)


@pytest.mark.parametrize(
    ("word", "meant"), [("pret", "pert"), ("mehan", "mean"), ("eahc", "each"), ("lognromal", "lognormal"), ("xx", None)]
)
def test_one_slip_of_the_finger_is_the_nearest_word(word: str, meant: str | None) -> None:
    assert nearest(word, ["bernoulli", "pert", "mean", "each", "beta", "normal", "lognormal", "sd"]) == meant


def test_a_slip_is_found_among_any_number_of_words() -> None:
    words = [f"{LONG}_{i}" for i in range(100_000)]
    assert nearest(f"{LONG}_7777x", words) == f"{LONG}_7777"
    assert calls(lambda: nearest("z" * 1_000_000, words), "real_quick_ratio") <= 400  # words that are looked at closely
    assert nearest("z" * 1_000_000, words) is None


@pytest.mark.parametrize(
    ("initial", "said"),
    [("1e200", "costs.x: its cost by month 12 is too large for a variance"), ("1e20", None)],
)
def test_an_amount_whose_square_overflows_names_its_line(initial: str, said: str | None) -> None:
    process = f'[drivers.d]\nprocess = "growth"\ninitial = {initial}\nvolatility = 0.1\n'
    what = loads(HEAD + process + LINE.replace("monthly = 1", 'monthly = "d"'))
    if said is None:
        simulation.simulate(what, 8192)
        return
    with pytest.raises(SimulationError, match=said):
        simulation.simulate(what, 8192)


def test_a_number_of_events_that_cannot_be_sampled_names_its_process() -> None:
    events = '[drivers.e]\nprocess = "events"\nevents_per_month = 1e-101\n'
    what = loads(HEAD + events + LINE.replace("monthly = 1", 'per_event = 1\non = "e"'))
    with pytest.raises(ValueError, match=r"drivers\.e: its number of events a month cannot be sampled: poisson: mean"):
        look_over(what)


def test_a_law_that_cannot_be_sampled_names_its_place() -> None:
    law = (
        '{ dist = "mixture", weights = [0.7, 0.3], '
        'parts = [{ dist = "lognormal", median = 153, sigma = 0.5 }, { dist = "normal", mean = 500, sd = 73 }] }'
    )
    what = loads(HEAD + LINE.replace("monthly = 1", f"monthly = {law}"))
    with pytest.raises(ValueError, match=r"^strategies\.a\.costs\.x\.monthly: mixture.* cannot be sampled"):
        look_over(what)


def test_bundled_scenarios_are_far_below_every_bound() -> None:
    from tcorisk.configs import bundled
    from tcorisk.simulator.footprint import MOST_MEMORY, memory_of
    from tcorisk.simulator.lowering import lower_probed

    for name, _ in bundled():
        assert memory_of(lower_probed(load(name))[1]) < MOST_MEMORY / 2
