"""The year by the command line alone: nomination, out of cycle, projects, reports, retention.

Details 23, 24 and 25 to 29 of the contract, in one store that is lived through in order.
"""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fct.data.program.form import Form, load_form, load_nomination_form
from fct.data.store.settings import Settings
from fct.data.subjects.store import open_store
from fct.scoring.deciding.deciding import advise, approve, publish, submit
from tests.support.files.workbooks import filled, write_template
from tests.support.processes.commands import call
from tests.support.stores.projects import write_report
from tests.support.stores.year import year_store

CYCLE = """fiscal_year: 2027
time_zone: America/New_York
calendar:
  opens: 2026-02-01
  summary_due: 2026-03-15
  final_due: 2026-06-30
  evaluated: 2026-08-15
  notified: 2026-10-01
  funds_released: 2026-10-15
reminders_days: [7]
components: [Army, Navy]
budgets: {2027: 20000, 2028: 9000}
conditions: {hold_back_kusd: {2027: 1500}}
"""
REF, URGENT = "FY27-0001", "FY27-0002"
OPERATOR, ARMY = ("--as", "operator-1"), ("--as", "sponsor-army")


class Years:
    """The command line on one store, and what it printed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"

    def run(self, *words: object, code: int = 0) -> Any:
        """Run a command, hold its exit code, and return what it printed as JSON."""
        result = call(*words, "--json", env={"FCT_HOME": str(self.home)})
        wrong = result.exception
        printed = json.loads(result.stdout) if result.stdout.strip() else None
        found = getattr(wrong, "exit_code", result.exit_code)
        assert int(found) == code, (words, wrong, result.output)
        return printed if wrong is None or isinstance(wrong, SystemExit) else wrong

    def refused(self, *words: object) -> str:
        """Run a command that is refused, and return the code of the refusal."""
        said = self.run(*words, code=3)
        return str(said.code) if isinstance(said, Exception) else str(_code_in(said))

    def tick(self, moment: str) -> list[dict[str, Any]]:
        """Tick at a moment, and return what was done."""
        did: list[dict[str, Any]] = self.run("tick", "--now", moment, *OPERATOR)["did"]
        return did

    def form(self, name: str, form: Form, ref: str | None = None, **answers: Any) -> Path:
        """Write a valid proposal of the Army in a form."""
        whole = filled(component="Army", **answers)
        known = {field.id for field in form.fields}
        given: Any = {
            "answers": {key: value for key, value in whole["answers"].items() if key in known},
            "rows": {sheet: whole["rows"][sheet] for sheet in form.table_sheets},
        }
        path = self.folder / name
        write_template(path, form=form, fiscal_year=2027, ref=ref, filled=given)
        return path


def _code_in(printed: Any) -> object:
    if "refused" in printed:
        refused = printed["refused"]
        return refused["code"] if isinstance(refused, dict) else refused[0]["code"]
    if "receipts" in printed:
        return printed["receipts"][0]["refusal"]["code"]
    return printed["refusal"]["code"]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    """A store whose cycle opens tomorrow."""
    made = Years(tmp_path_factory.mktemp("years"))
    year_store(made.home, [CYCLE], start="2026-01-31").close()
    return made


def test_a_nomination_comes_first(years: Years) -> None:
    """Detail 24: refused without an invitation; both answers inform the component."""
    years.tick("2026-02-02T13:00Z")
    nomination = years.form("n.xlsx", load_nomination_form())
    full = years.form("f.xlsx", load_form(), REF)

    receipt = years.run("submit", nomination, *ARMY)["receipts"][0]
    assert (receipt["lane"], receipt["refs"]) == ("nomination", [REF])
    assert years.refused("submit", full, *ARMY) == "NOT_INVITED"
    years.run("invite", REF, *ARMY, code=5)
    years.run("decline", REF, "--reason", "", *OPERATOR, code=2)
    declined = years.run("decline", REF, "--reason", "Not this year.", *OPERATOR)
    assert (declined["state"], declined["told"]) == ("declined", ["sponsor-army"])
    assert years.refused("submit", full, *ARMY) == "NOT_INVITED"
    assert years.run("invite", REF, *OPERATOR)["state"] == "invited"
    empty = years.folder / "invited.xlsx"
    years.run("template", empty, "--ref", "FY27-9999", *ARMY, code=5)
    years.run("template", empty, "--ref", REF, *ARMY)
    checked = years.run("check", empty, code=1)
    assert checked["files"][0]["proposals"][0]["title"] == filled()["answers"]["title"]
    receipt = years.run("submit", full, *ARMY)["receipts"][0]
    assert (receipt["lane"], receipt["timing"]) == ("in cycle", "in time")


def test_the_cycle_is_judged_decided_and_settled(years: Years) -> None:
    """And what its file says of what is behind it cannot be changed any more (detail 21)."""
    did = years.tick("2026-08-15T12:00Z")
    assert [one["result"]["run"] for one in did if one["action"] == "publish"] == ["FY2027-R001"]
    moved = years.folder / "moved.yaml"
    moved.write_text(CYCLE.replace("final_due: 2026-06-30", "final_due: 2026-07-15"))
    assert years.refused("cycle", "change", moved, "--reason", "More time.") == "CLOSED"
    ahead = years.folder / "ahead.yaml"
    ahead.write_text(CYCLE.replace("notified: 2026-10-01", "notified: 2026-10-02"))
    changed = years.run("cycle", "change", ahead, "--reason", "A holiday.")
    assert [one["key"] for one in changed["changes"]] == ["notified"]
    with open_store(Settings(years.home)) as store:
        for step in (advise, submit, approve, publish):
            step(store.whole(), 2027)


def test_an_urgent_proposal_comes_after_the_deadline_in_its_own_lane(years: Years) -> None:
    """Detail 23: judged by the frozen rules, against the hold-back; nothing published changes."""
    years.run("clock", "2026-09-10T12:00Z", *OPERATOR)
    urgent = years.form("u.xlsx", load_form(), URGENT, title="Urgent", cycle_type="out of cycle")
    plain = years.form("p.xlsx", load_form(), "FY27-P", title="Plain", project_type="continuing")
    late = years.run("submit", plain, *ARMY, code=1)["receipts"][0]
    assert late["timing"] == "late"
    assert years.refused("submit", plain, "--out-of-cycle", *ARMY) == "NOT_OUT_OF_CYCLE"
    before = years.run("rank", *OPERATOR)
    receipt = years.run("submit", urgent, "--out-of-cycle", *ARMY)["receipts"][0]
    assert receipt["lane"] == "out of cycle"

    judged = years.run("evaluate", "--out-of-cycle", URGENT, *OPERATOR)

    assert {"ref", "verdict", "tier", "merit", "would_rank", "would_mark", "hold_back_kusd"} <= {
        *judged
    }
    assert judged["verdict"] == "rankable"
    assert judged["hold_back_kusd"]["2027"] == {"held": 1500.0, "used": 0.0, "left": 1500.0}
    assert years.run("rank", *OPERATOR) == before


def test_a_project_reports_until_it_is_bought(years: Years) -> None:
    """Details 25 to 27: states, versions, what is late, the five years from a leap day."""
    started = [one for one in years.tick("2026-10-15T13:00Z") if one["action"] == "start"]
    assert [(one["ref"], one["due"]) for one in started] == [(REF, "2026-10-15T00:00:00-04:00")]
    (project,) = years.run("project", "list", *ARMY)["projects"]
    assert {"ref", "title", "component", "state", "fiscal_years", "promised_kusd"} <= {*project}
    assert (project["state"], project["next_report"]) == ("funded", "2027-01-15")
    asked = years.tick("2027-01-15T13:00Z")
    assert [one["due"] for one in asked if one["action"] == "ask report"] == [
        "2027-01-15T08:00:00-05:00"
    ]
    stamped = years.folder / "stamped.xlsx"
    years.run("template", stamped, "--report", "--ref", REF, *ARMY)
    day = dt.date(2027, 6, 1)
    said = {"percent_complete": 20, "next_event": "Firing", "next_event_date": day}
    money = {"Obligations": [{"fiscal_year": 2027, "obligated_kusd": 300}]}
    file = write_report(years.folder / "r.xlsx", said, money, ref=REF)
    first = years.run("project", "report", REF, file, *ARMY)
    assert (first["report"], first["version"], first["refusal"]) == (f"{REF}-R01", 1, None)
    again = write_report(years.folder / "r2.xlsx", said | {"issues": "few"}, money, ref=REF)
    assert years.run("project", "report", REF, again, *ARMY)["version"] == 2
    years.run("project", "report", REF, again, "--as", "sponsor-navy", code=5)
    years.tick("2027-05-16T13:00Z")
    (project,) = years.run("project", "list", *OPERATOR)["projects"]
    assert (project["state"], project["reports_late"]) == ("testing", [f"{REF}-R02"])
    assert project["obligated_kusd"] == {"2027": 300.0}
    years.tick("2028-03-01T13:00Z")
    found = {"finding": "met", "finding_date": dt.date(2028, 2, 29), "percent_complete": 100}
    results = {"Results": [{"requirement": "R1", "result": "met", "evidence": "Report 7"}]}
    close_out = write_report(years.folder / "c.xlsx", found, results | money, ref=REF, number="C")
    assert years.run("project", "report", REF, close_out, *ARMY)["report"] == f"{REF}-C"
    shown = years.run("project", "show", REF, *ARMY)
    assert (shown["state"], shown["clock_ends"]) == ("met", "2033-02-28")
    assert shown["reports_late"] == []
    bought = ("--quantity", 12, "--kusd", 2400, "--on", "2028-06-01")
    done = years.run("project", "procure", REF, *bought, "--reason", "It passed.", *ARMY)
    assert done["state"] == "procured"
    assert years.refused("project", "terminate", REF, "--reason", "Late.", *OPERATOR)
    assert not [one for one in years.tick("2032-03-01T13:00Z") if one["action"] == "clock"]


def test_trends_and_retention_speak_of_all_of_it(years: Years) -> None:
    """Details 28 and 29: a row a year, and once what may be archived ten years on."""
    trends = years.run("trends", *OPERATOR)
    (row,) = (one for one in trends["rows"] if one["fiscal_year"] == 2027)
    assert {"value", "proposed", "funded", "met", "procured", "kusd", "months"} <= {*row}
    assert (row["funded"], row["met"], row["procured"]) == (1, 1, 1)
    assert years.tick("2037-10-01T07:59Z") == []
    (retained,) = years.tick("2037-10-01T08:00Z")
    assert (retained["action"], retained["due"]) == ("retain", "2037-10-01T04:00:00-04:00")
    assert retained["result"]["files"]
    assert years.tick("2037-10-02T08:00Z") == []
    done = years.run("tick", "--done", "--fiscal-year", 2027, *OPERATOR)["done"]
    assert len({(o["action"], o["ref"], o["due"]) for o in done}) == len(done)
    assert all(
        {"action", "fiscal_year", "ref", "due", "late", "result", "at"} <= {*o} for o in done
    )


def test_moments_out_of_order_do_nothing(years: Years) -> None:
    """Detail 39: several are named in order; not even the first is done otherwise."""
    before = years.run("tick", *OPERATOR)
    moments = ("--now", "2060-01-02T00:00Z", "--now", "2060-01-01T00:00Z")
    assert years.refused("tick", *moments, *OPERATOR) == "CLOCK_BACK"
    assert years.run("tick", *OPERATOR) == before | {"did": []}


def test_a_sponsor_reads_no_log_of_the_year_and_no_other_component(years: Years) -> None:
    """Detail 31: the own component's board and projects, and the calendar."""
    years.run("tick", "--done", *ARMY, code=5)
    years.run("messages", *ARMY, code=5)
    years.run("store", "upgrade", *ARMY, code=5)
    probing = years.folder / "probing.yaml"
    for text in (CYCLE, CYCLE + "expected: [FY27-9999]\n"):
        probing.write_text(text)
        years.run("cycle", "change", probing, *ARMY, code=5)
        years.run("cycle", "add", probing, *ARMY, code=5)
    assert years.run("calendar", 2027, *ARMY)["dates"]
    board = years.run("board", "--as", "sponsor-navy")
    assert [one["component"] for one in board["components"]] == ["Navy"]
    assert years.run("project", "list", "--as", "sponsor-navy")["projects"] == []
    listed = years.run("messages", *OPERATOR)["messages"]
    words = [one for one in filled()["answers"].values() if isinstance(one, str) and " " in one]
    assert len(words) > 10
    assert listed
    texts = "\n".join(one["text"] + one["subject"] for one in listed)
    assert [one for one in words if one in texts] == []
