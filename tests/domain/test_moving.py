"""A migration of eight weeks, what may set a move off, and what it costs to leave: with closed forms of their own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean, z_share
from idioms import N, check_page, futures, idiom
from laws import to

from tcorisk import stress

FIRST = st.lognorm(0.6, scale=7_000)
FULL = 15_000.0
BOTH = 8 * 12 / 52
WORK = 2 * 8 * 18_000 * 12 / 52
GROWN = 1.05 ** np.arange(24)


def crossings() -> dict[int, tuple[float, float]]:
    """Return probability and mean first bill by the month in which the bill exceeds the full cost; 99: never."""
    edges = [np.inf, *(FULL / GROWN), 0.0]
    found = {}
    for month, (high, low) in enumerate(pairwise(edges), 1):
        p = FIRST.cdf(high) - FIRST.cdf(low)
        found[month if month <= 24 else 99] = (p, FIRST.expect(lb=low, ub=min(high, 1e7)) / p)
    return found


def cost_of_move(crossed: int, first: float) -> float:
    """Return the cost of 24 months where the bill crosses in this month, for a mean first bill."""
    entered = crossed + 2
    if entered > 23:
        return first * GROWN.sum()
    paid = np.clip(entered + BOTH - np.arange(24), 0, 1)
    return first * float(GROWN @ paid) + FULL * (24 - entered) + WORK


def test_the_page_tells_the_exact_answers_of_a_migration() -> None:
    by_month = crossings()
    p = {month: sum(chance for k, (chance, _) in by_month.items() if k + 3 <= month) for month in (12, 24)}
    both = sum(chance * min(BOTH, 22 - k) for k, (chance, _) in by_month.items() if k + 3 <= 24)
    answers = {
        "probability of a move within 24 months": p[24],
        "probability of a move within 12 months": p[12],
        "cost of 24 months, stay": FIRST.mean() * GROWN.sum(),
        "cost of 24 months, own GPUs from the start": 24 * FULL + 6 * 12 / 52 * 20_000,
        "cost of 24 months, move when it pays": sum(chance * cost_of_move(k, x) for k, (chance, x) in by_month.items()),
        "months in which both are paid, of those that move": both / p[24],
    }
    worth = answers["cost of 24 months, stay"] - answers["cost of 24 months, move when it pays"]
    assert FIRST.sf(5_000) == pytest.approx(0.71, abs=0.005)
    check_page("eight_weeks", answers | {"what the option to move is worth": worth})
    run = futures(idiom("eight_weeks"))
    for strategy, row in (("api", "stay"), ("move", "move when it pays")):
        assert abs(z_mean(run.tco(strategy, 24), answers[f"cost of 24 months, {row}"])) < 3.0
    moved = run.line("move", "own.move", 24) > 0
    assert abs(z_share(int(moved.sum()), N, p[24])) < 3.0
    sooner = futures(idiom("eight_weeks", change=("for_months = 3", "for_months = 1")))
    assert abs(z_share(int((sooner.line("move", "own.move", 24) > 0).sum()), N, p[24])) > 5.0


def first_requests_above(volume: float, month: int) -> float:
    return float(st.lognorm(0.3, scale=40_000).sf(volume / 1.03 ** (month - 1)))


#: By policy: the probability of a move within 24 months.
MOVES = {
    "volume": first_requests_above(60_000, 23),
    "retirement": float(st.lognorm(0.49, scale=14).cdf(23)),
    "price jump": 1 - np.exp(-0.4 * 22 / 12),
    "outage": 1 - np.exp(-0.5 * 23 / 12),
    "regulation": 1 - np.exp(-23 / 40),
    "engineer": 1 - np.exp(-23 / 60),
}


def bill_moves() -> float:
    """The bill rises every month, so it has to be above by month 21, with the jumps up to then."""
    days = 365 / 12
    jumps = st.poisson(0.4 * 20 / 12)
    return float(sum(jumps.pmf(k) * first_requests_above(18_000 / (days * 0.008 * 1.4**k), 21) for k in range(40)))


def there_and_back() -> float:
    """The volume is passed in month m, and the post at the other side is left before the end of month 23."""
    passed = [0.0, *(first_requests_above(60_000, month) for month in range(1, 24))]
    return float(sum((b - a) * (1 - np.exp(-(23 - m) / 60)) for m, (a, b) in enumerate(pairwise(passed), 1)))


def test_the_page_tells_how_likely_each_move_is() -> None:
    answers = MOVES | {"bill": bill_moves()}
    back = "probability of both moves within 24 months, there and back"
    rows = {f"probability of a move within 24 months, {name}": p for name, p in answers.items()}
    check_page("leave_when", rows | {back: there_and_back()})
    run = futures(idiom("leave_when"))
    assert abs(z_share(int((run.line("there_and_back", "api_2.tokens", 24) > 0).sum()), N, there_and_back())) < 3.0
    assert not run.line("there_and_back", "api_2.tokens", 24)[~moved(run, "there_and_back")].any()
    for name, p in answers.items():
        assert abs(z_share(int(moved(run, name.replace(" ", "_")).sum()), N, p)) < 3.0, name
    wrong = futures(idiom("leave_when", change=('requests > 60_000" }]', 'requests > 65_000" }]')))
    assert abs(z_share(int(moved(wrong, "volume").sum()), N, answers["volume"])) > 5.0


def moved(run: Futures, policy: str) -> np.ndarray:
    """Return in which futures something of the second strategy is paid."""
    line = "api.tokens" if policy == "engineer" else "own.gpus"
    return run.line(policy, line, 24) > 0


HOUR, EXAMPLES = float(to(80, 130).mean()), float(to(200, 800).mean())
RISE = {"strategies.api.costs.tokens": (0.3, 13)}


def cost_of_leaving(month: int) -> float:
    return month * (HOUR * (6 * 4 + 80 * 0.25) + 0.5 * EXAMPLES)


def option(portable: float) -> float:
    """What leaving in month 15 is worth after a rise in month 13; the best of its strategies costs 36 * 72,000."""
    both = 0.25 + (1 - portable) * 4 * 14 / 200
    cost = 12 * 60_000 + (2 + both) * 78_000 + 22 * 72_000 + (1 - portable) * cost_of_leaving(15)
    return 36 * 72_000 - cost - (36 * 1_000 if portable else 0)


def test_the_page_tells_what_it_costs_to_leave() -> None:
    leaving = {f"cost of leaving, entered in month {month}": cost_of_leaving(month) for month in (4, 15, 36)}
    answers = {
        "weeks in which both are paid, entered in month 15": (0.25 + 4 * 14 / 200) * 52 / 12,
        "option to leave, if prices stay": 0.0,
        "option to leave, if they rise by 30 % in month 13": option(0.0),
        "option to leave, if they rise, and one is ready for it": option(0.7),
    }
    check_page("lock_in", leaving | answers)


def test_leaving_costs_more_with_use() -> None:
    for month in (4, 15):
        asked = f"month >= {month - 2}"
        run = futures(idiom("lock_in", change=("costs.tokens > strategies.own.monthly", asked)))
        paid = run.line("leave", "own.move", 36)
        assert abs(z_mean(paid, cost_of_leaving(month))) < 3.0
        assert abs(z_mean(paid, cost_of_leaving(month - 1))) > 5.0
        both = run.line("leave", "api.tokens", 36) / 60_000 - (month - 1)
        assert abs(z_mean(both, 0.25 + 4 * (month - 1) / 200)) < 3.0


@pytest.mark.parametrize(("strategy", "portable"), [("leave", 0.0), ("open", 0.7)])
def test_what_the_option_to_leave_is_worth(strategy: str, portable: float) -> None:
    found = stress(idiom("lock_in"), {}, RISE, trajectories=N).document["strategies"][strategy]["horizons"]["36"]
    error = 3.0 * found["option"]["se"] + 1.0
    assert found["option"]["b"] == pytest.approx(option(portable), abs=error)
    assert found["option"]["a"] == pytest.approx(-36_000 if portable else 0.0, abs=1e-6)
    assert found["option"]["b"] != pytest.approx(option(0.7 - portable), abs=10 * error)
