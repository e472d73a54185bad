"""Every number of what is shipped has a source, or the word judgement with its reason; a price has a month."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from sourced import NAMED, assumptions, faults_of_priors, faults_of_scenario

from tcorisk.configs.wizard import QUESTIONS, read_answer, wizard_text

CONFIGS = Path(__file__).parents[2] / "configs"
SCENARIOS = [*sorted(CONFIGS.glob("*.toml")), *sorted((CONFIGS / "templates").glob("*.toml"))]
PRIORS = (CONFIGS / "wizard" / "priors.toml").read_text("utf-8")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_number_has_a_source_or_is_called_a_judgement(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(list(assumptions(text))) > (10 if "requirements" not in path.name else 0)
    assert faults_of_scenario(text) == []


def test_every_prior_of_the_wizard_has_a_source() -> None:
    tables = tomllib.loads(PRIORS)
    about_rates = PRIORS[: PRIORS.index("[currency]")].rpartition("# ---")[2]
    assert tables.pop("currency") and NAMED.search(about_rates)
    assert tables.pop("unknown")  # the same laws in words
    assert faults_of_priors(tables) == []
    assert faults_of_priors({"wait": {"peak": ["pert(2, 5, 9)", "as everybody says"]}}) == ["wait.peak: pert(2, 5, 9)"]


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"volume": "20k", "tokens": "2000/500", "model": "70B", "people": "no", "currency": "EUR", "budget": "40k"},
        {"model": "frontier", "privacy": "they may not leave", "latency": "80 ms", "growth": "10x in 2 years"},
        {"model": "small", "latency": "overnight", "volume": "600-3000 a working day"},
    ],
    ids=lambda texts: ", ".join(texts) or "nothing known",
)
def test_what_the_wizard_writes_has_a_source(texts: dict[str, str]) -> None:
    answers: dict[str, object] = {}
    for question in QUESTIONS:
        answers[question.key] = read_answer(question, texts.get(question.key, ""), answers)  # type: ignore[arg-type]
    assert faults_of_scenario(wizard_text(answers).replace("your answer", "judgement")) == []  # type: ignore[arg-type]
