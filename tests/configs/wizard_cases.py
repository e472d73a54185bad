"""Answers to the ten questions: one at a time in the words people type, and random combinations of them."""

from __future__ import annotations

import random
from collections.abc import Mapping

from tcorisk.configs.wizard import QUESTIONS, WizardAnswer, read_answer

#: One or more answers of each kind that a question distinguishes; the empty one is `don't know`.
KINDS: dict[str, tuple[str, ...]] = {
    "volume": ("", "0.2", "20k requests a day", "500-2000", "600-3000 a working day", "1B a day", "3M/month"),
    "tokens": ("", "2000 in, 500 out", "5k-15k in, 400-1200 out", "1/1", "1M in, 100k out"),
    "model": ("", "small", "70B", "frontier"),
    "privacy": ("", "nothing", "BAA", "they may not leave"),
    "latency": ("", "30 ms", "80 ms", "2 s", "overnight"),
    "people": ("", "yes", "no"),
    "growth": ("", "flat", "3% a month", "-20% a year", "0-5% a month", "10x in 2 years", "50% a month"),
    "horizon": ("", "6", "12 months", "18 months", "2 years", "10 years"),
    "currency": ("", "USD", "EUR", "JPY"),
    "budget": ("", "7000", "120k a year"),
}


def answered(texts: Mapping[str, str]) -> dict[str, WizardAnswer]:
    """Return the answers to all questions; those left out are not known."""
    answers: dict[str, WizardAnswer] = {}
    for question in QUESTIONS:
        answers[question.key] = read_answer(question, texts.get(question.key, ""), answers)
    return answers


def combinations(count: int, seed: int) -> list[dict[str, str]]:
    """Return random combinations of the kinds."""
    chance = random.Random(seed)
    return [{key: chance.choice(kinds) for key, kinds in KINDS.items()} for _ in range(count)]
