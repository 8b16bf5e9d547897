"""The form as the contract lists it: sheets, fields, types, choices and what is required."""

from dataclasses import dataclass

YES, NO, SOMETIMES = "yes", "no", "sometimes"


@dataclass(frozen=True)
class Field:
    """One answer of the form."""

    kind: str
    required: str = YES
    choices: tuple[str, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    longest: int | None = None
    counted: bool = False  # money, or an integer in `items`: may not be negative


def text(required: str = YES, longest: int | None = None) -> Field:
    """Any text."""
    return Field("text", required, longest=longest)


def choice(words: str, required: str = YES) -> Field:
    """One of a few words."""
    return Field("choice", required, tuple(words.split("|")))


def choices(words: str) -> Field:
    """Some of a few words."""
    return Field("multi choice", YES, tuple(words.split("|")))


def whole(lowest: int | None = None, highest: int | None = None, required: str = YES) -> Field:
    """A whole number between two limits."""
    return Field("integer", required, lowest=lowest, highest=highest)


def items(required: str = YES) -> Field:
    """A count of things."""
    return Field("integer", required, counted=True)


def money(required: str = YES) -> Field:
    """An amount of money."""
    return Field("money", required, counted=True)


DATE, YEAR, COUNTRY = Field("date"), Field("fiscal year"), Field("country")
LEVELS = "general or flag officer or SES|O-6 or GS-15|below"

PROPOSAL: dict[str, Field] = {
    "purpose": choice(
        "comparative test with intent to procure|qualification test with intent to procure"
        "|technical assessment|joint development|information exchange|use of a test facility"
        "|personnel exchange|logistic support|buy without test|sale to a partner"
    ),
    "fiscal_year": YEAR,
    "title": text(longest=120),
    "component": choice("Army|Navy|Marine Corps|Air Force|Space Force|USSOCOM|other"),
    "component_priority": whole(1, None, NO),
    "cycle_type": choice("in cycle|out of cycle"),
    "project_type": choice("new start|continuing"),
    "marking": Field("marking", choices=("UNCLASSIFIED", "CUI")),
    "sponsor_office": text(),
    "project_manager": text(),
    "project_manager_email": Field("email"),
    "user_organization": text(),
    "advocacy_type": choice("signed letter|signed memorandum|message|e-mail|none"),
    "advocacy_reference": text(),
    "advocacy_signatory": text(),
    "advocacy_level": choice(LEVELS),
    "advocacy_date": DATE,
    "requirement_type": choice("ICD|CDD|CPD|CD|JUON|JEON|UON|service requirement|none"),
    "requirement_number": text(),
    "requirement_authority": text(),
    "requirement_status": choice("validated|in staffing|draft"),
    "requirement_date": DATE,
    "requirement_gap": text(),
    "item_name": text(),
    "item_description": text(),
    "vendor": text(),
    "country": COUNTRY,
    "production_status": choice(
        "full-rate production|low-rate production|late development|early development"
        "|prototype|concept"
    ),
    "trl": whole(1, 9),
    "mrl": whole(1, 10),
    "modification": choice("none|minor|moderate|major"),
    "modification_description": text(SOMETIMES),
    "in_service_with": Field("country list", NO),
    "quantity_fielded": items(NO),
    "foreign_test_data": choice("provided|available on request|none"),
    "unit_price_usd": money(),
    "us_alternative": choice("yes|no|partly"),
    "advantage_type": choices("no US item|cost|schedule|performance"),
    "advantage_statement": text(SOMETIMES),
    "development_avoided_usd": money(NO),
    "market_methods": choices(
        "request for information|sources sought notice|industry day|trade show|database search"
        "|visits|earlier tests"
    ),
    "market_notice": text(NO),
    "market_completed": DATE,
    "test_organization": text(),
    "test_site": text(NO),
    "article_quantity": items(),
    "article_source": choice("purchase|lease|loan"),
    "test_start": DATE,
    "test_end": DATE,
    "pass_criteria": text(),
    "complexity": text(SOMETIMES),
    "acquisition_pathway": choice(
        "Urgent Capability Acquisition|Middle Tier of Acquisition|Major Capability Acquisition"
        "|Software Acquisition|Defense Business Systems|Acquisition of Services"
    ),
    "acquisition_strategy": text(),
    "decision_authority": text(),
    "contracting_office": text(NO),
    "intent": choice("yes|conditional|no"),
    "intent_signatory": text(),
    "intent_level": choice(LEVELS),
    "intent_date": DATE,
    "us_production_plan": text(NO),
    "disclosure_review": choice("complete|under way|not started", NO),
    "acquisition_category": choice("ACAT I|ACAT II|ACAT III|none yet", NO),
    "decision_level": choice(
        "defense acquisition executive|component acquisition executive"
        "|designated by the component acquisition executive",
        NO,
    ),
    "program_phase": choice(
        "before production and deployment|production and deployment|operations and support", NO
    ),
    "preference_step": choice(
        "1 commercial or dual-use|2 more of an existing US or allied item"
        "|3 cooperative development|4 new joint Service development"
        "|5 new Service-unique development",
        NO,
    ),
    "international_involvement": choice("documented|not documented", NO),
    "us_production": choice("under license|by teaming|none planned", NO),
    "exportability_review": choice("complete|under way|not started", NO),
    "technology_security_review": choice("complete|under way|not started", NO),
    "disclosure_office": text(NO),
    "disclosure_date": Field("date", NO),
}

TABLES: dict[str, dict[str, Field]] = {
    "Market": {
        "source": text(),
        "product": text(),
        "source_country": COUNTRY,
        "meets_requirement": choice("yes|partly|no"),
        "reason": text(),
    },
    "Schedule": {
        "event": text(),
        "event_start": DATE,
        "event_end": DATE,
        "responsible": text(NO),
    },
    "Funding": {
        "funding_year": YEAR,
        "fct_articles_kusd": money(),
        "fct_test_kusd": money(),
        "fct_support_kusd": money(NO),
        "fct_us_item_kusd": money(NO),
        "component_kusd": money(NO),
    },
    "Procurement": {
        "procurement_year": YEAR,
        "procurement_quantity": items(),
        "procurement_kusd": money(),
        "appropriation": text(),
        "procurement_status": choice("budgeted|programmed|unfunded"),
    },
}

FCT_AMOUNTS = ("fct_articles_kusd", "fct_test_kusd", "fct_support_kusd", "fct_us_item_kusd")
