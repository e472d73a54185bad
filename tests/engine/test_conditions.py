"""Conditions on a result: figures by the names of the document, compared, with the interval that is theirs."""

from __future__ import annotations

import pytest

from tcorisk import load, simulate
from tcorisk.reports.words.condition_words import condition_words
from tcorisk.simulator.decision.conditions import Judged, check_figure, check_names, judge, parse_condition

RESULT = simulate(load("two_year_exercise"), 8_192)
DOCUMENT = RESULT.document
OWN = DOCUMENT["strategies"]["self_hosted"]["horizons"]["24"]
[AGAINST] = [c for c in DOCUMENT["comparisons"] if (c["strategy"], c["horizon"]) == ("self_hosted", 24)]


@pytest.mark.parametrize(
    ("text", "found", "interval"),
    [
        ("self_hosted.24.p90 > 1", OWN["p90"], OWN["interval90"]["p90"]),
        ("self_hosted.24.p_beats > 50%", AGAINST["p_beats"], AGAINST["interval90"]["p_beats"]),
        ("self_hosted.24.savings.p50 > 1_000", AGAINST["savings"]["p50"], AGAINST["savings"]["interval90"]["p50"]),
        ("self_hosted.24.p90 > 0.5k", OWN["p90"], OWN["interval90"]["p90"]),
        ("self_hosted.24.p90 < 900M", OWN["p90"], OWN["interval90"]["p90"]),
        ("verdict.recommended == 'api'", "api", None),
        ("self_hosted.24.cash.p90 >= 1,000", OWN["cash"]["p90"], None),
        ("self_hosted.24.lines.gpus.mean>0", OWN["lines"]["gpus"]["mean"], None),
        ("self_hosted.24.break_even.p_never < 1", AGAINST["break_even"]["p_never"], None),
        ("verdict.recommended == api", "api", None),
        ('verdict.recommended != "self_hosted"', "api", None),
        ("verdict.close == false", False, None),
    ],
)
def test_a_figure_by_its_names(text: str, found: object, interval: list[float] | None) -> None:
    expected = None if interval is None else tuple(interval)
    assert judge(DOCUMENT, parse_condition(text)) == Judged(True, found, expected)


@pytest.mark.parametrize(
    ("relation", "value", "holds"),
    [(">", -1, False), ("<", 1, False), (">=", 0, True), ("<=", 0, True), ("==", 0, True), ("!=", 0, False)],
)
def test_each_relation(relation: str, value: float, holds: bool) -> None:
    """Of two figures, one a little larger and one equal."""
    p50 = OWN["p50"]
    judged = judge(DOCUMENT, parse_condition(f"self_hosted.24.p50 {relation} {p50 - value!r}"))
    assert judged.holds is holds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("self_hosted.24.p_beat > 0.5", "`self_hosted.24` has no `p_beat`; did you mean `p_beats`?"),
        ("self_hosted.24.cash > 5", "is not one figure; it has: `mean`, `p10`"),
        (
            "api.24.budget > 5",
            "is null in this result: it does not apply\n  = help: set strategies.api.budget_per_month",
        ),
        ("api.24.budget.p_within < 0.9", "`api.24.budget` is null in this result"),
        ("verdict.recommended > api", "cannot be compared with 'api' by >"),
        ("api.24.p50 == api", "cannot be compared with 'api' by =="),
        ("verdict.rules == 3", "is not one figure"),
    ],
)
def test_what_the_document_cannot_answer(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        judge(DOCUMENT, parse_condition(text))


@pytest.mark.parametrize("text", ["", "api.24.p50", "api.24.p50 >", "> 3", "api.24.p50 => 3", "__import__('os') > 3"])
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ValueError, match="a condition is FIGURE RELATION VALUE"):
        parse_condition(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("apo.24.p50 > 1", "did you mean `api`"),
        ("api.36.p50 > 1", "one of 12, 24"),
        ("api > 1", "a horizon is needed"),
        ("verdict.recommended == won", "no strategy `won`; did you mean `own`[?] there are: `api`, `own`"),
        ("verdict.rival != 3", "no strategy `3.0`"),
        ("verdict.close == yes", "`verdict.close` is true or false, not 'yes'; write verdict.close == true"),
        ("api.24.p_beats < 0.5", "`api` is the baseline, .* another strategy: `own`"),
        ("api.24.savings.p50 < 0", "`api` is the baseline"),
    ],
)
def test_names_are_checked_before_the_run(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_names(parse_condition(text), ("api", "own"), (12, 24), "api")


@pytest.mark.parametrize(
    "text", ["verdict.recommended == own", "verdict.told_apart == false", "own.24.p_beats < 0.5", "api.24.p50 > 1M"]
)
def test_what_a_run_can_answer_passes(text: str) -> None:
    check_names(parse_condition(text), ("api", "own"), (12, 24), "api")


@pytest.mark.parametrize(
    "text",
    [
        "verdict.risks.99.size > 1",
        "self_hosted.24.drivers.99.effect > 0",
        "verdict.inputs.drivers.nothing.measured == true",
        "api.24.moves.1 > 2",
    ],
)
def test_what_depends_on_the_run_is_not_refused_before_it(text: str) -> None:
    strategies = {**DOCUMENT["strategies"], "api": {"horizons": {"24": {"moves": None}}}}
    document = {**DOCUMENT, "strategies": strategies}
    check_figure(document, parse_condition(text))


@pytest.mark.parametrize("text", ["self_hosted.24.p_beat > 1", "self_hosted.24.savings.p51 > 1", "verdict.risk.0 > 1"])
def test_a_figure_that_no_run_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has no"):
        check_figure(DOCUMENT, parse_condition(text))


def test_a_limit_inside_the_interval_is_called_undecided() -> None:
    low, high = AGAINST["interval90"]["p_beats"]
    inside, outside = (
        parse_condition(f"self_hosted.24.p_beats > {limit!r}") for limit in ((low + high) / 2.0, low / 2.0)
    )
    assert "the limit lies within it, so run more futures" in condition_words(inside, judge(DOCUMENT, inside))
    words = condition_words(outside, judge(DOCUMENT, outside))
    assert words.startswith(f"{outside.text}: it is 0.6") and "the limit lies" not in words
