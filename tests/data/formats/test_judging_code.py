"""Code that judges is named by its version and its modules."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from fct.data.formats.judging_code import hash_of_code


@pytest.mark.parametrize("module", ["judging/maturity.py", "check.py"])
def test_a_change_in_a_wing_changes_the_code_s_hash(module: str, tmp_path: Path) -> None:
    """A run is known by the code that judged it, in whatever folder that lies."""
    package = Path(str(files("fct.scoring")))
    copy = tmp_path / "scoring"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    before = hash_of_code([copy])
    changed = next(copy.rglob(module))
    changed.write_text(changed.read_text() + "# another\n")

    assert before == hash_of_code([package])
    assert before != hash_of_code([copy])
