"""The house: five packages with one level of wings, sizes, the lock, and what no file may hold."""

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LAYERS = ("dashboard", "data", "expectations", "flows", "scoring")
FRAMEWORKS = {"great_expectations", "prefect", "sqlalchemy", "streamlit"}
BODY_LINES, FILE_LINES = 40, 600
SMALLEST_WING, LARGEST_WING = 3, 20
LARGEST_FOLDER = 25
BESIDE = {"faults", "oracle", "support", "system"}  # folders of tests that mirror nothing
NOT_OURS = {".git", ".venv", "build", "dist", "typings"}

# Patterns that do not match their own text.
FORBIDDEN = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.org|deb\.debian\.org"  # addresses of package indexes
    r"|/(?:home|Users)/[a-z]|/root/[a-z.]"  # somebody's folders
)


def tracked_files() -> list[Path]:
    """Files that are, or would be, in the repository; without git, all but what tools make."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if (ROOT / ".git").exists() and listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not made_by_tools(path.relative_to(ROOT))]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def made_by_tools(path: Path) -> bool:
    """Whether a path lies in an environment, a cache or a build."""
    return any(
        part in NOT_OURS or part.endswith(("cache", "cache__", ".egg-info", ".pyc", ".lock.d"))
        for part in path.parts
    )


FILES = tracked_files()
MODULES = [
    path for path in FILES if path.suffix == ".py" and "typings" not in path.relative_to(ROOT).parts
]


@cache
def trees() -> dict[str, ast.Module]:
    """What each module of the project says, parsed once."""
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in MODULES}


@pytest.fixture(scope="module", autouse=True)
def _trees_go() -> Iterator[None]:
    """A million nodes make every later search for garbage of the worker slow."""
    yield
    for kept in (trees, functions_by_module, imports_by_module):
        kept.cache_clear()


def statements(within: ast.AST) -> Iterator[ast.stmt]:
    """Every statement of a module, nested ones too; expressions hold none."""
    for block in ("body", "orelse", "finalbody", "handlers", "cases"):
        found = getattr(within, block, [])
        for node in found if isinstance(found, list) else []:
            if isinstance(node, ast.stmt):
                yield node
            yield from statements(node)


@cache
def functions_by_module() -> dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of each module, nested ones too."""
    return {
        name: [
            node
            for node in statements(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        for name, tree in trees().items()
    }


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function's body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


@cache
def imports_by_module() -> dict[str, list[str]]:
    """The modules that each module imports; a relative import starts with a dot."""
    return {name: list(imported_names(tree)) for name, tree in trees().items()}


def imported_names(tree: ast.Module) -> Iterator[str]:
    """The modules that a module imports."""
    for node in statements(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


LOCKS = ("requirements.lock", "requirements-dask.lock")  # the second beside the default install


def locked() -> dict[str, list[str]]:
    """The locks by requirement line: its hashes."""
    entries: dict[str, list[str]] = {}
    for line in "".join((ROOT / name).read_text() for name in LOCKS).splitlines():
        text = line.removesuffix("\\").strip()
        if text.startswith("--hash="):
            entries[list(entries)[-1]].append(text.removeprefix("--hash="))
        else:
            entries[text] = []
    return entries


def required() -> list[Requirement]:
    """Every direct requirement: to run, with each extra, to test and to build."""
    project = PROJECT["project"]
    groups = [project["dependencies"], PROJECT["build-system"]["requires"]]
    groups += [*project["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()]
    return [Requirement(text) for group in groups for text in group]


def distributions_imported() -> set[str]:
    """The distributions, by their canonical names, that a module of the program imports."""
    providers = packages_distributions()
    tops = {
        imported.partition(".")[0]
        for name, imports in imports_by_module().items()
        if name.startswith(LAYERS)
        for imported in imports
    }
    return {canonicalize_name(one) for top in tops for one in providers.get(top, [])}


def wings() -> list[Path]:
    """The folders of a layer that are packages of their own."""
    return sorted(
        path.parent for path in FILES if path.name == "__init__.py" and is_wing(path.parent)
    )


def is_wing(folder: Path) -> bool:
    """Whether a folder lies in a layer."""
    return folder.parent.parent == ROOT and folder.parent.name in LAYERS


def test_the_packages_listed_are_the_folders_present() -> None:
    """A folder that is not listed would be missing from the wheel though the checkout works."""
    layers = {f"fct.{path.parent.name}" for path in ROOT.glob("*/__init__.py")}
    present = layers | {f"fct.{wing.parent.name}.{wing.name}" for wing in wings()}

    assert layers == {f"fct.{layer}" for layer in LAYERS}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == present
    assert PROJECT["tool"]["setuptools"]["package-dir"] == {f"fct.{name}": name for name in LAYERS}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_package_is_typed_and_linked(layer: str) -> None:
    """Type checkers find each folder under its import name."""
    assert (ROOT / layer / "py.typed").is_file()
    assert (ROOT / "typings" / "fct" / layer).resolve() == ROOT / layer


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_has_one_level_of_wings(layer: str) -> None:
    """A wing within a wing is a sign that a wing holds two things."""
    below = [path for path in FILES if ROOT / layer in path.parent.parents]

    assert [path for path in below if path.name == "__init__.py" and not is_wing(path.parent)] == []


def test_a_wing_has_a_face_and_a_size() -> None:
    """A wing says what it is for, hands on names of its own modules, and can be read in a day."""
    for wing in wings():
        modules = {path.stem for path in wing.glob("*.py")} - {"__init__", "__main__"}
        face = ast.parse((wing / "__init__.pyi").read_text())
        named = {node.module for node in face.body if isinstance(node, ast.ImportFrom)}

        assert SMALLEST_WING <= len(modules) <= LARGEST_WING, wing
        assert ast.get_docstring(ast.parse((wing / "__init__.py").read_text())), wing
        assert named <= modules, wing


def test_no_folder_has_more_than_25_modules() -> None:
    """Of tests, too: what a folder holds is seen at a look."""
    in_folders = Counter(path.parent for path in MODULES)

    assert {folder: n for folder, n in in_folders.items() if n > LARGEST_FOLDER} == {}


def test_every_name_of_a_face_can_be_had() -> None:
    """A face is read by the type checker and by the program; no name of it is a module's."""
    for wing in wings():
        face = importlib.import_module(f"fct.{wing.parent.name}.{wing.name}")
        modules = {path.stem for path in wing.glob("*.py")}

        assert [name for name in face.__all__ if not hasattr(face, name)] == [], wing
        assert set(face.__all__) & modules == set(), wing


@pytest.mark.parametrize("layer", LAYERS)
def test_every_data_file_goes_into_the_wheel(layer: str) -> None:
    """Whatever is no module of the package is named by a pattern of ``package-data``."""
    listed = PROJECT["tool"]["setuptools"]["package-data"]
    patterns = ["*.py", *listed["*"], *listed.get(f"fct.{layer}", [])]
    packed = {path for pattern in patterns for path in (ROOT / layer).glob(pattern)}
    packed |= {
        path for wing in wings() for path in wing.glob("*") if path.suffix in {".py", ".pyi"}
    }

    assert [path for path in FILES if ROOT / layer in path.parents and path not in packed] == []


def test_the_tests_mirror_the_sources() -> None:
    """A module's tests stand under its layer, wing and name; tests of the whole in ``system``."""
    strays = []
    for path in MODULES:
        parts = path.relative_to(ROOT).parts
        if parts[0] != "tests" or not path.name.startswith("test_") or parts[1] in BESIDE:
            continue
        source = ROOT.joinpath(*parts[1:-1], path.name.removeprefix("test_"))
        strays += [] if source.is_file() or len(parts) == 2 else ["/".join(parts)]

    assert strays == []


def test_files_are_short() -> None:
    """A file past 600 lines holds more than one thing."""
    lines = {name: (ROOT / name).read_text().count("\n") for name in trees()}

    assert {name: count for name, count in lines.items() if count > FILE_LINES} == {}


def test_functions_are_short() -> None:
    """A body past 40 lines is split by meaning; tests and migrations read from top to bottom."""
    free = ("tests/", "data/migrations/versions/")
    long = [
        f"{name}:{function.lineno} {function.name} ({body_lines(function)})"
        for name, functions in functions_by_module().items()
        if not name.startswith(free)
        for function in functions
        if body_lines(function) > BODY_LINES
    ]

    assert long == []


def test_every_public_function_says_what_it_does() -> None:
    """A test's docstring is the sentence that it holds."""
    silent = [
        f"{name}:{one.lineno} {one.name}"
        for name, tree in trees().items()
        if not name.startswith("data/migrations/versions/")
        for one in tree.body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not one.name.startswith("_") and not ast.get_docstring(one)
    ]

    assert silent == []


def test_a_check_that_is_silenced_has_its_reason() -> None:
    """On its line, in words."""
    silenced = re.compile(r"# (?:noqa|type: ignore)(?:: ?[A-Z0-9, ]+|\[[a-z, -]+\])?(.*)")
    bare = [
        f"{name}:{number}"
        for name in trees()
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1)
        if (found := silenced.search(line)) and not re.search("[a-z]{2}", found[1])
    ]

    assert bare == []


def test_no_layer_is_imported_by_its_bare_name() -> None:
    """A bare import works from the root of the checkout and loads a second copy of the module."""
    bare = [
        f"{name}: {imported}"
        for name, imports in imports_by_module().items()
        for imported in imports
        if imported.split(".")[0] in (*LAYERS, "")
    ]

    assert bare == []


def test_importing_a_layer_imports_no_framework() -> None:
    """The switches in ``fct.flows`` and ``fct.expectations`` stand before what reads them."""
    imports = ", ".join(f"fct.{layer}" for layer in LAYERS)
    code = f"import sys, {imports}; print(*{FRAMEWORKS} & sys.modules.keys())"
    seen = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )

    assert seen.stdout.split() == []


def test_everything_locked_has_a_version_and_hashes() -> None:
    """Nothing is installed that was not reviewed."""
    loose = [
        line
        for line, hashes in locked().items()
        if not re.fullmatch(r"[a-z0-9-]+==[^\s;]+( ; .+)?", line)
        or not hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes)
    ]

    assert loose == []


def test_the_lock_has_no_address() -> None:
    """A lock with an address belongs to the network that it was made in."""
    text = "".join((ROOT / name).read_text() for name in LOCKS)

    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|^-|#", text, re.MULTILINE) == []


def test_the_lock_satisfies_what_is_required() -> None:
    """A requirement that was added or raised is in the lock, the tools that build included."""
    pins = {Requirement(line).name: Requirement(line).specifier for line in locked()}
    versions = {name: str(pin).removeprefix("==") for name, pin in pins.items()}

    assert [
        str(requirement)
        for requirement in required()
        if (version := versions.get(canonicalize_name(requirement.name))) is None
        or version not in requirement.specifier
    ] == []


def test_what_is_declared_is_imported_and_what_is_imported_is_declared() -> None:
    """A dependency that nobody imports is installed for nothing; one undeclared may go away."""
    project = PROJECT["project"]
    to_run = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    extras = {
        canonicalize_name(Requirement(one).name)
        for group in project["optional-dependencies"].values()
        for one in group
    }
    found = distributions_imported() - {canonicalize_name(project["name"])}

    assert to_run - found == set()
    assert found - to_run - extras == set()


def test_no_tracked_file_names_an_index_or_a_home_folder() -> None:
    """What is published works anywhere, and says nothing about the machine it was written on."""
    found = []
    for path in FILES:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in FORBIDDEN.findall(text)]
        found += [f"{path.relative_to(ROOT)}: {ROOT}"] if f"{ROOT}/" in text else []

    assert found == []


def test_only_scripts_are_executable() -> None:
    """The launcher and the checks can be started as they are."""
    assert {path.relative_to(ROOT).as_posix() for path in FILES if path.stat().st_mode & 0o111} == {
        ".ci/run",
        "fct",
    }
