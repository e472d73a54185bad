"""The three published cases of the handbook beyond their monthly bills, which stand in the table of test_companies."""

from __future__ import annotations

from tcorisk import load, simulate


def test_legal_startup_does_not_keep_what_was_promised() -> None:
    document = simulate(load("legal_startup"), 65_536).document
    for horizon in document["strategies"]["self_hosted"]["horizons"].values():
        assert horizon["budget"]["p_within"] < 0.01


def test_two_year_exercise_crosses_between_30_000_and_50_000_requests_a_day() -> None:
    scenario = load("two_year_exercise")
    chances = {
        volume: simulate(scenario.with_values({"drivers.requests_per_day": volume}), 65_536).p_beats(
            "self_hosted", "api", 24
        )
        for volume in (10_000, 30_000, 50_000, 100_000)
    }
    assert chances[10_000] < 0.01
    assert chances[30_000] < 0.5 < chances[50_000]
    assert chances[100_000] > 0.99


def test_support_chatbot_is_exact() -> None:
    strategies = simulate(load("support_chatbot"), 8_192).document["strategies"]
    for name, total in {"api": 86_200.0, "self_hosted": 441_000.0}.items():
        numbers = strategies[name]["horizons"]["12"]
        assert (numbers["mean"], numbers["p50"], numbers["p99"], numbers["sd"]) == (total, total, total, 0.0)
