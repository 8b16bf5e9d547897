"""From the outcomes of the rules to a verdict, scores, a tier and a referral."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import ModuleType

from tests.oracle import criteria as criterion_rules, form_rules, frame, gates
from tests.oracle.cycles import Cycle
from tests.oracle.gates import FCT_WORK, LATE_STAGES
from tests.oracle.logic import Truth
from tests.oracle.reading import Cell, Gap, Proposal

GATES = ("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8")
LETTERS = {
    "user advocacy": "A",
    "valid requirement": "R",
    "market investigation": "M",
    "funded strategy": "S",
    "intent to procure": "I",
}
OF_CRITERIA = [name.upper() for name in vars(criterion_rules) if name[1:].isdecimal()]
CRITERIA = {  # criterion -> its rules of severity `criterion`, and its weaknesses
    criterion: (
        [r for r in OF_CRITERIA if r[0] == letter and r not in criterion_rules.WEAKNESSES],
        [r for r in OF_CRITERIA if r[0] == letter and r in criterion_rules.WEAKNESSES],
    )
    for criterion, letter in LETTERS.items()
}
FORM_RULES = ("X1", "X2", "X3", "X4", "X5", "X9", "X10", "X11")
FORM_WEAKNESSES = ("X6", "X7", "X8")
FRAME = ("N6", "N7", "N8", "N9", "N10", "N11", "N12", "N13", "N14")
NOTES = ("N1", "N2", "N3", "N4", "N5", *FRAME)
WORDS = {True: "holds", False: "fails", None: "unknown"}

COOPERATION = (
    "Cooperative research, development and acquisition: an international cooperative program"
    " (bottom-up proposal, Summary Statement of Intent)"
)
US_ITEM = "none of the seven: a US item is tested with the component's own money"
PROGRAMS = {
    "information exchange": (
        "Information Exchange Program (an annex to a master information exchange agreement)"
    ),
    "personnel exchange": "Engineer and Scientist Exchange Program",
    "use of a test facility": (
        "Test and Evaluation Program (reciprocal use of test facilities; cooperative T&E)"
    ),
    "joint development": COOPERATION,
    "buy without test": (
        "Defense trade (reciprocal procurement, DFARS 225.872; security of supply)"
    ),
    "logistic support": "Cooperative logistics (acquisition and cross-servicing agreement)",
    "sale to a partner": (
        "none of the seven: foreign military sales (letter of request, letter of offer and"
        " acceptance)"
    ),
}

STATUS_POINTS = {
    "full-rate production": "1",
    "low-rate production": "0.85",
    "late development": "0.6",
    "early development": "0.2",
    "prototype": "0.1",
    "concept": "0",
}
MODIFICATION_POINTS = {"none": "1", "minor": "0.8", "moderate": "0.3", "major": "0"}
TEST_DATA_POINTS = {"provided": "1", "available on request": "0.5", "none": "0"}


Rule = Callable[[Proposal, Cycle], Truth]


@dataclass(frozen=True)
class Judgement:
    """What a proposal comes to."""

    ref: str
    outcomes: Mapping[str, str]
    criteria: Mapping[str, str]
    verdict: str
    tier: int | None
    maturity_low: Decimal
    maturity_high: Decimal
    strength: Decimal
    merit: Decimal
    referral: str | None

    @property
    def findings(self) -> set[tuple[str, str]]:
        """Each rule that does not hold, with its outcome."""
        return {(rule, outcome) for rule, outcome in self.outcomes.items() if outcome != "holds"}


def judge(proposal: Proposal, cycle: Cycle, known: Collection[str] | None = None) -> Judgement:
    """Hold a proposal against every rule, or against those that are known."""
    rules = [rule for rule in all_rules() if known is None or rule in known]
    truths = {rule: function_of(rule)(proposal, cycle) for rule in rules}
    groups = {
        name: ([r for r in strict if r in truths], [r for r in weak if r in truths])
        for name, (strict, weak) in CRITERIA.items()
    }
    criteria = {name: criterion_verdict(truths, *groups[name]) for name in CRITERIA}
    verdict = proposal_verdict(truths, criteria)
    low, high = maturity(proposal)
    strength = strength_of(truths, groups)
    return Judgement(
        ref=proposal.ref,
        outcomes={rule: WORDS[truth] for rule, truth in truths.items()},
        criteria=criteria,
        verdict=verdict,
        tier=tier(proposal),
        maturity_low=low,
        maturity_high=high,
        strength=strength,
        merit=Decimal("0.7") * low + Decimal("0.3") * strength,
        referral=referral(proposal, truths) if verdict == "ineligible" else None,
    )


def all_rules() -> list[str]:
    """Every rule's name."""
    of_criteria = [rule for pair in CRITERIA.values() for part in pair for rule in part]
    return [*GATES, *of_criteria, *FORM_RULES, *FORM_WEAKNESSES, *NOTES]


def function_of(rule: str) -> Rule:
    """The function of a rule, which has its name."""
    modules: dict[str, ModuleType] = {"G": gates, "X": form_rules, "N": form_rules}
    module = frame if rule in FRAME else modules.get(rule[0], criterion_rules)
    function: Rule = getattr(module, rule.lower())
    return function


def criterion_verdict(
    truths: Mapping[str, Truth], strict_rules: list[str], weaknesses: list[str]
) -> str:
    """The verdict on one of the five criteria."""
    strict = [truths[rule] for rule in strict_rules]
    if False in strict:
        return "not met"
    if None in strict:
        return "not shown"
    return "met" if all(truths[rule] for rule in weaknesses) else "weak"


def proposal_verdict(truths: Mapping[str, Truth], criteria: Mapping[str, str]) -> str:
    """The first verdict that applies."""
    gates = [truths[rule] for rule in GATES]
    if False in gates:
        return "ineligible"
    faults = [rule for rule in FORM_RULES if truths[rule] is False]
    if None in gates or faults or "not shown" in criteria.values():
        return "returned"
    return "not recommended" if "not met" in criteria.values() else "rankable"


def strength_of(
    truths: Mapping[str, Truth], groups: Mapping[str, tuple[list[str], list[str]]]
) -> Decimal:
    """The mean of the criteria's strengths, 0 to 100 (reading 51)."""
    total = Fraction(0)
    for strict, weaknesses in groups.values():
        held = 3 * sum(truths[rule] is True for rule in strict)
        held += sum(truths[rule] is True for rule in weaknesses)
        total += Fraction(held, 3 * len(strict) + len(weaknesses))
    mean = total * 100 / len(groups)
    return Decimal(mean.numerator) / Decimal(mean.denominator)


def maturity(proposal: Proposal) -> tuple[Decimal, Decimal]:
    """Lowest and highest production maturity, 0 to 100 (reading 50)."""
    answers = proposal.answers
    parts = [
        scaled(35, answers["production_status"], STATUS_POINTS),
        scaled(25, answers["modification"], MODIFICATION_POINTS),
        scaled(5, answers["foreign_test_data"], TEST_DATA_POINTS),
        stepped(15, answers["mrl"], 10),
        stepped(10, answers["trl"], 9),
        (fielding(proposal), fielding(proposal)),
    ]
    return sum((low for low, _ in parts), Decimal(0)), sum((high for _, high in parts), Decimal(0))


def scaled(points: int, word: Cell, scale: Mapping[str, str]) -> tuple[Decimal, Decimal]:
    """The points of a choice, or all that it could have."""
    if isinstance(word, Gap):
        return Decimal(0), Decimal(points)
    return points * Decimal(scale[word]), points * Decimal(scale[word])


def stepped(points: int, level: Cell, highest: int) -> tuple[Decimal, Decimal]:
    """The points of a readiness level, or all that it could have."""
    if isinstance(level, Gap):
        return Decimal(0), Decimal(points)
    share = Decimal(points * (level - 1)) / (highest - 1)
    return share, share


def fielding(proposal: Proposal) -> Decimal:
    """Up to 10 points for use elsewhere."""
    quantity = proposal.answers["quantity_fielded"]
    users = proposal.answers["in_service_with"]
    fielded = 0 if isinstance(quantity, Gap) else max(0, quantity)
    countries = 0 if isinstance(users, Gap) else len(users.readable)
    by_quantity = min(Decimal(1), Decimal(1 + fielded).log10() / 4)
    by_countries = min(Decimal(1), Decimal(countries) / 3)
    return 5 * by_quantity + 5 * by_countries


def tier(proposal: Proposal) -> int | None:
    """1 for the highest priority (reading 52)."""
    answers = proposal.answers
    if isinstance(answers["purpose"], Gap):
        return None
    if answers["purpose"] == "technical assessment":
        return 3
    first = (
        answers["production_status"] in LATE_STAGES
        and answers["modification"] in ("none", "minor")
        and answers["intent"] == "yes"
    )
    return 1 if first else 2


def referral(proposal: Proposal, truths: Mapping[str, Truth]) -> str | None:
    """Where an ineligible proposal goes (reading 53)."""
    purpose = proposal.answers["purpose"]
    if truths["G4"] is False:
        return None
    if truths["G1"] is False and (purpose in FCT_WORK or purpose == "buy without test"):
        return US_ITEM
    if truths["G6"] is False:
        return PROGRAMS[purpose]
    if truths["G1"] is False:
        return US_ITEM
    return COOPERATION if truths["G5"] is False else None
