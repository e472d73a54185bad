"""Truth: processes of events, and the lines that share one: its count is common, the amounts are each line's own."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Array, Futures, scenario, z_mean, z_share, z_variance

from tcorisk import Scenario, SimulationError, simulate

N = 2**15
LINE = 'on = "d"\nper_event = '


def shared(settings: str, lines: dict[str, str], drivers: str = "", **rest: object) -> Scenario:
    """A strategy with a process of events `d`."""
    text = f'{drivers}\n[drivers.d]\nprocess = "events"\n{settings}'
    return scenario({"a": lines}, drivers=text, **rest)


def months(settings: str, line: str, drivers: str = "", n: int = N, sampler: str = "random") -> Array:
    """Cash by month of a line on the process `d`, shape (12, n)."""
    return Futures(shared(settings, {"x": line}, drivers), n, sampler).months("a")


def test_a_process_of_poisson_counts() -> None:
    """Counts of every month, by both ways of paying for them: an amount for each event, the count in a formula."""
    futures = Futures(shared("events_per_year = 18", {"x": f"{LINE}1", "y": 'monthly = "2 * d"'}), N, "random")
    x = Futures(shared("events_per_year = 18", {"x": f"{LINE}1"}), N, "random").months("a")
    np.testing.assert_allclose(futures.months("a"), 3.0 * x, rtol=1e-13)
    for month in x:
        expected = N * st.poisson(1.5).pmf(np.arange(7))
        seen = np.bincount(month.astype(int), minlength=7)[:7]
        assert st.chi2.sf(np.sum((seen - expected) ** 2 / expected), 7) > 1e-4
    assert np.max(np.abs(np.corrcoef(x)[np.triu_indices(12, 1)])) < 4.0 / np.sqrt(N)


def test_a_process_of_negative_binomial_counts() -> None:
    """Variance / mean as written, the law as in SciPy; a Poisson law is not taken for it."""
    for settings, drivers in (("2\ndispersion = 3", ""), ('"two"\ndispersion = 3', 'two = "discrete([2], [1])"')):
        month = months(f"events_per_month = {settings}", f"{LINE}1", drivers)[6]
        for n in (0, 1, 3, 6):
            hits = int(np.sum(month <= n))
            assert abs(z_share(hits, N, st.nbinom(1.0, 1.0 / 3.0).cdf(n))) < 3.5
            assert abs(z_share(hits, N, st.poisson(2.0).cdf(n))) > 10.0


def test_a_process_of_renewals() -> None:
    """Gamma intervals of shape 2: P(at least n by t) = P(a gamma variable of shape 2 n is less than t)."""
    by_seven = months('every = { dist = "gamma", shape = 2, scale = 0.4 }', f"{LINE}1")[:7].sum(axis=0)
    for n in (4, 6, 8, 10, 13):
        hits = int(np.sum(by_seven >= n))
        assert abs(z_share(hits, N, st.gamma(2.0 * n, scale=0.4).cdf(7.0))) < 3.5
        assert abs(z_share(hits, N, st.poisson(7.0 / 0.8).sf(n - 1))) > 5.0 or n == 8
    exact = months("every = 2.5", f"{LINE}1", n=512)
    np.testing.assert_array_equal(exact[:, 9], [0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0])


@pytest.mark.parametrize("settings", ["events_per_month = 0.8", 'every = "0.7 to 2"'])
def test_lines_share_the_count_but_not_the_draws(settings: str) -> None:
    """Cov(A, B) = E a E b Var(N), since amounts are independent; alike amounts for both would add E N Var(a)."""
    law = "uniform(0, 2)"
    futures = Futures(shared(settings, {"x": f'{LINE}"{law}"', "y": f'{LINE}"3 * {law}"'}), N, "random")
    x, y = futures.line("a", "x", 12), futures.line("a", "y", 12)
    count = months(settings, f"{LINE}1").sum(axis=0)
    mean, variance, spread = float(count.mean()), float(count.var()), 1.0 / 3.0
    assert abs(z_variance(x, mean * spread + variance)) < 3.5
    together = (x - x.mean()) * (y - y.mean())
    assert abs(z_mean(together, 3.0 * variance)) < 3.5
    assert abs(z_mean(together, 3.0 * (variance + mean * spread))) > 8.0
    assert abs(z_mean(together, 0.0)) > 8.0  # what two processes of their own would give
    np.testing.assert_array_equal(x > 0.0, y > 0.0)


@pytest.mark.parametrize("law", ["uniform(1, 3)", "max(uniform(1, 3), 2 * uniform(0, 1))"])
@pytest.mark.parametrize("settings", ["events_per_month = 1.5", 'every = "0.3 to 1.1"', "every = 0.4"])
def test_a_line_that_is_active_for_part_of_the_time(settings: str, law: str) -> None:
    """After 2.5 and until 7: half of month 3's events, all of month 4's to 7's; the draws stay where they were."""
    whole = months(settings, f'{LINE}"{law}"', n=512)
    share = np.array([0.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])[:, None]
    part = months(settings, f'{LINE}"{law}"\nafter = 2.5\nuntil = 7', n=512)
    np.testing.assert_allclose(part, whole * share, rtol=1e-13)
    known = 'late = "discrete([2.5], [1])"'
    part = months(settings, f'{LINE}"{law}"\nafter = "late"\nuntil = 7', known, n=512)
    np.testing.assert_allclose(part, whole * share, rtol=1e-13)
    assert np.count_nonzero(part[2]) > 100


def test_amounts_are_fresh_for_every_event() -> None:
    """Given its count, the variance of a total is that of one amount times the count, through all months."""
    total = months('every = "0.3 to 0.9"', f'{LINE}"normal(0, 2)"').sum(axis=0)
    count = months('every = "0.3 to 0.9"', f"{LINE}1").sum(axis=0)
    assert abs(z_mean(total, 0.0)) < 3.0
    assert abs(z_variance(total, 4.0 * float(count.mean()))) < 3.5
    assert abs(z_variance(total, 4.0 * float((count**2).mean()))) > 20.0  # one draw for all events


def test_inputs_of_a_copy_count_anew() -> None:
    """A strategy made with `like` shares the process; one that writes it again has another, its lines follow."""
    text = 'inputs = { d = { process = "events", every = "0.5 to 2" } }'
    copies = {"b": 'like = "a"', "c": 'like = "a"\ninputs = { d = { process = "events", events_per_month = 3 } }'}
    what = scenario({"a": {"x": f'{LINE}"to(1, 2)"'}, "b": {}, "c": {}}, heads={"a": text, **copies})
    futures = Futures(what, 4096, "random")
    np.testing.assert_array_equal(futures.tco("a", 12), futures.tco("b", 12))
    each = np.exp((np.log(2.0) / (2.0 * st.norm.ppf(0.95))) ** 2 / 2.0) * np.sqrt(2.0)
    assert abs(z_mean(futures.tco("c", 12), 36.0 * float(each))) < 3.0


@pytest.mark.parametrize("every", ["max(0.5, sqrt(u))", "0.5 + 0 * sqrt(u) + to(1, 2)"])
def test_an_interval_that_is_no_number(every: str) -> None:
    """The error names the process that the interval belongs to, among many other draws."""
    others = {f"y{k}": f'monthly = "to({k}, {k + 1})"' for k in range(1, 31)}
    what = shared(f'every = "{every}"', {**others, "x": f"{LINE}1"}, 'u = "-2 to 5"')
    with pytest.raises(SimulationError, match=r"^drivers\.d\.every: "):
        simulate(what, 8192)


def test_sobol_agrees() -> None:
    """The default sampler gives the same law, within a small part of the error of independent draws."""
    for settings, truth in (("events_per_year = 18", 18.0), ('every = "exponential(0.8)"', 15.0)):
        assert abs(z_mean(months(settings, f"{LINE}1", sampler="sobol").sum(axis=0), truth)) < 1.0


def test_an_event_keeps_its_amount_when_its_month_moves() -> None:
    """Events of a renewal are numbered through all months: the first costs the same, sooner or later."""
    line = f'{LINE}"1 to 9"'
    sooner, later = (months(f'every = "uniform({low}, {low} + 0.09)"', line, n=2048) for low in (1.9, 2.9))
    np.testing.assert_array_equal(sooner[1], later[2])
    assert np.all(sooner[1] > 0.0)
    assert not np.any(sooner[1] == months('every = "uniform(1.9, 1.99)"', line, n=2048)[3])
