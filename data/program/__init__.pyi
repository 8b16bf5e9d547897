from .banner import Marking as Marking, load_marking as load_marking
from .budget_levels import LevelBudgets as LevelBudgets, level_budgets as level_budgets
from .calibration_terms import (
    CalibrationTerms as CalibrationTerms,
    load_calibration_terms as load_calibration_terms,
)
from .conditions import (
    ALL as ALL,
    ComponentLimits as ComponentLimits,
    Conditions as Conditions,
    LineLimits as LineLimits,
    parse_conditions as parse_conditions,
)
from .countries import (
    country_code as country_code,
    country_group as country_group,
    country_name as country_name,
    country_names as country_names,
)
from .cycle import (
    Cycle as Cycle,
    NamedOffice as NamedOffice,
    Promise as Promise,
    cycle_template_text as cycle_template_text,
    first_day_of as first_day_of,
    load_cycle as load_cycle,
    packaged_cycle_texts as packaged_cycle_texts,
    parse_cycle as parse_cycle,
    parse_new_cycle as parse_new_cycle,
    read_cycle_text as read_cycle_text,
    sha256_of_text as sha256_of_text,
)
from .cycle_dates import (
    DATE_NAMES as DATE_NAMES,
    FIRST_YEAR as FIRST_YEAR,
    LARGEST_KUSD as LARGEST_KUSD,
    LAST_YEAR as LAST_YEAR,
    CycleRefusedError as CycleRefusedError,
    WrittenDate as WrittenDate,
)
from .form import (
    CLOSE_OUT as CLOSE_OUT,
    FORM_OF_PROPOSAL as FORM_OF_PROPOSAL,
    LIST_SHEET as LIST_SHEET,
    NOMINATION as NOMINATION,
    OWN_SHEETS as OWN_SHEETS,
    PROPOSAL as PROPOSAL,
    REPORT as REPORT,
    TABLE_SHEETS as TABLE_SHEETS,
    Field as Field,
    FieldType as FieldType,
    Form as Form,
    declarations_sha256 as declarations_sha256,
    declared_by as declared_by,
    declared_rows as declared_rows,
    declared_texts as declared_texts,
    declared_yaml as declared_yaml,
    load_form as load_form,
    load_nomination_form as load_nomination_form,
    load_report_form as load_report_form,
    read_declaration as read_declaration,
    unit_mark as unit_mark,
)
from .form_words import (
    accepted_text as accepted_text,
    example_text as example_text,
    fitted as fitted,
    guide_text as guide_text,
    needed_text as needed_text,
)
from .house_rules import (
    HouseRule as HouseRule,
    is_house_rule as is_house_rule,
    rule_named as rule_named,
)
from .limits import (
    LEFT_OUT as LEFT_OUT,
    MIB as MIB,
    LeftOut as LeftOut,
    Limits as Limits,
    left_out_of as left_out_of,
    load_limits as load_limits,
    most_meeting_pages as most_meeting_pages,
)
from .lowerings import (
    WAITING as WAITING,
    Lowering as Lowering,
    LoweringAnswer as LoweringAnswer,
    LoweringStep as LoweringStep,
    own_step as own_step,
    refuse_lowering as refuse_lowering,
    refuse_step as refuse_step,
    same_person as same_person,
)
from .overlap_terms import (
    OverlapTerms as OverlapTerms,
    ReasonKind as ReasonKind,
    Relation as Relation,
    load_overlap_terms as load_overlap_terms,
)
from .past_projects import (
    PastProject as PastProject,
    Standing as Standing,
    load_past_projects as load_past_projects,
)
from .refusals import refusal as refusal, refusal_messages as refusal_messages
from .robustness_terms import (
    RobustnessTerms as RobustnessTerms,
    load_robustness_terms as load_robustness_terms,
)
from .rubric import (
    MERIT_DECIMALS as MERIT_DECIMALS,
    ChoiceScale as ChoiceScale,
    FieldingScale as FieldingScale,
    LevelScale as LevelScale,
    MaturityPoints as MaturityPoints,
    MeritWeights as MeritWeights,
    Rubric as Rubric,
    RuleTerms as RuleTerms,
    StrengthWeights as StrengthWeights,
    TierTerms as TierTerms,
    default_rubric as default_rubric,
    load_rubric as load_rubric,
    parse_rubric as parse_rubric,
)
from .rule_stages import (
    AlarmCounts as AlarmCounts,
    AlarmReview as AlarmReview,
    RuleStatistics as RuleStatistics,
    Stage as Stage,
    StageChange as StageChange,
    counted_severity as counted_severity,
    current_stages as current_stages,
    declared_rule as declared_rule,
    is_gate as is_gate,
    is_lower as is_lower,
    load_stage_terms as load_stage_terms,
    refuse_change as refuse_change,
    stage_of as stage_of,
    starting_stages as starting_stages,
)
from .rules import (
    CRITERIA as CRITERIA,
    Rule as Rule,
    Severity as Severity,
    load_rules as load_rules,
    rules_sha256 as rules_sha256,
)
from .scenario import (
    OFFICIAL as OFFICIAL,
    Scenario as Scenario,
    check_weights as check_weights,
    scenario_of as scenario_of,
)
