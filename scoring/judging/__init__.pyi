from .evidence import (
    Evidence as Evidence,
    answers_of as answers_of,
    evidence_of as evidence_of,
    proposal_answers as proposal_answers,
    sheet_rows as sheet_rows,
)
from .exceptions import (
    Exceptions as Exceptions,
    counted_outcomes as counted_outcomes,
    stored_exceptions as stored_exceptions,
)
from .finding_words import rule_words as rule_words
from .findings import Finding as Finding, build_findings as build_findings
from .joining import HouseOfAll as HouseOfAll
from .judgement import (
    Judgement as Judgement,
    house_of as house_of,
    judge as judge,
    judge_outcomes as judge_outcomes,
    judge_results as judge_results,
    verdicts_by as verdicts_by,
)
from .marks import marks_of as marks_of, repairs_of as repairs_of
from .maturity import (
    MATURITY_PARTS as MATURITY_PARTS,
    with_maturity as with_maturity,
    with_merit as with_merit,
    with_strength as with_strength,
)
from .merit_parts import (
    MATURITY_COUNT as MATURITY_COUNT,
    PART_NAMES as PART_NAMES,
    Floats as Floats,
    Parts as Parts,
    joined_parts as joined_parts,
    part_weights as part_weights,
    parts_of_judgement as parts_of_judgement,
    parts_of_scores as parts_of_scores,
)
from .referred import (
    OTHER_WORK as OTHER_WORK,
    card_lines as card_lines,
    cards_of as cards_of,
    is_other_work as is_other_work,
    missing_of as missing_of,
    notes_read as notes_read,
    verdict_words as verdict_words,
)
from .returned import (
    findings_page as findings_page,
    findings_workbook as findings_workbook,
    marked_workbook as marked_workbook,
)
from .unranked import (
    DECIDED_BY as DECIDED_BY,
    NOT_CERTIFIED as NOT_CERTIFIED,
    UNCERTIFIED_SAID as UNCERTIFIED_SAID,
    card_of_run as card_of_run,
    deciding as deciding,
    is_of_other_work as is_of_other_work,
    said_findings as said_findings,
    unranked_report as unranked_report,
)
from .verdicts import CriterionVerdict as CriterionVerdict, Verdict as Verdict
