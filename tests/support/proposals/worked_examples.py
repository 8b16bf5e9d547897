"""Judges the worked examples by the declarations that they were worked for, and prints JSON.

A process of its own, ``python -m tests.support.proposals.worked_examples``, as a declaration is
loaded once in a process: a field or rule that is added today is not known here.
"""

import json
import sys
from pathlib import Path
from typing import Any

import fct.data.program.form as form_module

EXAMPLES = Path(__file__).parents[2] / "worked_examples"
WORKED_FOR = EXAMPLES / "declarations-1"
YEARS = (2027, 2028)

_packaged = form_module.read_declaration


def pinned_declaration(name: str) -> str:
    """Return a declaration as it was when the examples were worked."""
    path = WORKED_FOR / name
    return path.read_text("utf-8") if path.is_file() else _packaged(name)


def forget_later_rules() -> None:
    """Take the functions of rules away that were added after the examples were worked."""
    from fct.data.program.rules import load_rules
    from fct.expectations import judge_rules

    for module in judge_rules._MODULES:
        for rule in set(module.RULES) - set(load_rules()):
            del module.RULES[rule]


def judged(year: int) -> dict[str, Any]:
    """Return the reports and the order of merit of one cycle."""
    from fct.data.program.cycle import load_cycle
    from fct.data.program.rubric import load_rubric
    from fct.scoring.ranking.check import judge_files
    from fct.scoring.ranking.order import order_of_merit
    from fct.scoring.ranking.reports import proposal_reports, rank_report

    cycle = load_cycle(EXAMPLES / f"cycle-{year}.yaml")
    rubric = load_rubric(WORKED_FOR / "rubric.yaml")
    judgement = judge_files([EXAMPLES / f"proposals-{year}.xlsx"], cycle, rubric)
    reports = {report["ref"]: report for report in proposal_reports(judgement)}
    return {"reports": reports, "rank": rank_report(order_of_merit(judgement, cycle))}


if __name__ == "__main__":
    form_module.read_declaration = pinned_declaration  # before a module takes it by its name
    forget_later_rules()
    json.dump({year: judged(year) for year in YEARS}, sys.stdout)
