"""Lets the tests of this folder import what they share, and gives them boards and decks by name."""

import sys
from io import BytesIO
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "engine")]


@pytest.fixture
def small():
    from board_case import small_board

    return small_board()


@pytest.fixture
def hostile():
    from board_case import hostile_board

    return hostile_board()


@pytest.fixture
def deck():
    from deck_case import deck_of

    return deck_of("small")


@pytest.fixture
def hostile_deck():
    from deck_case import deck_of

    return deck_of("hostile")


@pytest.fixture
def narrow_deck():
    from deck_case import deck_of

    return deck_of("narrow")


@pytest.fixture
def slides(deck):
    from pptx import Presentation

    return list(Presentation(BytesIO(deck)).slides)
