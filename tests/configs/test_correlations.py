"""`[[correlations]]`: which draws may have partners, and what is refused."""

from __future__ import annotations

import pytest
from mistaken import check_only_mistake
from valid_scenario import VALID, WHOLE, changed

from tcorisk.configs import ConfigError, Correlation, loads

OWN = "strategies.own.costs"
PAIR = 'between = ["drivers.engineer", "drivers.peak#1"]'


def entry(*lines: str) -> str:
    return "\n".join(["\n[[correlations]]", *lines, ""])


def test_what_is_asked_for_is_a_full_matrix() -> None:
    first, second, third = loads(WHOLE).correlations
    assert first.address == "correlations.0"
    assert first.between == ("drivers.engineer", "drivers.wage_rise", "strategies.host.costs.servers.one_time")
    assert first.rank == ((1.0, 0.4, 0.2), (0.4, 1.0, 0.1), (0.2, 0.1, 1.0))
    assert second == Correlation("correlations.1", ("drivers.mood", "drivers.weather"), ((1.0, -0.5), (-0.5, 1.0)))
    assert (third.copula, third.df) == ("t", 4.0) and third.rank[0] == (1.0, 0.3, 0.3)


@pytest.mark.parametrize(
    "address",
    [
        "drivers.peak#1",
        "drivers.requests.initial",
        "drivers.requests.growth_per_month",
        "strategies.api.inputs.tokens",
        "strategies.api.launch.months",
        f"{OWN}.gpus.monthly#1",
        "strategies.own.buffer.share",
    ],
)
def test_every_draw_that_is_made_once_may_have_a_partner(address: str) -> None:
    (found,) = loads(VALID + entry(f'between = ["drivers.engineer", "{address}"]', "rank = 0.5")).correlations
    assert found.between == ("drivers.engineer", address)


# The lines of the entry, the caret in << >>; the key; the words; the help.
MISTAKES = [
    (('between = [<<"drivers.enginer">>, "drivers.peak#1"]', "rank = 0"), "between.0",
     'no draw has the address "drivers.enginer"', "did you mean `drivers.engineer`"),
    (('between = ["drivers.engineer", <<"drivers.peak">>]', "rank = 0"), "between.1",
     "drivers.peak is a formula that contains a draw", 'write "drivers.peak#1"'),
    (('between = ["drivers.engineer", <<"drivers.peak#2">>]', "rank = 0"), "between.1",
     "drivers.peak has 1 draw, and this is not one of them", 'write "drivers.peak#1"'),
    (('between = [<<"drivers.engineer#1">>, "drivers.peak#1"]', "rank = 0"), "between.0",
     "drivers.engineer is a single law, whose address has no number", 'write "drivers.engineer"'),
    (('between = <<["drivers.requests", "drivers.peak#1"]>>', "rank = 0"), "between",
     "drivers.peak#1 is drawn once and drivers.requests every month: they cannot be correlated",
     "the shocks of drivers.requests go with those of another process"),
    (('between = ["drivers.engineer", <<"drivers.requests#1">>]', "rank = 0"), "between.1",
     "drivers.requests is a process, and drivers.requests#1 is none of its draws",
     'write "drivers.requests" for its monthly shocks; or name a parameter, for instance "drivers.requests.initial"; '
     "its draws: drivers.requests.initial, drivers.requests.growth_per_month"),
    (('between = ["drivers.engineer", <<"strategies.api.inputs.spare">>]', "rank = 0"), "between.1",
     'strategies.api.inputs.spare is not a draw: it is "2"', "only a law"),
    (('between = ["drivers.engineer", <<"drivers.requests.volatility">>]', "rank = 0"), "between.1",
     'drivers.requests.volatility is not a draw: it is "0.05"', "only a law"),
    ((f'between = ["drivers.engineer", <<"{OWN}.labelling.every">>]', "rank = 0"), "between.1",
     f"{OWN}.labelling.every is drawn for each event and cannot be correlated", "correlate an input"),
    ((f'between = ["drivers.engineer", <<"{OWN}.incidents.per_event">>]', "rank = 0"), "between.1",
     f"{OWN}.incidents.per_event is drawn for each event and cannot be correlated", "correlate an input"),
    (('between = ["drivers.engineer", <<"strategies.reserved.buffer.share">>]', "rank = 0"), "between.1",
     "strategies.reserved.buffer.share is inherited: the draw is that of its original", '"strategies.own.buffer.sh'),
    (('between = ["drivers.engineer", <<"drivers.engineer">>]', "rank = 0"), "between.1",
     '"drivers.engineer" is listed twice', "once"),
    (('between = <<["drivers.engineer"]>>', "rank = 0"), "between",
     '`between` needs at least 2 entries, got ["drivers.engineer"]', "Addresses of two or more draws"),
    ((PAIR, "rank = <<1.5>>"), "rank", "`rank` needs a number from -1 to 1, got 1.5", "0, independent"),
    ((PAIR, 'rank = <<"40%">>'), "rank", '`rank` needs a plain number or a matrix, got "40%"', "fully aligned"),
    ((PAIR, "rank = <<true>>"), "rank", "`rank` needs a plain number or a matrix, got true", "fully aligned"),
    ((PAIR, "rank = <<nan>>"), "rank", "`rank` needs a number from -1 to 1, got nan", "fully aligned"),
    ((PAIR, "rank = <<[[1, 0.4]]>>"), "rank",
     "the matrix `rank` needs 2 rows of 2 numbers, one of each for every entry of `between`", "each pair"),
    ((PAIR, "rank = [[1, 0.4], [<<0.3>>, 1]]"), "rank.1.0",
     "`rank` is not symmetric: row 2 has 0.3 where row 1 has 0.4", "same pair"),
    ((PAIR, "rank = [[<<0.9>>, 0.4], [0.4, 1]]"), "rank.0.0", "the diagonal of `rank` is 1, got 0.9", "itself"),
    ((PAIR, "rank = [[1, 0.4], [0.4, <<2>>]]"), "rank.1.1", "`rank` needs a number from -1 to 1, got 2", "aligned"),
    ((PAIR, "rank = 0", "<<df>> = 3"), "df", '`df` goes with `copula = "t"`', "add the copula"),
    ((PAIR, "rank = 0", 'copula = "t"', "df = <<0.5>>"), "df", "`df` needs at least 1, got 0.5", "df = 4"),
    ((PAIR, "rank = 0", 'copula = <<"student">>'), "copula",
     "`copula` needs 'gaussian' or 't', got \"student\"", 'strong with "t"'),
    ((PAIR, "<<rho>> = 0.3"), "rho", "unknown key `rho`", "did you mean `rank`"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "key", "message", "help"), MISTAKES, ids=[row[2][:60] for row in MISTAKES])
def test_a_wrong_entry_is_one_error_at_its_place(lines: tuple[str, ...], key: str, message: str, help: str) -> None:
    (marked,) = [line for line in lines if "<<" in line]
    text = VALID + entry(*(line.replace("<<", "").replace(">>", "") for line in lines))
    check_only_mistake(text, marked, f"correlations.0.{key}", message, help)


def test_other_shapes_are_refused_too() -> None:
    with pytest.raises(ConfigError, match=r"a t copula needs `df`(.|\n)*--> mine.toml:56:3"):
        loads(VALID + entry(PAIR, "rank = 0", 'copula = "t"'), "mine.toml")
    with pytest.raises(ConfigError, match=r"`correlations` needs a list(.|\n)*two brackets(.|\n)*\[\[correlations\]\]"):
        loads(VALID + "\n[correlations]\n" + PAIR + "\nrank = 0\n")
    many = ", ".join(f'"drivers.x{i}"' for i in range(51))
    with pytest.raises(ConfigError, match="at most 50 entries"):
        loads(VALID + entry(f"between = [{many}]", "rank = 0"))


def test_a_draw_is_in_one_entry_only() -> None:
    other = 'between = [<<"drivers.engineer">>, "strategies.own.buffer.share"]'
    text = VALID + entry(PAIR, "rank = 0") + entry(other.replace("<<", "").replace(">>", ""), "rank = 0")
    message = "drivers.engineer is in correlations.0 already"
    check_only_mistake(text, other, "correlations.1.between.0", message, "one entry, with a matrix")


def test_draws_made_at_different_times_have_no_correlation() -> None:
    text = changed("* to(1.1, 1.4)", "* to(1.1, 1.4, each='month')") + entry(PAIR, "rank = 0")
    message = "drivers.engineer is drawn once and drivers.peak#1 every month: they cannot be correlated"
    marked = PAIR.replace("[", "<<[").replace("]", "]>>")
    check_only_mistake(text, marked, "correlations.0.between", message, "or neither")


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("drivers.list_price.factor", "jump"),
        ("drivers.shortage.on_lasts", "period"),
        ("drivers.shortage.off_lasts#1", "period"),
        ("drivers.retirements.every", "event"),
        ("strategies.buy.costs.migration.per_event#1", "event"),
        ("strategies.host.costs.repairs.per_event", "event"),
    ],
)
def test_what_is_drawn_more_often_cannot_be_correlated(address: str, what: str) -> None:
    with pytest.raises(ConfigError, match=f"{address} is drawn for each {what} and cannot be correlated"):
        loads(WHOLE + entry(f'between = ["drivers.life", "{address}"]', "rank = 0"))


def test_a_broken_draw_is_not_reported_as_unknown_too() -> None:
    text = changed('"15_000 to 22_000"', '"22_000 to 15_000"') + entry(PAIR, "rank = 0")
    with pytest.raises(ConfigError) as caught:
        loads(text)
    assert [problem.address for problem in caught.value.problems] == ["drivers.engineer"]


def test_values_of_an_entry_can_be_set() -> None:
    scenario = loads(WHOLE)
    changed_one = scenario.with_values({"correlations.1.rank": 0.2, "correlations.2.df": 9})
    assert changed_one.correlations[1].rank[0] == (1.0, 0.2) and changed_one.correlations[2].df == 9.0
    cells = {"correlations.0.rank.0.1": 0.5, "correlations.0.rank.1.0": 0.5}
    assert scenario.with_values(cells).correlations[0].rank[0] == (1.0, 0.5, 0.2)
    assert scenario.with_values({"correlations": []}).correlations == ()
    for address, value, message in [
        ("correlations.3.rank", 0, "no such address: correlations.3.rank"),
        ("correlations.0.rank.0.1", 0.5, "`rank` is not symmetric"),
        ("correlations.0.rnk", 0.5, "unknown key `rnk`"),
        ("correlations.1.between.0", "drivers.mod", "did you mean `drivers.mood`"),
    ]:
        with pytest.raises(ConfigError, match=message):
            scenario.with_values({address: value})


def test_a_number_put_in_the_place_of_a_draw_is_no_mistake() -> None:
    found = loads(VALID + entry(PAIR, "rank = 0.4")).with_values({"drivers.engineer": 18_000})
    (caution,) = [warning for warning in found.warnings if warning.address == "drivers.engineer"]
    assert "no such draw" in caution.message
    with pytest.raises(ConfigError, match=r"drivers\.engineer is not a draw"):
        loads(changed('"15_000 to 22_000"', "18_000") + entry(PAIR, "rank = 0.4"))  # in the file it is one
