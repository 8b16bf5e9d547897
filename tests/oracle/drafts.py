"""Drafts of proposals: plausible ones, for others to spoil."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.oracle import spellings
from tests.oracle.figures import fiscal_year
from tests.oracle.form import PROPOSAL, YES, Field
from tests.oracle.reading import Raw

FIFTY = "No fielded item does this at the range and weight that is required."
VENDORS = ("Vättern Systems AB", "Karoo Ordnance", "Meuse Armes S.A.", "Kessler & Co., GmbH")
OTHERS = ("Buckeye Composites", "Prairie Ordnance", "Kuroshio Heavy Works", "Ebro Defensa")
RawRow = dict[str, Raw]


@dataclass
class Draft:
    """A proposal in the making."""

    rng: Random
    cycle: dict[str, Any]
    answers: RawRow
    tables: dict[str, list[RawRow]]

    @property
    def year(self) -> int:
        """The cycle's fiscal year."""
        return int(self.cycle["fiscal_year"])

    @property
    def due(self) -> dt.date:
        """The day that most proposals are judged at."""
        return dt.date.fromisoformat(str(self.cycle["final_due"])[:10])

    @property
    def days(self) -> list[dt.date]:
        """Every day that a proposal of the cycle may be judged at."""
        later = self.cycle.get("out_of_cycle_as_of")
        return [self.due] + ([dt.date.fromisoformat(str(later)[:10])] if later else [])


def plausible(rng: Random, cycle: dict[str, Any]) -> Draft:
    """A proposal that mostly is rankable."""
    draft = Draft(rng, cycle, {}, {})
    due, year = draft.due, draft.year
    start = dt.date(year - 1, 10, 1) + dt.timedelta(days=rng.randrange(200))
    end = start + dt.timedelta(days=rng.randrange(100, 700))
    vendor, country = rng.choice(VENDORS), rng.choice(spellings.COUNTRIES)
    price, articles = rng.choice((850, 4200.5, 12500, 190000)), rng.choice((1, 2, 10, 40))
    status, trl, mrl = rng.choice(
        (("full-rate production", 9, 10), ("low-rate production", 8, 9), ("late development", 7, 7))
    )

    def recent() -> Raw:
        return spellings.day(rng, due - dt.timedelta(days=rng.randrange(1, 700)))

    def one_of(*options: Raw) -> Raw:
        return rng.choice(options)

    draft.answers = {
        "purpose": one_of(*PROPOSAL["purpose"].choices[:2]),
        "fiscal_year": spellings.year(rng, year),
        "title": f"Item {rng.randrange(40)}",
        "component": one_of(*PROPOSAL["component"].choices[:6]),
        "component_priority": one_of(None, 1, 2, "3", 4.0),
        "cycle_type": one_of("in cycle", "in cycle", "out of cycle"),
        "project_type": one_of("new start", "new start", "continuing"),
        "marking": one_of("UNCLASSIFIED", "CUI"),
        "sponsor_office": "Project Office Close Support",
        "project_manager": "J. Alvarez",
        "project_manager_email": "j.alvarez@example.mil",
        "user_organization": "Maneuver Center",
        "advocacy_type": one_of("signed letter", "signed memorandum", "message"),
        "advocacy_reference": "Memo 141-27",
        "advocacy_signatory": "Deputy Commanding General",
        "advocacy_level": one_of(*PROPOSAL["advocacy_level"].choices),
        "advocacy_date": recent(),
        "requirement_type": one_of(*PROPOSAL["requirement_type"].choices[:8]),
        "requirement_number": one_of("CDD-2031", 40417),
        "requirement_authority": "JROC",
        "requirement_status": "validated",
        "requirement_date": recent(),
        "requirement_gap": FIFTY,
        "item_name": "light machine gun",
        "item_description": FIFTY,
        "vendor": vendor,
        "country": country,
        "production_status": status,
        "trl": spellings.number(rng, trl),
        "mrl": spellings.number(rng, mrl),
        "modification": one_of("none", "minor", "minor", "moderate"),
        "modification_description": "Add the US radio mount.",
        "in_service_with": one_of(None, "Belgium", "France; Poland", "Italy\nSpain\nUK\nFrance"),
        "quantity_fielded": one_of(None, 0, 120, "1,500", 99999),
        "foreign_test_data": one_of("provided", "available on request", "none"),
        "unit_price_usd": spellings.number(rng, price),
        "us_alternative": one_of("yes", "no", "partly"),
        "advantage_type": one_of("cost", "cost; performance", "schedule"),
        "advantage_statement": "30 percent lighter",
        "development_avoided_usd": one_of(None, 14000000, "$14,000,000"),
        "market_methods": one_of("request for information", "trade show; sources sought notice"),
        "market_notice": one_of("RFI-2026-11", "RFI-2026-11", None),
        "market_completed": recent(),
        "test_organization": "Aberdeen Test Center",
        "test_site": one_of(None, "Dugway"),
        "article_quantity": articles,
        "article_source": one_of("purchase", "purchase", "lease", "loan"),
        "test_start": spellings.day(rng, start),
        "test_end": spellings.day(rng, end),
        "pass_criteria": FIFTY,
        "complexity": one_of(None, None, "Two climates."),
        "acquisition_pathway": one_of(*PROPOSAL["acquisition_pathway"].choices),
        "acquisition_strategy": FIFTY,
        "decision_authority": "PEO Soldier",
        "contracting_office": one_of(None, "Contracting Command"),
        "intent": one_of("yes", "yes", "conditional"),
        "intent_signatory": "Program Executive Officer",
        "intent_level": one_of(*PROPOSAL["intent_level"].choices),
        "intent_date": recent(),
        "us_production_plan": one_of(None, "Assembly in Ohio."),
        "disclosure_review": one_of(None, "under way", "complete", "not started"),
        **framed(rng, due),
    }
    for name in PROPOSAL:
        if name not in draft.answers:
            draft.answers[name] = of_its_kind(rng, PROPOSAL[name], due)
    years = rng.choice((1, 2, 2))
    draft.tables = {
        "Market": market(rng, vendor, country),
        "Schedule": schedule(rng, start, end),
        "Funding": [
            {
                "funding_year": spellings.year(rng, year + step),
                "fct_articles_kusd": round(articles * price / 1000 / years, 2),
                "fct_test_kusd": one_of(150, 320.5, "600"),
                "fct_support_kusd": one_of(None, 25, 0),
                "fct_us_item_kusd": one_of(0, None, "none"),
                "component_kusd": one_of(40, "$40", 0),
            }
            for step in range(years)
        ],
        "Procurement": [
            {
                "procurement_year": spellings.year(rng, fiscal_year(end) + 1 + step),
                "procurement_quantity": (quantity := rng.choice((40, 500))),
                "procurement_kusd": round(quantity * price / 1000 * rng.choice((0.5, 1, 3)), 2),
                "appropriation": "OPA 2, line 31",
                "procurement_status": one_of("budgeted", "programmed"),
            }
            for step in range(rng.choice((1, 2, 3)))
        ],
    }
    return draft


def of_its_kind(rng: Random, field: Field, due: dt.date) -> Raw:
    """An answer to a field of which no more is known than its kind: one that was added later."""
    plain: RawRow = {"date": due, "integer": 1, "money": 1, "country": "Norway"}
    answers: tuple[Raw, ...] = field.choices or (plain.get(field.kind, FIFTY),)
    return rng.choice(answers if field.required == YES else (None, *answers))


def framed(rng: Random, due: dt.date) -> RawRow:
    """How the purchase stands in the acquisition system: most of it is not answered."""
    names = (
        *("acquisition_category", "decision_level", "program_phase", "preference_step"),
        *("international_involvement", "us_production", "exportability_review"),
        "technology_security_review",
    )
    frame: RawRow = {name: rng.choice((None, rng.choice(PROPOSAL[name].choices))) for name in names}
    frame["disclosure_office"] = None
    frame["disclosure_date"] = rng.choice((None, due, due + dt.timedelta(days=1)))
    return frame


def market(rng: Random, vendor: str, country: str) -> list[RawRow]:
    """The candidate among others."""
    names = [vendor, *rng.sample(OTHERS, rng.choice((2, 2, 3)))]
    rows: list[RawRow] = [
        {
            "source": name,
            "product": "machine gun",
            "source_country": country if name == vendor else rng.choice(("Japan", "Spain", "USA")),
            "meets_requirement": "yes" if name == vendor else rng.choice(("yes", "partly", "no")),
            "reason": "Compared on paper.",
        }
        for name in names
    ]
    rng.shuffle(rows)
    return rows


def schedule(rng: Random, start: dt.date, end: dt.date) -> list[RawRow]:
    """Events from the first day to the last."""
    middle = start + (end - start) / 2
    return [
        {
            "event": event,
            "event_start": spellings.day(rng, one),
            "event_end": spellings.day(rng, two),
        }
        for event, one, two in (("Delivery", start, middle), ("Firing", middle, end))
    ]
