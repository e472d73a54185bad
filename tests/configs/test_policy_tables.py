"""Policies in a file: what is refused, where, and what the help says; what explain and check make of one."""

from __future__ import annotations

import re

import pytest

from tcorisk.configs import ConfigError, loads
from tcorisk.reports.explain.explain import render_explanation
from tcorisk.reports.explain.reading import render_reading

TEXT = """schema = 1
title = "Move"
currency = "USD"
horizons = [12]
[drivers]
requests = "100 to 300"
[strategies.api.costs.bill]
category = "Compute"
monthly = "requests * 5"
[strategies.own]
launch = { months = 2, revenue_per_month = 5 }
inputs = { servers = "ceil(requests / 50)" }
buffer = { share = 0.2 }
[strategies.own.costs.gpus]
category = "Compute"
monthly = "servers * 2"
[strategies.own.costs.ops]
category = "Engineering"
after = "launch"
monthly = "10% * costs.gpus"
[strategies.move]
starts = "api"
inputs = { quote = "1.2 * strategies.own.monthly" }
[[strategies.move.switch]]
to = "own"
when = "costs.bill > quote"
for_months = 3
[[strategies.move.switch]]
from = "own"
to = "api"
when = "servers < 4 and costs.gpus > strategies.own.inputs.servers"
[strategies.idle]
parts = { all = { of = "api" } }
"""

MOVE = "strategies.move"
FIRST = f"{MOVE}.switch.0"


@pytest.mark.parametrize(
    ("old", "new", "address", "message", "help"),
    [
        (
            'to = "own"',
            'to = <<"owm">>',
            f"{FIRST}.to",
            "needs a strategy of this file that is not a policy",
            "did you mean `own`?",
        ),
        (
            'to = "own"',
            'to = <<"move">>',
            f"{FIRST}.to",
            "needs a strategy of this file that is not a policy",
            "strategies: `api`, `own`, `idle`",
        ),
        ('to = "own"', 'to = <<"api">>', f"{FIRST}.to", "a move from strategies.api to itself", "another strategy"),
        (
            'from = "own"',
            'from = <<"idle">>',
            f"{MOVE}.switch.1.from",
            "strategies.idle is never in force in this policy",
            "it may be: `api`, `own`",
        ),
        (
            'when = "costs.bill > quote"',
            'when = "<<costs.gpus>> > quote"',
            f"{FIRST}.when",
            "unknown name `costs.gpus`",
            "known here:",
        ),
        (
            'when = "costs.bill > quote"',
            'when = "<<strategies.own.bill>> > quote"',
            f"{FIRST}.when",
            "`strategies.own.bill` cannot be read",
            "a policy reads strategies.NAME.monthly",
        ),
        (
            'when = "costs.bill > quote"',
            'when = "<<strategies.own.costs.gpu>> > quote"',
            f"{FIRST}.when",
            "`strategies.own.costs.gpu` cannot be read here",
            "did you mean `strategies.own.costs.gpus`?",
        ),
        (
            'when = "costs.bill > quote"',
            '<<when>> = "uniform(0, 1) > quote"',
            f"{FIRST}.when",
            "a law is not allowed in `when`",
            "make it an input",
        ),
        ("for_months = 3", "for_months = <<0>>", f"{FIRST}.for_months", "at least 1, got 0", "for_months = 3"),
        ("for_months = 3", 'without = [<<"costs.x">>]', f"{FIRST}.without.0", "could leave out", "costs.gpus"),
        ("for_months = 3", "overlap = <<-1>>", f"{FIRST}.overlap", "at least 0, got -1", ""),
        ("for_months = 3", "<<trigger>> = 3", f"{FIRST}.trigger", "unknown key `trigger`", "accepted: "),
        (
            'starts = "api"',
            'starts = "api"\n<<launch>> = { months = 1, revenue_per_month = 2 }',
            f"{MOVE}.launch",
            "a policy, which has `starts`, cannot have `launch`",
            "the strategies it moves between have theirs",
        ),
        (
            "parts = { all",
            'outputs = { bill = "<<strategies.api.monthly>>" }\nparts = { all',
            "strategies.idle.outputs.bill",
            "`strategies.api.monthly` cannot be read here",
            "only `inputs` and `when` of a policy",
        ),
        (
            'of = "api"',
            'of = <<"move">>',
            "strategies.idle.parts.all.of",
            "strategies.move is a policy",
            "one of `api`, `own`",
        ),
    ],
)
def test_a_mistake_is_one_error_at_its_place(old: str, new: str, address: str, message: str, help: str) -> None:
    text = TEXT.replace(old, new.replace("<<", "").replace(">>", ""), 1)
    with pytest.raises(ConfigError) as caught:
        loads(text, "mine.toml")
    assert len(caught.value.problems) == 1, str(caught.value)
    problem = caught.value.problems[0]
    assert problem.address == address
    assert message in problem.message
    assert help in problem.help
    [marked] = re.findall("<<(.*)>>", new)
    assert problem.text[problem.column - 1 :].startswith(marked), str(problem)
    assert problem.width == len(marked), str(problem)


def test_a_move_that_cannot_be_read_and_no_such_start() -> None:
    """Once the file says that there is such a strategy, but it is a policy too; the members are not looked at."""
    text = TEXT.replace('starts = "api"', 'starts = "nothing"').replace('to = "own"\n', "")
    with pytest.raises(ConfigError, match="key `to` is missing") as caught:
        loads(text)
    assert [problem.address for problem in caught.value.problems] == [FIRST]


def test_a_policy_needs_both_keys() -> None:
    text = TEXT[: TEXT.index("[[strategies.move.switch]]")]
    with pytest.raises(ConfigError, match="`starts` goes with `switch`") as caught:
        loads(text)
    assert "[[strategies.move.switch]]" in caught.value.problems[0].help
    with pytest.raises(ConfigError, match="`switch` goes with `starts`") as caught:
        loads(TEXT.replace('starts = "api"\n', ""))
    help = caught.value.problems[0].help
    loads(TEXT.replace('starts = "api"\n', help.removeprefix("write ") + "\n"))


def test_an_input_of_the_policy_hides_nothing() -> None:
    text = TEXT.replace("inputs = { quote", "inputs = { servers = 3, quote")
    with pytest.raises(ConfigError, match="is an input of the policy and of"):
        loads(text)


def test_a_policy_is_barred_where_one_of_its_strategies_is() -> None:
    made = loads(TEXT.replace("[strategies.own]", '[strategies.own]\nbarred = "no data centre"'))
    assert made.strategies["move"].barred == "strategies.own is barred: no data centre"
    assert made.allowed == ("api", "idle")
    asked = TEXT + '[requirements.baa]\nquestion = "Does the vendor sign?"\n'
    for name, answer in (("api", "true"), ("own", "false"), ("idle", "true")):
        answers = f"[strategies.{name}.meets]\nbaa = {answer}\n"
        asked += answers
    assert "Does the vendor sign? No" in str(loads(asked).strategies["move"].barred)
    assert loads(asked.replace("baa = false", "baa = true")).strategies["move"].barred is None


def test_a_policy_like_another() -> None:
    text = TEXT + '[strategies.later]\nlike = "move"\n[[strategies.later.switch]]\nto = "own"\nwhen = "month > 6"\n'
    made = loads(text).strategies
    assert [switch.when.text for switch in made["later"].switches] == ["month > 6"]
    assert made["later"].starts == "api"
    assert made["later"].inputs["quote"] == made["move"].inputs["quote"]


def test_explain_and_check_say_how_it_moves() -> None:
    scenario = loads(TEXT)
    reading = " ".join(render_reading(scenario).split())
    assert "starts with strategies.api, moves from strategies.api to strategies.own when costs.bill > quote" in reading
    words = render_explanation(scenario, f"{MOVE}.switch.1")
    assert "from strategies.own to strategies.api when servers < 4" in words
    for address, part in (
        ("strategies.own.inputs.servers", "switch.1.when"),
        (f"{MOVE}.inputs.quote", "switch.0.when"),
    ):
        assert f"{MOVE}.{part}" in render_explanation(scenario, address)


def test_values_can_be_set() -> None:
    scenario = loads(TEXT)
    moved = scenario.with_values({f"{FIRST}.for_months": 6, "strategies.move.inputs.quote": 10})
    assert moved.strategies["move"].switches[0].for_months == 6
    with pytest.raises(ConfigError, match="entries 0 to 1"):
        scenario.with_values({f"{MOVE}.switch.2": {"to": "own", "when": 1}})


def test_a_line_of_a_member_cannot_be_called_as_the_move() -> None:
    text = TEXT.replace("[strategies.own.costs.ops]", "[strategies.own.costs.move]")
    loads(text)
    with pytest.raises(ConfigError, match="`move` is what a move to strategies"):
        loads(text.replace("for_months = 3", "one_time = 3"))


def test_what_cannot_be_read_is_reported_once() -> None:
    text = TEXT[: TEXT.index("[[strategies.move.switch]]")] + "[strategies.idle]\nparts = { all = { of = 'api' } }\n"
    text = text.replace('starts = "api"', 'starts = "api"\nswitch = { to = "own", when = 1 }')
    with pytest.raises(ConfigError, match="needs a list") as caught:
        loads(text)
    assert len(caught.value.problems) == 1
