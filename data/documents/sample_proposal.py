"""One made-up proposal of the sample season, first sound, then with what its story spoils."""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from typing import Any

from fct.data.common import BrokenCell
from fct.data.documents.sample_material import Project, component_of, load_material, load_people
from fct.data.documents.template import Filled
from fct.data.documents.template_cells import FilledValue

Row = dict[str, FilledValue]

_FIRST_YEAR = 2027  # of funding
_LAST_BUDGETED_YEAR = 2028
_SENIOR, _O6 = "general or flag officer or SES", "O-6 or GS-15"
_SENIOR_SHARE = 0.75  # of those who sign
_LATE_IN_THE_YEAR = 7  # a test that ends from July on is followed by a purchase in the next year

_PURPOSES = {
    "comparative": "comparative test with intent to procure",
    "qualification": "qualification test with intent to procure",
    "assessment": "technical assessment",
}
_NEIGHBORS = (
    "Norway",
    "Denmark",
    "Sweden",
    "Germany",
    "Netherlands",
    "Canada",
    "Australia",
    "Poland",
)
_METHODS = (
    "request for information; trade show; database search",
    "request for information; industry day; visits",
    "sources sought notice; database search; earlier tests",
    "request for information; earlier tests",
)
_KEPT = (
    "Meets every threshold in the maker's and a partner nation's test reports.",
    "Only product that meets all thresholds and is in production.",
    "Meets the thresholds; delivery within eight months.",
)
_PLANS = (
    "License talks with a US plant are under way.",
    "The maker has a US subsidiary that would assemble from the second year.",
    None,
)


class _Maker:
    """Writes the sheets of one proposal; the same project and seed give the same answers."""

    def __init__(self, project: Project, seed: int) -> None:
        self.project = project
        self.component, self.office = component_of(project)
        self.family: Mapping[str, Any] = load_material("families.yaml")[project.family]
        self.profile: Mapping[str, Any] = load_material("profiles.yaml")[project.profile]
        # By the ref too, so that one project more changes no other.
        self.random = random.Random(f"{seed} {project.ref}")  # noqa: S311 - the same numbers each time
        self.test_start = self.day(dt.date(2026, 11, 2), 70)
        self.test_end = (
            self.day(dt.date(2027, 7, 12), 60)
            if project.years == 1
            else self.day(dt.date(2028, 3, 6), 170)
        )
        self.first_buy = self.test_end.year + (self.test_end.month >= _LATE_IN_THE_YEAR)
        self.articles = max(1, round(self.family["articles"] * project.scale))

    def day(self, first: dt.date, span: int) -> dt.date:
        """Return a working day within ``span`` days from ``first``."""
        day = first + dt.timedelta(days=self.random.randrange(span))
        return day - dt.timedelta(days=max(0, day.weekday() - 4))

    def fill(self, text: str, **more: object) -> str:
        """Return a text of the material with its open places filled."""
        given, name = self.random.choice(load_people())
        return text.format(
            item=self.project.item,
            n=self.project.n,
            year=self.first_buy,
            topic=self.family["topic"],
            name=f"{given} {name}",
            number=f"{self.random.randrange(100, 9999):04d}",
            pct=self.random.choice((15, 20, 25, 30, 35, 40)),
            **more,
        )

    def pick(self, texts: list[str], **more: object) -> str:
        """Return one of several texts, filled."""
        return self.fill(self.random.choice(texts), **more)

    def heading(self) -> Row:
        """Return what is asked for, and by whom."""
        project = self.project
        given, name = self.random.choice(load_people())
        address = f"{given[0]}.{name}@{project.code}.example.mil".lower()
        new = project.project_type == "new"
        return {
            "purpose": _PURPOSES.get(project.purpose, project.purpose),
            "fiscal_year": _FIRST_YEAR,
            "title": project.title,
            "component": self.component,
            "component_priority": None if project.code == "USSF" else project.number,
            "cycle_type": "in cycle",
            "project_type": "new start" if new else "continuing",
            "marking": "CUI",
            "sponsor_office": self.pick(self.office["offices"]),
            "project_manager": f"{given} {name}",
            "project_manager_email": address,
        }

    def advocacy_and_requirement(self) -> Row:
        """Return the user, the letter of that user, and the document that states the need."""
        senior = self.random.random() < _SENIOR_SHARE
        advocacy = self.day(dt.date(2025, 10, 6), 220)
        kind, authority, number = self.random.choice(self.office["authorities"])
        written = f"{advocacy.day} {advocacy:%b %Y}"
        return {
            "user_organization": self.random.choice(self.office["users"]),
            "advocacy_type": self.random.choice(["signed letter", "signed memorandum"]),
            "advocacy_reference": self.fill(self.office["letters"], day=written),
            "advocacy_signatory": self.pick(self.office["signatories" if senior else "lower"]),
            "advocacy_level": _SENIOR if senior else _O6,
            "advocacy_date": advocacy,
            "requirement_type": kind,
            "requirement_number": self.fill(number),
            "requirement_authority": authority,
            "requirement_status": "validated",
            "requirement_date": self.day(dt.date(2023, 3, 6), 900),
            "requirement_gap": self.project.gap,
        }

    def item(self) -> Row:
        """Return the item, how mature it is, and what it costs."""
        profile, project = self.profile, self.project
        users = [project.country, *(c for c in _NEIGHBORS if c != project.country)]
        low, high = profile["fielded"]
        modified = profile["modification"] != "none"
        return {
            "item_name": project.item,
            "item_description": self.fill(self.family["description"]),
            "vendor": project.vendor,
            "country": project.country,
            **{name: profile[name] for name in ("production_status", "trl", "modification")},
            "mrl": self.random.choice(profile["mrl"]),
            "modification_description": self.family["modification"] if modified else None,
            "in_service_with": "; ".join(users[: self.random.randint(*profile["users"])]) or None,
            "quantity_fielded": self.random.randrange(low, high + 1, 10) if high else None,
            "foreign_test_data": self.random.choice(profile["foreign_test_data"]),
            "unit_price_usd": self.family["price"],
            "development_avoided_usd": self.random.choice([None, 3_500_000, 6_000_000, 12_000_000]),
        }

    def market_answers(self) -> Row:
        """Return how the market was searched, and the comparison with US items."""
        american = next(c for c in self.family["contenders"] if c[1] == "United States")
        none_there = american[3] == "no"
        return {
            "us_alternative": american[3],
            "advantage_type": "no US item" if none_there else "cost; performance",
            "advantage_statement": None if none_there else self.fill(self.family["advantage"]),
            "market_methods": self.random.choice(_METHODS),
            "market_notice": self.fill(self.office["market_notice"]),
            "market_completed": self.day(dt.date(2025, 7, 7), 280),
        }

    def test_and_purchase(self) -> Row:
        """Return the test, the strategy and the intent to procure."""
        senior = self.random.random() < _SENIOR_SHARE
        complexity = None
        if self.project.project_type == "continuing":
            spent = self.random.randrange(240, 780, 5)
            complexity = f"Earlier FCT money: fiscal year 2026, {spent} thousand US dollars."
        return {
            "test_organization": self.family["test_org"],
            "test_site": self.family["test_site"],
            "article_quantity": self.articles,
            "article_source": "purchase",
            "test_start": self.test_start,
            "test_end": self.test_end,
            "pass_criteria": self.pick(self.family["pass_criteria"]),
            "complexity": complexity,
            "acquisition_pathway": self.family["pathway"],
            "acquisition_strategy": self.pick(self.family["strategies"]),
            "decision_authority": self.office["decision_authority"],
            "contracting_office": self.office["contracting_office"],
            "intent": "yes",
            "intent_signatory": self.fill(self.office["buyers"][-1 if senior else 0]),
            "intent_level": _SENIOR if senior else _O6,
            "intent_date": self.day(dt.date(2026, 1, 12), 140),
            "us_production_plan": self.random.choice(_PLANS),
            "disclosure_review": self.random.choice(["complete", "under way", "under way"]),
        }

    def market(self) -> list[Row]:
        """Return the candidate, then the others that were found."""
        project = self.project
        found = [(project.vendor, project.country, project.item, "yes", self.random.choice(_KEPT))]
        for source, country, product, meets, reason in self.family["contenders"]:
            if source != project.vendor:
                found.append((source, country, product, meets, reason))
        return [
            {
                "source": source,
                "product": product,
                "source_country": country,
                "meets_requirement": meets,
                "reason": reason,
            }
            for source, country, product, meets, reason in found
        ]

    def schedule(self) -> list[Row]:
        """Return the family's events, one after the other through the test."""
        events = self.family["events"]
        step = (self.test_end - self.test_start) // len(events)
        return [
            {
                "event": event,
                "event_start": self.test_start + step * place,
                "event_end": self.test_start + step * (place + 1) - dt.timedelta(days=3),
                "responsible": self.family["test_org"],
            }
            for place, event in enumerate(events)
        ]

    def funding(self) -> list[Row]:
        """Return the request by year; most articles are bought in the first."""
        articles = self.articles * self.family["price"] / 1000
        test = self.family["test_kusd"] * self.project.scale
        shares = [(1.0, 1.0)] if self.project.years == 1 else [(0.7, 0.45), (0.3, 0.55)]
        return [
            {
                "funding_year": _FIRST_YEAR + place,
                "fct_articles_kusd": round(
                    articles * of_articles * self.random.uniform(1, 1.08), 1
                ),
                "fct_test_kusd": round(test * of_test * self.random.uniform(0.9, 1.1), 1),
                "fct_support_kusd": self.random.randrange(12, 64, 2),
                "component_kusd": self.random.randrange(60, 320, 5),
            }
            for place, (of_articles, of_test) in enumerate(shares)
        ]

    def procurement(self) -> list[Row]:
        """Return two years of purchase after the test."""
        status = [
            "budgeted" if self.first_buy <= _LAST_BUDGETED_YEAR else "programmed",
            "programmed",
        ]
        return [
            {
                "procurement_year": self.first_buy + place,
                "procurement_quantity": quantity,
                "procurement_kusd": round(quantity * self.family["price"] / 1000 * 0.94, 1),
                "appropriation": self.family["appropriation"],
                "procurement_status": status[place],
            }
            for place, quantity in enumerate(self.family["buys"])
        ]


def make_proposal(project: Project, seed: int) -> Filled:
    """Return the answers and rows of one sample proposal.

    Parameters
    ----------
    project : Project
    seed : int
        Another seed gives other people, dates and numbers.

    Returns
    -------
    Filled
    """
    maker = _Maker(project, seed)
    answers: Row = {}
    for part in (
        maker.heading,
        maker.advocacy_and_requirement,
        maker.item,
        maker.market_answers,
        maker.test_and_purchase,
    ):
        answers |= part()
    makers: Mapping[str, Callable[[], list[Row]]] = {
        "Market": maker.market,
        "Schedule": maker.schedule,
        "Funding": maker.funding,
        "Procurement": maker.procurement,
    }
    rows = {sheet: make() for sheet, make in makers.items()}
    apply_story(load_material("stories.yaml")[project.story], answers, rows)
    return {"answers": answers, "rows": rows}


def apply_story(story: Mapping[str, Any], answers: Row, rows: dict[str, list[Row]]) -> None:
    """Change answers and rows, in place, as a story of ``stories.yaml`` says."""
    for path in story.get("drop", ()):
        sheet, place = path.split(".")
        del rows[sheet][int(place)]
    for path, value in story.get("set", {}).items():
        written = BrokenCell(value) if value == "#REF!" else value
        sheet, _, rest = path.rpartition(".")
        if not sheet:
            answers[path] = written
            continue
        sheet, place = sheet.split(".")
        for row in rows[sheet] if place == "*" else [rows[sheet][int(place)]]:
            row[rest] = written
    for sheet, extra in story.get("append", {}).items():
        rows[sheet] += [dict(row) for row in extra]
