"""A help text that offers something to write is followed to the letter: the file then checks."""

from __future__ import annotations

import re

import pytest
from mistaken import check_followed, followed, problems_of
from test_mistakes import ENGINEER, ENGINEER_MISTAKES, MISTAKES
from valid_scenario import changed

from tcorisk.configs import ConfigError, loads
from tcorisk.configs.text.problems import Problem

#: What the help cannot know: which names the author meant.
OF_NAMES = re.compile(r"a cycle: engineer -> peak|unknown name `(many|x)`|`list_price` takes the name of a model")


#: Numbers, intervals and other values as people type them, with quotes or without.
TYPED = [
    *("8%", '"8%"', '"8 %"', "8 %", '"8 percent"', "5k", '"5k"', '"1.5M"', "$5", '"$5"', "5 USD", '"5 USD"', "USD 5"),
    *("1,000", '"1,000"', "0,5", '"0,5"', "1 000", '"1 000"', "10-20", '"10-20"', '"10 - 20"', "10 to 20"),
    *('"10 to 20 %"', "5k to 10k", '"5k to 10k"', "between 5 and 10", '"between 5 and 10"', '"~5"', '"about 5"'),
    *(".5", "5.", '"5"', '"0.08"', "12.0", '"12"', "true", '"true"', '"1/2"', '"20 to 10"', '"0 to 5"', "-3"),
    *('"3 to 6 months"', "3 to 6 months", '"0.09 to 0.16 USD/kWh"', '"2_000 per month"', "10.2kW", "730 h"),
    *('"10.2 kW"', '"2k to 3k per month"', '"15 to 22k USD per month"', '"1_500...3_000"', "8% per year"),
    *('"-5 to 5"', "3 months", '"3 months"', "2026-04-01", '"2026-04-01"', '"N(5, 1)"', '""', '"2 * 5"'),
]

#: Keys that take a quantity, a plain number, a whole number, a list; what stands there in the valid scenario.
KEYS = {
    'engineer = "15_000 to 22_000"': "engineer",
    "budget_per_month = 7_000": "budget_per_month",
    "dispersion = 3.2": "dispersion",
    "volatility = 0.05": "volatility",
    "horizons = [24, 12]": "horizons",
    'after = "launch"': "paid_after",
}


def test_what_is_offered_is_accepted() -> None:
    tried = []
    for new, _ in ENGINEER_MISTAKES:
        text = changed(ENGINEER, new)
        with pytest.raises(ConfigError) as caught:
            loads(text)
        for mended in followed(text, caught.value.problems[0]):
            try:
                loads(mended)
            except ConfigError as error:
                if not all(OF_NAMES.match(problem.message) for problem in error.problems):
                    pytest.fail(f"{new}: {caught.value.problems[0].help}\n{error}")
            tried.append(new)
    assert len(tried) > 20


@pytest.mark.parametrize("old", KEYS)
def test_no_help_contradicts_the_help_before_it(old: str) -> None:
    tried = 0
    for value in TYPED:
        text = changed(old, f"{KEYS[old]} = {value}")
        problems = problems_of(text)
        for problem in problems:
            tried += check_followed(text, problem)
        then = [one for problem in problems for mended in followed(text, problem) for one in problems_of(mended)]
        assert not [one for one in then if "without quotes" in one.message and one.text.endswith('"')], value
    assert tried > 10


@pytest.mark.parametrize(("old", "new", "blamed", "address", "message"), MISTAKES)
def test_following_the_help_ends_the_mistake(old: str, new: str, blamed: str, address: str, message: str) -> None:
    text = changed(old, new)
    for problem in problems_of(text):
        check_followed(text, problem)


#: Slips inside brackets: the text that stands for a line of the valid scenario, and what the caret underlines.
SLIPS = [
    ("launch = { months = 3 to 7, revenue_per_month = 25_000 }", "3 to 7"),
    ("launch = { months = to(3, 7), revenue_per_month = 25_000 }  # months", "to(3, 7)"),
    ("buffer = { share = 8%, on = [] }", "8%"),
    ("horizons = [12 24]  # months", "12 24"),
    ("horizons = [12 24,  # a year, two\n  36]", "12 24"),
    ("horizons = [\n  12,\n  24 36,  # three\n]", "24 36"),
    ("gpu = { dist = pert, low = 1, mode = 2, high = 4 }", "pert"),
    ('gpu = { dist = "pert", low = 1 mode = 2, high = 4 }', "1 mode = 2"),
    ('gpu = { dist = "mixture", parts = [1, uniform(1, 2)], weights = [1, 2] }', "uniform(1, 2)"),
    ('gpu = { dist = "mixture", parts = [\n  1,\n  [1 2],\n] }', "1 2"),
]


@pytest.mark.parametrize(("new", "marked"), SLIPS)
def test_a_slip_inside_brackets_is_at_its_own_place(new: str, marked: str) -> None:
    text = f"title = 'x'\n{new}\nbudget = 3\n"
    (problem,) = (one for one in problems_of(text) if "needs quotes" in one.message or "comma" in one.message)
    assert problem.line is not None and problem.column is not None
    line = text.split("\n")[problem.line - 1]
    assert line == problem.text and line[problem.column - 1 :][: problem.width] == marked
    assert check_followed(text, problem)


def test_each_slip_of_a_line_is_at_its_own_column() -> None:
    problems = problems_of("buffer = { share = 8%, on = [Compute, 5k] }\n")
    marked = [each.text[each.column - 1 :][: each.width] for each in problems if each.column]
    assert marked[:3] == ["8%", "Compute", "5k"]


@pytest.mark.parametrize("months", ['["9,100", "9,800"]', '["9_100", 9_800]', '["9,100", 9_800]', '["12%", 1]'])
def test_the_help_for_an_item_of_a_list_is_the_list(months: str) -> None:
    text = changed(ENGINEER, f"{ENGINEER}\nvisits = {{ process = 'growth', actuals = {months}, growth_per_month = 0 }}")
    found = problems_of(text)
    lists = [re.fullmatch(r"write (actuals = \[[\d_., ]+\])", problem.help) for problem in found]
    assert lists and all(lists)
    for mended in lists:
        assert mended is not None
        assert not problems_of(text.replace(f"actuals = {months}", mended[1]))


def test_thousands_that_toml_refuses_in_a_list_are_blamed_where_they_are() -> None:
    text = changed("horizons = [24, 12]", "horizons = [24, 12]\nseason = [9,050, 1,100,000]")
    problem = problems_of(text)[0]
    assert problem.message == "a comma in the number 9,050, and in a list a comma begins the next number"
    assert problem.help == "write 9_050 for thousands"
    assert problem.text.startswith("season")


def test_a_circle_is_noticed() -> None:
    text = changed(ENGINEER, 'engineer = "12 %"')
    (problem,) = problems_of(text)
    back = Problem(**{name: getattr(problem, name) for name in Problem.__slots__} | {"help": 'write "12 %"'})
    with pytest.raises(AssertionError, match="leads back"):
        check_followed(text, back)


def test_an_offer_that_is_wrong_is_noticed() -> None:
    text = changed(ENGINEER, 'engineer = "12 %"')
    with pytest.raises(ConfigError) as caught:
        loads(text)
    right = caught.value.problems[0]
    wrong = Problem(**{name: getattr(right, name) for name in Problem.__slots__} | {"help": 'write "12 %%"'})
    (mended,) = followed(text, wrong)
    with pytest.raises(ConfigError):
        loads(mended)
