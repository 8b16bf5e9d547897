"""The wheel: what a user installs holds every wing."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.files.workbooks import write_form

ROOT = Path(__file__).parents[3]
CHECK = """
import sys
sys.path[:0] = sys.argv.pop(1).split(":")
from fct.flows.cli import main
main()
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the wheel, built from the files that git knows."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("the files of the wheel are those that git lists; this is not a checkout")
    for name in filter(None, listed.stdout.split("\0")):
        if name.startswith(("tests/", "typings/")) or not (ROOT / name).is_file():
            continue
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "uv", "build", "--wheel", "--no-build-isolation", "--offline"]
    subprocess.run(
        [*command, "--python", sys.executable, "--out-dir", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.server
def test_a_form_is_checked_by_what_the_wheel_holds(unpacked: Path, tmp_path: Path) -> None:
    """Without the checkout: a wing that is not in the list of packages would be missing."""
    form = write_form(tmp_path / "form.xlsx", ref="A-1")
    packages = [path for path in sys.path if path.endswith("site-packages")]
    places = ":".join([str(unpacked), *packages])
    isolated = [sys.executable, "-I", "-S", "-c", CHECK, places]

    done = subprocess.run(
        [*isolated, "check", str(form), "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode in {0, 1}, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    assert [proposal["ref"] for proposal in file["proposals"]] == ["A-1"]


@pytest.mark.server
def test_every_module_of_the_checkout_is_in_the_wheel(unpacked: Path) -> None:
    """Modules, stubs of faces, and the marks that say that types are there."""
    layers = ("dashboard", "data", "expectations", "flows", "scoring")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for layer in layers
        for pattern in ("*.py", "*.pyi", "py.typed")
        for path in (ROOT / layer).rglob(pattern)
    }

    packed = {
        path.relative_to(unpacked / "fct").as_posix()
        for path in unpacked.rglob("*.*")
        if (unpacked / "fct") in path.parents
    }
    assert wanted - packed == set()
