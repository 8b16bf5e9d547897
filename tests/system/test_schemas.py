"""The JSON that commands print is what the schemas in the docs say."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.commands import call

FOLDER = Path(__file__).resolve().parents[2] / "data" / "schemas" / "1"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.fixture(name="answers", scope="module")
def _answers(season: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each command answers on the small season, by the name of its schema."""
    place = tmp_path_factory.mktemp("schemas")
    home, archive = place / "home", place / "a.zip"
    shutil.copytree(season, home)

    def said(*words: object) -> Any:
        return json.loads(call(*words, "--json", env={"FCT_HOME": str(home)}).stdout)

    reason = ("--reason", "to try it")
    found = {
        "backup": said("backup", place / "b"),
        "archive": said("archive", 2027, "--out", archive),
        "archive-verify": said("archive", "verify", archive),
        "reproduce": said("reproduce", "FY2027-R001"),
        "refused": said("revert", "FY2027-R001", *reason),
        "denied": said("revert", "FY2027-R009", *reason),
        "doctor": said("doctor"),
        "audit-verify": said("audit", "verify"),
        "audit-head": said("audit", "head"),
    }
    said("cycle", "change", _longer(home, place), *reason)
    found["changes"] = said("changes", "--fiscal-year", 2027)
    said("evaluate", "--fiscal-year", 2027, "--publish")
    found["revert"] = said("revert", "FY2027-R001", *reason)
    with zipfile.ZipFile(archive) as packed:
        found["archive-manifest"] = json.loads(packed.read("manifest.json"))
        found["archive-order"] = json.loads(packed.read("order.json"))
    lines = (home / "logs" / "fct.jsonl").read_text("utf-8").splitlines()
    found["log-line"] = json.loads(lines[-1])
    return found


def _longer(home: Path, place: Path) -> Path:
    """The cycle file, with another number of years for which it is kept."""
    from fct.data.store.settings import Settings
    from fct.data.subjects.store import open_store

    with open_store(Settings(home)) as store:
        row = store.cycles.find(2027)
    assert row is not None
    path = place / "cycle.yaml"
    path.write_text(f"{row.yaml}\nretention_years: 12\n", "utf-8")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_each_answer_is_what_its_schema_says(answers: dict[str, Any], name: str) -> None:
    """Every schema has an answer, and the answer keeps it; the schema itself is one."""
    schema = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.Draft202012Validator(schema).validate(answers[name])
    assert name != "changes" or answers[name]["changes"]
