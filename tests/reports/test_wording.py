"""Numbers and names in words."""

import json
import math
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcorisk.configs.text.spelling import listed
from tcorisk.reports import render_json
from tcorisk.reports.words.layout import clean, shorten, text_width, wrap
from tcorisk.reports.words.names import input_name, input_names, outermost
from tcorisk.reports.words.numbers import Money, error_percent, odds, odds_cell

N = 1_048_576


@pytest.mark.parametrize(
    ("p", "error", "words"),
    [
        (0.0, None, "fewer than 1 in 349,000"),
        (1.0, None, "all 1,048,576"),
        (2e-4, 1e-6, "1 in 5,000"),
        (1.0 - 2e-4, 1e-6, "more than 999 of 1,000"),
        (12 / N, 1e-5, "about 1 in 87,000"),
        (4 / N, None, "about 1 in 260,000"),
        (3 / N, None, "about 1 in 349,000"),
        (2 / N, None, "2 of 1,048,576"),
        (1 / N, None, "1 of 1,048,576"),
        (1.0 - 1 / N, None, "all but 1 of 1,048,576"),
        (1.0 - 3 / N, None, "more than 99,999 of 100,000"),
        (1.0 - 12 / N, None, "more than 9,999 of 10,000"),
        (1.0 - 1 / 1_000, 1e-9, "999 of 1,000"),
        (0.014, 1e-4, "1 of 100"),
        (0.47, 1e-4, "47 of 100"),
        (0.47, 0.02, "47 +-2 of 100"),
        (0.996, 1e-4, "249 of 250"),
        (0.5, None, "50 of 100"),
    ],
)
def test_chance(p, error, words):
    assert odds(p, N, error) == words


def test_few_trajectories_are_counted_as_they_are():
    assert odds(1 / 20, 20, 0.0) == "1 of 20"
    assert odds(0.0, 2) == "none of 2"
    assert odds(1.0, 999) == "all of 999"
    assert odds_cell(94 / 200, 200) == "94 in 200"


def test_cells_are_short():
    assert odds_cell(0.0, N) == "<0.01 in 100"
    assert odds_cell(None, N) == "-"
    assert odds_cell(0.0, N, certain=True) == "never"
    assert odds_cell(1.0, N) == ">99.99 in 100"
    assert odds_cell(1.0 - 1 / N, N) == ">99.99 in 100"
    assert odds_cell(2 / N, N) == "<0.01 in 100"
    assert odds_cell(0.996, N) == "99.6 in 100"
    assert odds_cell(1.0 - 1e-5, N) == ">99.99 in 100"
    assert odds_cell(1 / 5_000, N) == "0.02 in 100"
    assert odds_cell(1.0, N, certain=True) == "always"


@given(st.integers(0, 30_000), st.integers(1, 30_000))
def test_a_chance_is_near_its_share_and_never_a_bare_nought(hits, n):
    if hits > n:
        hits = n
    words = odds(hits / n, n, 0.0)
    assert not re.search(r"\b0\b", words)
    if n < 1_000:
        assert words == f"{'none' if hits == 0 else 'all' if hits == n else hits} of {n}"
    elif hits in (0, n):
        assert words == f"all {n:,}" if hits else "fewer than 1 in" in words
    elif (few := min(hits, n - hits)) < 3:
        assert words == (f"{hits} of {n:,}" if hits == few else f"all but {few} of {n:,}")
    elif words.startswith("more than "):
        less, whole = _numbers(words)
        assert whole - less == 1
        assert hits / n > less / whole
    elif " in " in words:
        assert few / n < 0.0095
        assert _numbers(words)[1] == pytest.approx(n / few, rel=0.06)
    else:
        shown, whole = _numbers(words)
        if whole == 100:
            assert abs(shown / 100 - hits / n) <= 0.005 + 1e-12
        else:
            assert (shown, 2 * hits > n) == (whole - 1, True)
            assert whole == pytest.approx(n / few, rel=0.06)


def _numbers(words):
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", words)]


@pytest.mark.parametrize("n", [1_000, 8_192, 10**6, N])
def test_nothing_seen_looks_at_least_as_rare_as_something_seen(n):
    """One hit or two are counted: a share of so few is luck. From three on a share is told, and never a rarer one."""
    none, *more = [_numbers(odds(hits / n, n))[1] for hits in (0, *range(3, 9))]
    assert [none, *more] == sorted([none, *more], reverse=True)
    assert [odds(hits / n, n) for hits in (1, 2)] == [f"1 of {n:,}", f"2 of {n:,}"]


@pytest.mark.parametrize(
    ("amount", "error", "words"),
    [
        (347_785.0, 20.0, "348,000"),
        (347_785.0, 1_300.0, "348,000 +-2,000"),
        (347_785.0, 13_000.0, "350,000 +-20,000"),
        (999_600.0, None, "1,000,000"),
        (0.03456, None, "0.0346"),
        (-12.345, None, "-12.3"),
        (40.0, 400.0, "0 +-400"),
        (0.0, None, "0"),
        (-0.0, None, "0"),
    ],
)
def test_money_has_three_digits_or_as_many_as_are_known(amount, error, words):
    assert Money("USD")(amount, error) == words


def test_exact_money_and_large_money():
    assert Money("USD").exact(86_200.0) == "86,200"
    assert Money("USD").exact(5_516.666) == "5,516.67"
    millions = Money.fitting("USD", 3e11)
    assert (millions.unit, millions(3.21e11)) == ("million USD", "321,000")
    assert len(Money("USD")(1e300)) < 12


@pytest.mark.parametrize(("share", "words"), [(0.00012, "0.02 %"), (0.0, "0 %"), (0.031, "4 %"), (0.0995, "10 %")])
def test_percent_is_rounded_up(share, words):
    assert error_percent(share) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("strategies.own.inputs.engineer_share", "engineer share"),
        ("drivers.requests_per_day.initial", "requests per day, at the start"),
        ("strategies.own.costs.gpus.monthly#1", "GPUs"),
        ("strategies.own.costs.gpus.monthly#2", "GPUs (draw 2)"),
        ("strategies.own.costs.labelling.every", "labelling, interval"),
        ("strategies.own.costs.labelling", "labelling"),
        ("strategies.own.launch.months", "months to launch"),
        ("strategies.own.buffer.share", "buffer share"),
    ],
)
def test_input_names(address, words):
    assert input_name(address) == words


def test_equal_words_are_told_apart():
    labels = {"own": "Own", "api": "API"}
    costs, inputs = "strategies.own.costs.gpus.one_time", "strategies.own.inputs.gpus"
    other = "strategies.api.inputs.gpus"
    assert input_names([costs, inputs], labels, owners_shown=True) == {
        costs: "GPUs (costs, one time)",
        inputs: "GPUs (inputs)",
    }
    assert input_names([inputs, other], labels, owners_shown=True) == {inputs: "GPUs", other: "GPUs"}
    assert input_names([inputs, other], labels, owners_shown=False) == {inputs: "GPUs (Own)", other: "GPUs (API)"}
    assert input_names([inputs], labels, owners_shown=False) == {inputs: "GPUs"}


def test_lists_and_what_lies_inside():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert outermost(["d.x", "d.x.initial", "d.xy", "e#1"]) == ["d.x", "d.xy", "e#1"]


@given(st.text(max_size=60), st.integers(8, 40))
def test_text_is_plain_and_keeps_its_width(text, width):
    plain = clean(text)
    assert not any(unicodedata.category(c)[0] == "C" for c in plain)
    assert text_width(shorten(plain, width)) <= width
    assert all(text_width(line) <= width for line in wrap(plain, width, "  ", "   "))


def test_wide_characters_count_two():
    assert text_width("日本e\u0301") == 5
    assert shorten("日本語のモデル", 9) == "日本語..."


def test_json_is_the_same_bytes_in_every_locale_and_refuses_nan():
    assert json.loads(render_json({"label": "é\u202e"})) == {"label": "é\u202e"}
    assert render_json({"label": "é"}).isascii()
    with pytest.raises(ValueError, match="not JSON compliant"):
        render_json({"x": math.nan})
