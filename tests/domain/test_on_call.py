"""The rota, hires, severance and security work: products of independent means."""

from __future__ import annotations

import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import to

ENGINEER = to(15_000, 21_500).mean()
IN_HOUSE = {1: 1 / 8, 2: 2 / 8, 3: 2 / 8, 4: 2 / 8, 6: 1 / 8}
HIRES = sum(p * max(0, 4 - people) for people, p in IN_HOUSE.items())
MONTHS = 24.0 - 6.0 * 0.3
#: A single hire is busy in every future, as the work is 1 or more; two or three never are, as it is below 2.
BEYOND = sum(p * max(0.0, 4 - people - 1.25) for people, p in IN_HOUSE.items())
TRUTH = {
    "work": MONTHS * 1.25 * ENGINEER,
    "beyond_the_work": MONTHS * BEYOND * ENGINEER,
    "rota": MONTHS * 52.0 / 12.0 * to(300, 900).mean(),
    "search": HIRES * 0.55 * 12.0 * 0.7 * ENGINEER,
    "severance": 0.3 * HIRES * 3.0 * 0.7 * ENGINEER,
    "security": 2.0 * to(1, 2).mean() * ENGINEER * 12.0 / 52.0 * to(0.4, 2).mean(),
}


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("on_call"))


def answers() -> dict[str, float]:
    return {
        "people hired for the rota": HIRES,
        "work of 24 months": TRUTH["work"],
        "beyond the work, 24 months": TRUTH["beyond_the_work"],
        "rota of 24 months": TRUTH["rota"],
        "search": TRUTH["search"],
        "severance": TRUTH["severance"],
        "security work of 24 months": TRUTH["security"],
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("on_call", answers())


@pytest.mark.parametrize("line", list(TRUTH))
def test_each_line_has_its_mean(run: Futures, line: str) -> None:
    assert abs(z_mean(run.line("self_hosted", line, 24), TRUTH[line])) < 3.0


def test_people_who_are_hired_and_not_paid_for_the_rest_are_noticed(run: Futures) -> None:
    all_there = futures(idiom("on_call", change=("max(0, 4 - in_house)", "0 * in_house")))
    assert all_there.line("self_hosted", "beyond_the_work", 24).max() == 0.0
    assert abs(z_mean(all_there.tco("self_hosted", 24), sum(TRUTH.values()))) > 50.0
    assert abs(z_mean(all_there.line("self_hosted", "rota", 24), TRUTH["rota"])) < 3.0
