"""Shared events, running sums, residuals, commitments, outputs and the unit: what they become, what is refused."""

from __future__ import annotations

import pytest
from mistaken import check_only_mistake
from valid_scenario import VALID, WHOLE, changed

from tcorisk.configs import Call, ConfigError, Draw, Name, Number, On, Quantity, Unit, line_names, loads, walk
from tcorisk.configs.formulas.expressions import levels
from tcorisk.configs.formulas.formula import read_formula
from tcorisk.configs.formulas.ranges import expression_range
from tcorisk.configs.glimpse import Glimpse

PLAIN = loads(WHOLE)
LABELLING = 'every = "3 to 6"\nper_event = "5_000 to 50_000"'
LINE = "strategies.own.costs.labelling"
EVENTS = changed(
    'engineer = "15_000 to 22_000"    # survey of 2026',
    'engineer = "15_000 to 22_000"\nrepairs = { process = "events", every = "2 to 3" }\nsales = "uniform(0, 9)"',
    changed('without = ["costs.labelling"]\n', ""),
)


def with_line(keys: str, text: str = EVENTS) -> str:
    return changed(LABELLING, keys, text)


def test_a_line_on_shared_events() -> None:
    line = PLAIN.strategies["buy"].lines["migration"]
    assert line.timing == On("retirements") and line.amount.address == "strategies.buy.costs.migration.per_event"
    assert list(line_names(line)) == ["retirements", "engineer", "outages"]
    assert PLAIN.warnings == ()  # `retirements` is named in `on` alone: used all the same


def test_an_inherited_line_finds_the_events_of_its_own_strategy() -> None:
    own = 'inputs = { repairs = { process = "events", every = 3 } }\n'
    text = with_line('on = "repairs"\nper_event = 5', changed('kind = "self_hosted"\n', f'kind = "self_hosted"\n{own}'))
    text = changed('without = ["costs.labelling"]\n', "inputs = { repairs = 3 }\n", text)
    check_only_mistake(
        text,
        '<<like>> = "own"',
        "strategies.reserved.like",
        f"`on` needs a process of events, and `repairs` is a quantity, in the inherited {LINE}.on",
        "process = ",
    )
    loads(text.replace("repairs = 3", 'repairs = { process = "events", events_per_year = 2 }'))
    with pytest.raises(ConfigError, match=r"here: `repairs` is an input of strategies.own, in the inherited"):
        loads(text.replace("inputs = { repairs = 3 }", 'without = ["inputs.repairs"]'))


def test_running_sums() -> None:
    discount = PLAIN.strategies["buy"].inputs["discount"]
    assert discount.expression == Call("pow", (Number(0.9), Call("so_far", (Name("retirements"),))))
    constant = loads(changed("2 * engineer", "so_far(3) + so_far(2 * 5)")).strategies["own"].lines["setup"].amount
    sums = Call("so_far", (Number(3.0),)), Call("so_far", (Number(10.0),))
    assert constant.expression == Call("add", sums)  # it grows by the month: not folded
    assert levels(constant.expression) == 3


def test_the_range_of_a_running_sum() -> None:
    def bounds(low: float, high: float) -> tuple[float, float]:
        return expression_range(Call("so_far", (Name("x"),)), lambda name: (low, high))

    assert bounds(2.0, 3.0) == (2.0, 360.0)
    assert bounds(-2.0, 3.0) == (-240.0, 360.0)
    assert bounds(-2.0, -1.0) == (-240.0, -1.0)
    assert bounds(0.0, float("inf")) == (0.0, float("inf"))


@pytest.mark.parametrize(
    ("formula", "expected", "in_month_1"),
    [
        ("so_far(sales, 12)", (2.0, 36.0), 2.5),
        ("so_far(-sales, 2 * 6)", (-36.0, -2.0), -2.5),
        ("max_so_far(sales)", (2.0, 3.0), 2.5),
        ("min_so_far(sales)", (2.0, 3.0), 2.5),
        ("lag(sales, 3)", (0.0, 3.0), 0.0),
        ("lag(sales, 3, sales)", (2.0, 3.0), 2.5),
        ("lag(sales, 3, 7)", (2.0, 7.0), 7.0),
    ],
)
def test_the_range_of_what_is_remembered(formula: str, expected: tuple[float, float], in_month_1: float) -> None:
    """With sales of 2 to 3; a lag may also be what came before."""
    expression = read_formula(formula, "x")
    assert expression_range(expression, lambda name: (2.0, 3.0)) == expected
    values = Glimpse({"sales": Quantity("sales", Number(2.5))}).values(expression)
    assert values is not None and set(values) == {in_month_1}


def test_residual_commitment_outputs_and_unit() -> None:
    host, lease = PLAIN.strategies["host"], PLAIN.strategies["lease"]
    servers, rent = host.lines["servers"], host.lines["rent"]
    assert servers.residual is not None and servers.residual.address == "strategies.host.costs.servers.residual"
    assert Name("age") in walk(servers.residual.expression)
    assert (servers.commitment, rent.commitment, rent.residual) == (None, 3.0, None)
    assert list(host.outputs) == ["utilisation", "machine_hours"] and list(lease.outputs) == ["utilisation"]
    assert lease.outputs["utilisation"].expression == Number(0.5)
    assert [part.address for part in walk(host.outputs["utilisation"].expression) if isinstance(part, Draw)] == [
        "strategies.host.outputs.utilisation#1"
    ]
    assert PLAIN.strategies["buy"].outputs["spent"].expression == Call("so_far", (Name("costs.tokens"),))
    assert isinstance(PLAIN.unit, Unit) and PLAIN.unit.name == "1M tokens"
    assert PLAIN.unit.monthly.address == "unit.monthly"
    plain = loads(VALID)
    assert plain.unit is None and plain.strategies["own"].outputs == {} and plain.correlations == ()


def test_outputs_are_inherited_until_written_again() -> None:
    text = changed('kind = "self_hosted"\n', 'kind = "self_hosted"\noutputs = { a = 1, b = "costs.gpus" }\n')
    scenario = loads(text)
    assert scenario.strategies["reserved"].outputs == scenario.strategies["own"].outputs
    again = loads(changed('like = "own"\n', 'like = "own"\noutputs = { b = 2, c = 3 }\n', text)).strategies["reserved"]
    assert list(again.outputs) == ["a", "b", "c"] and again.outputs["b"].address == "strategies.reserved.outputs.b"


def test_a_name_of_ones_own_may_be_age_where_nothing_has_a_residual() -> None:
    text = changed("spare = 2", 'spare = 2, age = "1 to 3"')
    named = changed("tokens * 3.0e-6", "tokens * age", text)
    assert "age" in loads(named).strategies["api"].inputs
    text = with_line("one_time = 5\nresidual = 0.3", EVENTS.replace("sales", "age"))
    check_only_mistake(
        text,
        "<<residual>> = 0.3",
        f"{LINE}.residual",
        "`age` in a `residual` is the months since the purchase, and here it is a driver or input too",
        "another name",
    )
    loads(with_line("one_time = 5\nresidual = 0.3", changed("spare = 2", "spare = 2, age = 3", EVENTS)))


# What replaces a line's frequency and amount, the caret in << >>; the key; the words; the help.
MISTAKES = [
    ('on = <<"repair">>\nper_event = 5', "on", 'not a process of events: "repair"', "did you mean `repairs`"),
    ('on = <<"sales">>\nper_event = 5', "on", "`on` needs a process of events, and `sales` is a quantity", "`repairs`"),
    ('on = <<"requests">>\nper_event = 5', "on", "`requests` is a process of growth", "`repairs`"),
    ('on = <<"month">>\nper_event = 5', "on", 'not a process of events: "month"', "`repairs`"),
    ('on = <<["Compute"]>>\nper_event = 5', "on", 'needs text in quotes, got ["Compute"]', "Name of an events process"),
    ('on = "repairs"\n<<dispersion>> = 2\nper_event = 5', "dispersion", "goes with a number of events", "that process"),
    ('<<on>> = "repairs"\nevery = 2\nper_event = 5', "on", "one frequency: `every` or `on`", "two lines"),
    ('<<on>> = "repairs"\nmonthly = 5', "on", "`on` goes with `per_event`", "not with `monthly`"),
    ("<<per_event>> = 5", "per_event", "`per_event` needs a frequency", "`on`"),
    ('on = "repairs"\n<<per_event>> = { dist = "uniform", low = 1, high = 2, each = "month" }', "per_event",
     "is not allowed in `per_event`: it is drawn for each event", "leave `each` out"),
    ('on = "repairs"\nper_event = "3 + <<so_far>>(sales * to(1, 2))"', "per_event",
     "a law inside `so_far` is not allowed in `per_event`: it is drawn for each event, and `so_far` sums over",
     "make the law an input"),
    ('on = "repairs"\nper_event = "3 + <<lag>>(sales * to(1, 2), 1)"', "per_event",
     "a law inside `lag` is not allowed in `per_event`: it is drawn for each event, and `lag` looks back over months",
     "make the law an input"),
    ('on = "repairs"\nper_event = "sales + <<max_so_far>>(to(1, 2))"', "per_event",
     "a law inside `max_so_far` is not allowed in `per_event`: it is drawn for each event, and `max_so_far` compares",
     "make the law an input"),
    ('monthly = 5\nuntil = "9 + <<min_so_far>> (sales)"', "until", "`min_so_far` varies by month, but `until`",
     "in amounts"),
    ('one_time = 5\nafter = "sales + <<lag>>(sales, 2)"', "after", "`lag` varies by month, but `after`",
     "in amounts"),
    ('<<one_time>> = "lag(costs.labelling, 1)"', "one_time", "a cycle: costs.labelling -> costs.labelling", "without"),
    ('one_time = 5\nresidual = "1 / (1 + <<lag>>(age, 2))"', "residual", "`age` is not allowed inside `lag`", ""),
    ('one_time = 5\nafter = "<<so_far>>(sales)"', "after", "`so_far` varies by month, but `after`",
     "in amounts"),
    ('<<one_time>> = "so_far(costs.labelling)"', "one_time", "a cycle: costs.labelling -> costs.labelling", "without"),
    ("monthly = 5\n<<residual>> = 0.3", "residual", "`residual` goes with `one_time`", "leave it out"),
    ("one_time = 5\nresidual = <<30>>", "residual", "`residual` must be at most 1, got 30", "0.3 is 30 %"),
    ("one_time = 5\nresidual = <<-0.1>>", "residual", "`residual` must be at least 0, got -0.1", ""),
    ('one_time = 5\n<<residual>> = "-1 - age"', "residual", "`residual` is always below 0 here", "at least 0"),
    ('one_time = 5\nresidual = "1 / (1 + <<so_far>>(age))"', "residual", "`age` is not allowed inside `so_far`", ""),
    ('one_time = "2 * <<age>>"', "one_time", "`age` cannot be used here", "only in the `residual`"),
    ("monthly = 5\ncommitment = <<0>>", "commitment", "`commitment` needs more than 0, got 0", "commitment = 12"),
    ("monthly = 5\ncommitment = <<121>>", "commitment", "`commitment` needs at most 120, got 121", "plain number"),
    ('monthly = 5\ncommitment = <<"1 to 2">>', "commitment", 'a plain number, not an interval or a formula', "12"),
    ("one_time = 5\n<<commitment>> = 3", "commitment", "`commitment` goes with `monthly`", "leave it out"),
    ("monthly = 5\npaid_after = <<-1>>", "paid_after", "`paid_after` needs at least 0, got -1", "paid_after = 2"),
    ("monthly = 5\npaid_after = <<120>>", "paid_after", "`paid_after` needs at most 119, got 120", "whole number"),
    ("monthly = 5\npaid_after = <<1.5>>", "paid_after", "a whole number", "paid_after = 2"),
    ('monthly = 5\npaid_after = <<"1 to 2">>', "paid_after", 'needs a whole number, not an interval', "2"),
    ("monthly = 5\n<<payment_terms>> = 2", "payment_terms", "unknown key `payment_terms`", "did you mean `paid_after`"),
    ("monthly = 5\n<<term>> = 3", "term", "unknown key `term`", "did you mean `commitment`"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "key", "message", "help"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_wrong_line_is_one_error_at_its_place(keys: str, key: str, message: str, help: str) -> None:
    marked = next(line for line in keys.split("\n") if "<<" in line)
    text = with_line(keys.replace("<<", "").replace(">>", ""))
    with pytest.raises(ConfigError) as caught:
        loads(text)
    full = caught.value.problems[0].message
    assert message in full
    check_only_mistake(text, marked, f"{LINE}.{key}", full, help)


TOP = [
    ("<<unit>> = 5", "unit", "`unit` needs a table, got 5", "`name`, `monthly`"),
    ('<<unit>> = { name = "x" }', "unit", "key `monthly` is missing in unit", "of units a month"),
    ('unit = { name = "x", monthly = <<0>> }', "unit.monthly", "`monthly` must be above 0, got 0", ""),
    ('unit = { <<name>> = "  ", monthly = 1 }', "unit.name", "`name` is blank", "1M tokens"),
    ('unit = { name = "x", monthly = "1 + <<tokens>>" }', "unit.monthly", "unknown name `tokens`", "known here"),
    (
        'unit = { name = "x", monthly = "<<launch>>" }',
        "unit.monthly",
        "`launch` cannot be used here",
        "does not belong to a strategy",
    ),
    ('unit = { name = "x", <<per_month>> = 3 }', "unit.per_month", "unknown key `per_month`", "mean `monthly`"),
]


@pytest.mark.parametrize(("line", "address", "message", "help"), TOP, ids=[row[0] for row in TOP])
def test_a_wrong_unit_is_one_error_at_its_place(line: str, address: str, message: str, help: str) -> None:
    text = changed("schema = 1\n", "schema = 1\n" + line.replace("<<", "").replace(">>", "") + "\n")
    check_only_mistake(text, line, address, message, help)


OUTPUTS = [
    ("outputs = <<5>>", "outputs", "`outputs` needs a table, got 5", "not charged"),
    (
        "outputs = { <<costs>> = 1 }",
        "outputs.costs",
        "`costs` cannot be a name: the language uses it",
        "another",
    ),
    ('outputs = { x = "<<launch>>" }', "outputs.x", "`launch` cannot be used here", "strategies.own has no launch"),
    ('outputs = { x = "<<tokens>>" }', "outputs.x", "`tokens` cannot be used here", "an input of strategies.api"),
    ('outputs = { x = 1, y = "<<x>>" }', "outputs.y", "`x` cannot be used here", "only reported: make it an input"),
    ('outputs = { x = "<<age>>" }', "outputs.x", "`age` cannot be used here", "only in the `residual`"),
    ('outputs = { x = "<<costs.gpu>>" }', "outputs.x", "unknown name `costs.gpu`", "did you mean `costs.gpus`"),
]


@pytest.mark.parametrize(("line", "key", "message", "help"), OUTPUTS, ids=[row[0] for row in OUTPUTS])
def test_a_wrong_output_is_one_error_at_its_place(line: str, key: str, message: str, help: str) -> None:
    text = changed('kind = "self_hosted"\n', line.replace("<<", "").replace(">>", "") + "\n")
    check_only_mistake(text, line, f"strategies.own.{key}", message, help)


def test_an_output_that_is_not_there_cannot_be_left_out() -> None:
    text = changed('kind = "self_hosted"\n', "outputs = { used = 3 }\n")
    text = changed('["costs.labelling"]', '["costs.labelling", "outputs.usd"]', text)
    check_only_mistake(
        text,
        'without = ["costs.labelling", <<"outputs.usd">>]',
        "strategies.reserved.without.1",
        '`without` lists what strategies.own does not have: "outputs.usd"',
        "did you mean `outputs.used`",
    )


@pytest.mark.parametrize(
    ("amount", "on"),
    [
        ('monthly = "repairs * to(1, 2)"', ' and `on = "repairs"`'),
        ('monthly = "2 * (repairs / 3 * -to(1, 2))"', ' and `on = "repairs"`'),
        ('one_time = "poisson(4) * uniform(1, 2)"', ""),
        ('monthly = "max(1, repairs) * to(1, 2)"', None),
        ('monthly = "repairs * sales"', None),
        ('monthly = "so_far(repairs) * to(1, 2)"', None),
        ('on = "repairs"\nper_event = "sales * to(1, 2)"', None),
    ],
)
def test_a_count_times_a_law_is_cautioned(amount: str, on: str | None) -> None:
    found = [w for w in loads(with_line(amount)).warnings if w.address.startswith(LINE)]
    assert len(found) == (on is not None)
    if on is not None:
        assert f"a line with `per_event`{on} draws for each event" in found[0].message


def test_a_residual_that_falls_below_nothing_is_cautioned() -> None:
    falling = with_line('one_time = "repairs * sales"\nresidual = "1 - age / 20"')
    (caution,) = [w for w in loads(falling).warnings if w.address.startswith(LINE)]
    assert caution.address == f"{LINE}.residual" and "falls to -0.2" in caution.message
    assert 'write "max(0, 1 - age / 20)"' in caution.message
    for fine in ('"1 - age / 24"', '"max(0, 1 - age / 20)"', '"1 - age / 20 * sales"'):
        text = with_line(f'one_time = "repairs * sales"\nresidual = {fine}')
        assert not [w for w in loads(text).warnings if w.address.startswith(LINE)]
