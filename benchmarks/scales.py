"""One size of the benchmark: build the world, measure, take medians, and set them against the targets."""

import resource
import statistics
import sys
from typing import Any

from benchmarks import measures
from benchmarks.measures import Steps, percentile
from benchmarks.world import World, add_prices, build

Result = dict[str, Any]


def measure(line_count: int, *, repeat: int, price_rows: int) -> Result:
    """Return the figures of a world with ``line_count`` candidate lines."""
    world = World(line_count)
    _say(f"Building {line_count:,} order lines …")
    build(world)
    measures.measure_round()
    steps = _median([measures.measure_round() for _round in range(repeat)])
    narrow_lines, narrow = measures.measure_narrow()
    loop = measures.measure_save_loop()
    activate = steps.plan + steps.apply
    return {
        "lines": line_count,
        "changed": steps.changed,
        "floor_s": round(steps.floor, 3),
        "plan_s": round(steps.plan, 3),
        "apply_s": round(steps.apply, 3),
        "replan_nothing_s": round(steps.replan_nothing, 3),
        "deactivate_s": round(steps.deactivate, 3),
        "narrow_lines": narrow_lines,
        "narrow_activate_s": round(narrow, 3),
        **_felt(world, price_rows),
        "save_loop_lines_per_s": round(loop, 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "ratios": {
            "T1": round(activate / steps.floor, 2),
            "T2": round(steps.plan / steps.floor, 2),
            "T3": round(steps.replan_nothing / steps.floor, 2),
            "T4": round(steps.deactivate / steps.floor, 2),
            "T6": round(steps.changed / activate / loop, 1),
            "T11": round(narrow / activate, 3),
        },
    }


def _felt(world: World, price_rows: int) -> Result:
    """Return what people feel: entering lines while a run is applied, and the price of one line."""
    entry, failures = measures.measure_entry(world)
    _say(f"Adding {price_rows:,} price rows …")
    add_prices(price_rows)
    single = measures.measure_single_price(world)
    return {
        "entry_inserts": len(entry),
        "entry_failures": failures,
        "entry_insert_p50_ms": round(percentile(entry, 50), 2),
        "entry_insert_p99_ms": round(percentile(entry, 99), 2),
        "single_price_p50_ms": round(percentile(single, 50), 2),
        "single_price_p99_ms": round(percentile(single, 99), 2),
    }


def show(result: Result) -> None:
    """Print the figures of one size as a table."""
    for name, value in result.items():
        _say(f"  {name:<24}{value}")


def _median(rounds: list[Steps]) -> Steps:
    return Steps(
        changed=rounds[0].changed,
        **{
            step: statistics.median(getattr(each, step) for each in rounds)
            for step in ("plan", "apply", "replan_nothing", "deactivate", "floor")
        },
    )


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
