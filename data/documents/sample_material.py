"""Made-up material of the sample season, from ``samples/``: projects, families of items, people."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from fct.data.common import loaded_once, parse_yaml


@dataclass(frozen=True, slots=True)
class Project:
    """One row of ``projects.csv``.

    Attributes
    ----------
    ref : str
        As ``FY27-ARMY-01``.
    title, country : str
        Public, or in the manner of the public lists (``public_projects.csv``).
    family : str
        Entry of ``families.yaml`` that the texts come from.
    item, vendor : str
        Made up.
    profile : str
        Entry of ``profiles.yaml``: how mature the item is.
    years : int
        Fiscal years of funding.
    project_type, purpose : str
    n : str
        The number that the family's texts leave open.
    scale : float
        Size of the test against the family's usual one.
    story : str
        Entry of ``stories.yaml``: what is amiss with the proposal.
    gap : str
        Capability gap.
    """

    ref: str
    title: str
    country: str
    family: str
    item: str
    vendor: str
    profile: str
    years: int
    project_type: str
    purpose: str
    n: str
    scale: float
    story: str
    gap: str

    @property
    def code(self) -> str:
        """The component's part of the ref."""
        return self.ref.split("-")[1]

    @property
    def number(self) -> int:
        """The number within the component."""
        return int(self.ref.rsplit("-", 1)[1])


def sample_text(name: str) -> str:
    """Return the text of one file of ``samples/``."""
    return (files("fct.data") / "samples" / name).read_text("utf-8")


@loaded_once
def load_material(name: str) -> Mapping[str, Any]:
    """Return one YAML file of ``samples/``."""
    loaded: dict[str, Any] = parse_yaml(sample_text(name), name)
    return loaded


@loaded_once
def load_projects() -> tuple[Project, ...]:
    """Return the projects of the sample season."""
    return tuple(
        Project(
            **{name: row[name] for name in row if name not in {"years", "scale"}},
            years=int(row["years"]),
            scale=float(row["scale"]),
        )
        for row in csv.DictReader(sample_text("projects.csv").splitlines())
    )


@loaded_once
def load_people() -> tuple[tuple[str, str], ...]:
    """Return made-up people as initial and family name."""
    rows = csv.DictReader(sample_text("people.csv").splitlines())
    return tuple((row["given"], row["family"]) for row in rows)


def component_of(project: Project) -> tuple[str, Mapping[str, Any]]:
    """Return the name of a project's component and its entry in ``components.yaml``."""
    return next(
        (name, entry)
        for name, entry in load_material("components.yaml").items()
        if entry["code"] == project.code
    )
