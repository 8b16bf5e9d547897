"""Every command answers as its schema says: each is called here or in a test of its own.

The commands of all tests are held (``support/processes/formats.py``); those here go through a whole
year and an office's odd jobs, so that each kind of answer is there.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from fct.data.formats.schemas import load_schema, schema_names
from fct.data.program.form import load_form, load_nomination_form
from fct.flows.cli.app import command_line
from fct.scoring.year.lists import LISTS
from tests.support.files.workbooks import filled, write_template
from tests.support.processes.formats import hold
from tests.support.processes.samples import some_of
from tests.support.stores.contract import PEOPLE, Program
from tests.support.stores.homes import blank_store
from tests.support.stores.projects import write_report

CYCLE = {
    "fiscal_year": 2027,
    "time_zone": "America/New_York",
    "calendar": {
        "opens": "2026-02-01",
        "summary_due": "2026-03-15",
        "final_due": "2026-06-30",
        "evaluated": "2026-08-15",
        "decided": "2026-09-20",
        "notified": "2026-10-01",
        "funds_released": "2026-10-15",
    },
    "reminders_days": [7],
    "components": ["Army", "Navy"],
    "budgets": {2027: 20000, 2028: 9000},
    "expected": [{"ref": "FY27-ARMY-77", "component": "Army", "title": "A part"}],
    "conditions": {"hold_back_kusd": {2027: 500}},
}
NO_JSON = {"dashboard", "serve", "test"}  # they serve, or hand over to pytest
GROUPS = {"marking", "overlap", "slate"}  # they answer without a command beneath them
SHARED = {"archive-verify", "denied", "refused"}  # of one of two ways to call, and of all
ROWS = {"conflict-add", "conflict-dismiss", "conflict-lift", "person-add", "person-change"}
ROWS |= {"person-retire", "assign", "unassign", "comment", "flag", "ask", "answer"}
ROWS |= {"waiver-approve", "waiver-refuse", "waiver-request", "waiver-revoke"}  # as lists have them
WRITTEN = {"archive-manifest", "archive-order", "log-line", "package-manifest"}
REASON = ("--reason", "To see how it is printed.")


def written(path: Path, form: Any, ref: str | None = None, **answers: Any) -> Path:
    """Write a valid proposal in a form, with changes by field id."""
    whole = filled(**answers)
    known = {field.id for field in form.fields}
    given: Any = {
        "answers": {name: value for name, value in whole["answers"].items() if name in known},
        "rows": {sheet: whole["rows"][sheet] for sheet in form.table_sheets},
    }
    write_template(path, form=form, fiscal_year=2027, ref=ref, filled=given)
    return path


def sent(program: Program, path: Path, *more: str) -> str:
    """Submit a file and return the ref that it got."""
    answer = program.run("submit", path, *more)
    assert answer.code in {0, 1}, str(answer)
    (ref,) = answer.json["receipts"][0]["versions"]
    return str(ref)


@pytest.fixture(name="year", scope="module")
def _year(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A store with people at the beginning of a cycle that asks for nominations."""
    place = tmp_path_factory.mktemp("year")
    program = Program(blank_store(place / "home"))
    program("store", "new", "--illustrative")
    program("clock", "2026-01-02T09:00:00-05:00")
    for person, options in PEOPLE.items():
        program("person", "add", person, "--name", f"Name of {person}", *options)
    file = place / "cycle.yaml"
    file.write_text(yaml.safe_dump(CYCLE, sort_keys=False), "utf-8")
    program("cycle", "add", file)
    return program


def test_a_year_by_its_commands(year: Program, tmp_path: Path) -> None:
    """From nominations to what became of a project, each answer as its schema says."""
    nomination = written(tmp_path / "n.xlsx", load_nomination_form())
    other = written(tmp_path / "o.xlsx", load_nomination_form(), title="Another item", vendor="B")
    program = year
    program("tick", "--now", "2026-02-02T09:00:00-05:00")
    invited, declined = sent(program, nomination), sent(program, other)
    third = sent(program, written(tmp_path / "3.xlsx", load_nomination_form(), title="A third"))
    for one in (invited, third):
        program("invite", one)
    program("decline", declined, *REASON)
    program("tick", "--now", "2026-03-08T09:00:00-05:00")
    ref = sent(program, written(tmp_path / "f.xlsx", load_form(), invited))
    more = written(tmp_path / "m.xlsx", load_form(), third, title="A third")
    sent(program, more)
    program(*("extend", "Army", "--until", "2026-07-04T00:00:00-04:00", *REASON),
            "--approved-by", "authority-2", who="operator-1")  # fmt: skip
    for words in (("calendar",), ("calendar", "2027"), ("board",), ("messages",)):
        program(*words)
    program("tick", "--now", "2026-07-10T09:00:00-04:00", "--now", "2026-08-16T09:00:00-04:00")
    for words in (("verify-first",), ("verify-first", "--all"), ("ask-first",), ("trends",)):
        program(*words)
    _decided(program)
    program("tick", "--now", "2026-10-16T09:00:00-04:00")
    _followed(program, ref, tmp_path)
    program("tick", "--done")
    for what in ("component", "criterion", "rule"):
        program("trends", "--by", what)
    program("messages", "--fiscal-year", 2027)
    program("board")


def _decided(program: Program) -> None:
    """Take the slate through its steps."""
    program("slate", "advise", who="reviewer-1")
    program("slate", who="reviewer-1")
    program("slate", "submit", who="reviewer-1")
    program("slate", "approve", who="authority-1")
    program("slate", "publish", who="authority-1")


def _followed(program: Program, ref: str, place: Path) -> None:
    """Report on a project, and say what became of it."""
    form = place / "report.xlsx"
    program("tick", "--now", "2027-01-16T09:00:00-05:00")
    program("template", form, "--report", "--ref", ref)
    said = {"percent_complete": 40, "next_event": "Test", "issues": "none"}
    report = write_report(place / "r1.xlsx", said, {}, ref=ref, number="R01")
    program.run("project", "report", ref, report)
    program("project", "list")
    program("project", "show", ref)
    program("project", "transfer", ref, "--to", "Navy", *REASON)
    close = {"percent_complete": 100, "finding": "met", "finding_date": "2027-01-10"}
    program.run(
        "project", "report", ref, write_report(place / "c.xlsx", close, {}, ref=ref, number="C")
    )
    program.run(
        "project", "procure", ref, "--quantity", 5, "--kusd", 90, "--on", "2027-01-12", *REASON
    )
    (other,) = [one for one in program("project", "list")["projects"] if one["ref"] != ref]
    program("project", "terminate", other["ref"], *REASON)
    program("project", "show", ref)
    program("project", "list")


def test_the_odd_jobs_of_an_office(program: Program, tmp_path: Path) -> None:
    """Papers, exceptions, attachments and copies."""
    marking = ("--controlled-by", "CTO", "--category", "PROCURE", "--poc", "CTO, 1234")
    program("marking", "set", *marking, "--distribution", "FEDCON", who="operator-1")
    program("marking")
    program("meeting-paper", "--out", tmp_path / "paper", who="authority-1")
    program("cycle", "copy", 2027, 2028, "--out", tmp_path / "next.yaml")
    program("cycle", "template")
    program("template", tmp_path / "t.xlsx", "--fiscal-year", 2027)
    program("store", "upgrade")
    for words in _lowered(program):
        program.run(*words)
    for ref in ("FY27-ARMY-07", "FY27-ARMY-08", "FY27-NAVY-11", "FY27-NAVY-09"):
        letter_to = tmp_path / f"{ref}.pdf"
        said = ("--office", "International Programs", *REASON, "--letter", letter_to)
        program.run("refer", ref, "--to", "IEP", *said, who="operator-1")
    program("referrals")
    program("schema")
    program("schema", "rank")
    for name in LISTS:
        assert program("list", name, who="operator-1")["list"] == name
    program("deploy", "roles")
    program.run("deploy", "check")


def _lowered(program: Program) -> Iterator[tuple[str, ...]]:
    """Ask for exceptions, give and take them back."""
    yield "rule", "stage", "A3", "watch", *REASON, "--as", "operator-1"
    yield "rule", "confirm", "L001", *REASON, "--as", "authority-1"
    yield "rule", "take-back", "L001", *REASON, "--as", "operator-1"
    (finding, *_) = [
        (one["ref"], row["rule"])
        for one in program("show")
        for row in program("show", one["ref"])["findings"]
        if row["severity"] == "criterion"
    ] or [("FY27-NAVY-01", "A3")]
    ref, rule = finding
    yield "waiver", "request", ref, rule, *REASON, "--expires", "2027-09-30", "--as", "operator-1"
    yield "waiver", "approve", "FY2027-W001", *REASON, "--as", "authority-1"
    yield "waiver", "revoke", "FY2027-W001", *REASON, "--as", "authority-1"
    yield ("waiver", "list")


def test_what_sponsors_do_before_the_deadline(
    before_deadline: Program, season_forms: dict[str, Path], tmp_path: Path
) -> None:
    """Evidence that comes and goes, and a note to a weakness."""
    program, ref = before_deadline, "FY27-NAVY-01"
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.7\na letter\n")
    made = program("attach", ref, letter, "--declare", who="sponsor-navy")["attachments"]
    program("attachments", ref, who="sponsor-navy")
    program("detach", made[0]["id"], *REASON, who="sponsor-navy")
    (checked,) = program.run("check", season_forms[ref]).json["files"]
    found = checked["proposals"][0]["findings"]
    (rule, *_) = [one["rule"] for one in found if one["severity"] in {"weakness", "note"}]
    program("note", ref, rule, "It came in May.", who="sponsor-navy")


def test_what_is_written_is_what_its_schema_says(approved: Program, tmp_path: Path) -> None:
    """The manifests of a package and of an archive, its order, and a line of the log of work."""
    program = approved
    program("slate", "publish", who="authority-1")
    program("package", 2027, "--out", tmp_path / "p", "--prove", who="authority-1")
    program("archive", 2027, "--out", tmp_path / "a.zip")
    program("archive", "verify", tmp_path / "a.zip")
    lines = (program.home / "logs" / "fct.jsonl").read_text("utf-8").splitlines()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        manifest, order = (json.loads(archive.read(n)) for n in ("manifest.json", "order.json"))
        (name,) = [n for n in archive.namelist() if n.startswith("package/") and "manifest" in n]
        packaged = json.loads(archive.read(name))

    hold("archive-manifest", manifest)
    hold("archive-order", order)
    hold("package-manifest", packaged)
    hold("package-manifest", json.loads((tmp_path / "p" / "manifest.json").read_text("utf-8")))
    hold("log-line", json.loads(lines[-1]))
    assert manifest["provenance"] == order["provenance"] == packaged["provenance"]
    assert (manifest["provenance"]["cycle"], manifest["provenance"]["run"]) == (2027, order["run"])


def test_who_keeps_a_store_is_answered_by_schema(program: Program, tmp_path: Path) -> None:
    """Judging again, what changed, going back, verifying, backups and the state of it all."""
    run = program.run("reproduce", "FY2027-R001").json["run"]
    program("audit", "verify")
    program("audit", "head")
    program("backup", tmp_path / "backup")
    Program(tmp_path / "restored")("restore", tmp_path / "backup")
    program.run("doctor")
    program.rewritten(tmp_path / "cycle.yaml", retention_years=12)
    assert program("changes")["changes"]
    program("evaluate", "--publish")
    program("revert", run, *REASON, who="authority-1")
    program("log")


def leaves(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every command."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name)


def test_every_command_has_a_schema() -> None:
    """And there is no schema of anything else."""
    commands = {"-".join(path) for path in leaves(command_line())} - NO_JSON

    assert set(schema_names()) == commands | GROUPS | SHARED | WRITTEN


def closed(schema: Any, place: str = "") -> Iterator[str]:
    """The objects of a schema that would let any key pass."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("additionalProperties") is not False:
            yield place
        for name, part in schema.items():
            yield from closed(part, f"{place}/{name}")
    elif isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from closed(part, f"{place}/{number}")


@pytest.mark.sampled
def test_a_schema_is_closed_and_says_what_it_is() -> None:
    """Another key fails, and each object of a command says where it comes from."""
    for name in schema_names():
        schema = load_schema(name)

        assert schema["title"], name
        assert list(closed(schema)) == [], name
        is_without = (
            name in {"denied", "log-line", "refused", *ROWS} or schema.get("type") == "array"
        )
        assert whence(schema) is not is_without, name
    for name in some_of(sorted(schema_names()), 12):
        Draft202012Validator.check_schema(load_schema(name))


def whence(schema: Any) -> bool:
    """Whether all objects that a schema takes say where they come from."""
    kinds = schema.get("anyOf", [schema])
    objects = [one for one in kinds if one["type"] == "object"]
    return bool(objects) and all("provenance" in one["required"] for one in objects)
