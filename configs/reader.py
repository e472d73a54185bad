"""From the tables of a file to a `Scenario`, checked from end to end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from . import paying  # noqa: F401 - lines are read by the ways of paying that it registers
from .checks.crosscheck import Known, check_drivers, check_ranges, check_requirements, check_strategy, check_unit
from .checks.plan_lengths import check_plan_lengths
from .checks.size import MOST_INHERITED
from .formulas.ranges import Range
from .gates import gated
from .mixing import mixed, of_stages, shadow_names
from .model.draws import draws_of
from .model.requirements import Requirement
from .model.scenario import Caution, EventSeries, Scenario, Source
from .model.strategies import CATEGORIES, Strategy
from .tables.correlations import read_correlations
from .tables.dates import check_dated, read_start
from .tables.drivers import read_source_table
from .tables.event_values import with_event_values
from .tables.inherit import read_strategies
from .tables.lines import check_names, read_decision, read_unit
from .tables.requirements import check_answers, read_requirements
from .tables.shapes import Document
from .tables.shares import has_shares, names_of, read_shares
from .tables.structure import check_table
from .tables.tariffs import read_tariff
from .text.problems import WHOLE_VALUE, Findings, Path, invisible
from .text.settings import like_chain
from .text.spelling import did_you_mean, shown
from .warnings.cautions import cautions
from .warnings.ties import tie_warnings

__all__ = ["read_scenario"]

#: Strategies times horizons: a run keeps every trajectory's cost of each pair in memory.
MOST_RESULTS = 400


def read_scenario(raw: dict[str, Any], name: str, findings: Findings, put: Collection[Path] = ()) -> Scenario:
    """Return the scenario that the tables of a file describe.

    Every mistake is added to `findings`. If there are any, the returned scenario must not be used.

    Parameters
    ----------
    put : collection of path
        Addresses whose values are not the file's own.
    """
    table = check_table(Document, raw, (), findings)
    assert table is not None  # the top of a file is a table
    findings.start = start = read_start(table.start, findings)
    categories = _categories(table.categories or [], findings)
    raw_drivers = table.drivers or {}
    names = frozenset(name for driver, value in raw_drivers.items() for name in names_of(driver, value))
    drivers: dict[str, Source] = {}
    for driver, value in check_names(raw_drivers, ("drivers",), findings).items():
        path = "drivers", driver
        if has_shares(value):
            drivers |= findings.once(path, value, start, (), partial(read_shares, value, driver, findings))
        else:
            read = partial(read_source_table, value, path, findings)
            drivers[driver] = findings.once(path, value, start, (), read)
    tariffs = {
        f"tariffs.{tariff}": findings.once(
            ("tariffs", tariff), value, start, (), partial(read_tariff, value, ("tariffs", tariff), findings)
        )
        for tariff, value in check_names(table.tariffs, ("tariffs",), findings).items()
    }
    world: dict[str, Source] = {**drivers, **tariffs}
    raw_strategies = table.strategies or {}
    series = [source for source in drivers.values() if isinstance(source, EventSeries)]
    strategies = {
        name: findings.once(
            ("strategies", name, "events"),
            "",
            tuple(drivers),
            (strategy, *series),
            partial(with_event_values, strategy, drivers, findings),
        )
        for name, strategy in read_strategies(raw_strategies, categories, names, findings).items()
    }
    check_dated(findings)
    mixes, room = dict[str, Strategy | None](), MOST_INHERITED
    for one, written in strategies.items():
        others = [strategies.get(part.of) for part in written.parts.values()]
        bound = world if any(part.bindings for part in written.parts.values()) else tariffs
        mixes[one] = made = findings.once(
            ("strategies", one, "mixed"),
            "",
            (room, bool(put), *world),
            (written, *others, *bound.values()),
            partial(mixed, written, strategies, world, room, findings, changed=bool(put)),
        )
        if made is not None:
            room -= len(made.lines) + len(made.inputs) - len(written.lines) - len(written.inputs)

    unit = None if table.unit is None else read_unit(table.unit, findings)

    known = check_drivers(world, names | {f"tariffs.{tariff}" for tariff in table.tariffs or {}}, findings)
    if unit is not None:
        check_unit(unit, known, findings)
    requirements = _requirements(table.requirements or {}, raw_strategies, known, findings)
    policies = [one for one, written in strategies.items() if written.starts or written.switches]
    for one, made in mixes.items():
        if made is not None and one not in policies:
            original = strategies.get(str(raw_strategies[one].get("like")))
            mixes[one] = findings.once(
                ("strategies", one, "gated"),
                "",
                None,
                (made, original, *requirements.values()),
                partial(gated, made, requirements, original, findings),
            )
    members = {one: made for one, made in mixes.items() if made is not None and one not in policies}
    for one in sorted(policies, key=lambda name: _depth(name, raw_strategies)):
        above = [name for name, _ in like_chain(raw_strategies, one)][1:]
        said = len(members) + len(policies) < len(mixes) or any(mixes.get(name) is None for name in above)
        if said:
            mixes[one] = None
            continue
        mixes[one] = made = findings.once(
            ("strategies", one, "stages"),
            "",
            (*members, room, *world),
            (strategies[one], *members.values(), *tariffs.values()),
            partial(of_stages, strategies[one], members, world, room, findings),
        )
        room -= 0 if made is None else len(made.lines) + len(made.inputs)
    shadows = shadow_names(members)
    whose = {item: strategy.name for strategy in strategies.values() for item in strategy.inputs}
    depth = {
        name: (name in policies, bool(found.parts), _depth(name, raw_strategies)) for name, found in strategies.items()
    }
    ranges: dict[str, dict[str, Range]] = {}
    for strategy in sorted(strategies, key=lambda s: depth[s]):  # originals first: their mistakes are theirs
        unread = _names(raw_strategies, strategy, "inputs"), _names(raw_strategies, strategy, "costs")
        whole = mixes[strategy]
        lost = _names(raw_strategies, strategy, "parts") - whole.parts.keys() if whole is not None else frozenset()
        if whole is not None and not lost:
            seen = shadows if strategy in policies else frozenset[str]()
            sound = findings.once(
                ("strategies", strategy, "checked"),
                "",
                (known.shape, unread, *whose.items(), seen),
                (whole, *known.shared.values()),
                partial(check_strategy, whole, known, unread, whose, seen, findings),
            )
            if sound:
                ranges[strategy] = check_ranges(whole, known, findings)
    strategies |= {name: whole for name, whole in mixes.items() if whole is not None}

    horizons = _horizons(table.horizons, findings)
    inputs = (source for strategy in strategies.values() for source in strategy.inputs.values())
    check_plan_lengths((*world.values(), *inputs), horizons, findings)
    if len(horizons) * len(strategies) > MOST_RESULTS:
        findings.add(
            ("horizons",),
            f"{len(strategies)} strategies at {len(horizons)} horizons are {len(horizons) * len(strategies)} results; "
            f"{MOST_RESULTS} is the most",
            "list fewer horizons, or split the file",
        )
    decision = read_decision(table.decision, horizons, findings)
    baseline = table.baseline
    if baseline is None:
        baseline = next(iter(strategies), "")
    elif baseline not in raw_strategies and raw_strategies:
        help = did_you_mean(baseline, raw_strategies, "strategies")
        findings.add(
            ("baseline",), f"`baseline` is not a strategy of this file: {shown(baseline)}", help, "", WHOLE_VALUE
        )
    if baseline in strategies and strategies[baseline].barred is not None:
        _bar_baseline(baseline, strategies, findings)
    drawn = draws_of(world, strategies, unit)
    correlations = read_correlations(
        table.correlations or [], world, strategies, drawn, findings, unit=unit, requirements=requirements, put=put
    )
    warnings: tuple[Caution, ...] = ()
    if not findings.items:
        warnings = cautions(world, strategies, unit, horizons, float(table.discount_rate), known.ranges, ranges)
        warnings += tuple(Caution(address, message) for address, message in findings.warnings)
        warnings += tuple(tie_warnings(drawn, correlations))
    return Scenario(
        name=name,
        title=_plain_text(table.title, "title", findings),
        currency=_plain_text(table.currency, "currency", findings),
        horizons=horizons,
        start=start,
        discount_rate=float(table.discount_rate),
        discount_at=table.discount_at,
        baseline=baseline,
        categories=categories,
        drivers=drivers,
        strategies=dict(strategies),
        unit=unit,
        tariffs=tariffs,
        requirements=requirements,
        correlations=correlations,
        decision=decision,
        warnings=warnings,
    )


def _requirements(
    raw: dict[str, Any], raw_strategies: dict[str, Any], known: Known, findings: Findings
) -> dict[str, Requirement]:
    """Return what every strategy has to answer; nothing where a question or an answer is wrong."""
    before = len(findings.items)
    found = findings.once(("requirements",), raw, findings.start, (), partial(read_requirements, raw, findings))
    check_answers(raw_strategies, found, frozenset(raw), findings)
    check_requirements(found.values(), known, findings)
    return found if len(findings.items) == before else {}


def _bar_baseline(baseline: str, strategies: Mapping[str, Strategy], findings: Findings) -> None:
    """Refuse a baseline that may not be chosen: strategies are compared with it, and it is the fallback choice."""
    allowed = [name for name, strategy in strategies.items() if strategy.barred is None]
    if allowed:
        message = f"the baseline, strategies.{baseline}, is barred and cannot be kept: {strategies[baseline].barred}"
        help = f'name one that is not barred: baseline = "{allowed[0]}"'
    else:
        message, help = "every strategy is barred: nothing is left to choose", "leave at least one without `barred`"
    findings.add(("strategies", baseline), message, help)


def _depth(name: str, raw: dict[str, Any]) -> int:
    """Return how many `like`s lie between a strategy and its original."""
    return sum(isinstance(table.get("like"), str) for _, table in like_chain(raw, name))


def _names(raw: dict[str, Any], strategy: str, table: str) -> frozenset[str]:
    """Return the names written in a table of a strategy and of those it is like, read or not.

    A name whose value is broken, or that a broken `like` would have brought, is not reported as unknown too.
    """
    found: set[str] = set()
    dropped: set[str] = set()
    for _, written in like_chain(raw, strategy):
        inside = written.get(table)
        if isinstance(inside, dict):
            found |= {item for item in inside if item not in dropped}
        without = written.get("without")
        if isinstance(without, list):
            dropped |= {item.partition(".")[2] for item in without if isinstance(item, str) and item.startswith(table)}
    return frozenset(found)


def _categories(extra: list[str], findings: Findings) -> tuple[str, ...]:
    known = dict.fromkeys(CATEGORIES)
    for index, category in enumerate(extra):
        path = ("categories", str(index))
        if category == "Buffer":
            findings.add(path, "the category Buffer is reserved for the buffer", "choose another word")
        elif category in known:
            findings.add(path, f"category {shown(category)} is already defined", "list only additional ones")
        elif not category.strip() or not category.isprintable():
            findings.add(path, f"category {shown(category)} contains characters that cannot be shown", "plain text")
        else:
            known[category] = None
    return tuple(known)


def _plain_text(text: str | None, key: str, findings: Findings) -> str:
    if text is None:
        return ""
    if found := invisible(text):
        offset, what = found
        findings.add((key,), f"`{key}` contains {what}: {shown(text)}", "leave it out: text on one line", "", offset)
    elif not text.strip():
        findings.add((key,), f"`{key}` is blank", f'write {key} = "..."')
    return text


def _horizons(horizons: list[int] | None, findings: Findings) -> tuple[int, ...]:
    if horizons is None:
        return (12,)
    for index, horizon in enumerate(horizons):
        if horizon in horizons[:index]:
            findings.add(("horizons", str(index)), f"horizon {horizon} is listed twice", "each month once")
    return tuple(sorted(set(horizons)))
