from .cycle_change import (
    change_lines as change_lines,
    changed_by as changed_by,
    changed_keys as changed_keys,
)
from .distance_reports import (
    counterfactuals_of as counterfactuals_of,
    distance_of as distance_of,
    distance_words as distance_words,
    pair_report as pair_report,
    parts_of as parts_of,
    remedy_words as remedy_words,
    smallest_changes_of as smallest_changes_of,
    sponsor_report as sponsor_report,
    step_words as step_words,
)
from .distance_to_line import (
    Contribution as Contribution,
    Distance as Distance,
    compare_proposals as compare_proposals,
    fields_of_part as fields_of_part,
)
from .published import (
    headed_order as headed_order,
    order_of as order_of,
    published_order as published_order,
    refuse_unranked as refuse_unranked,
    why_of as why_of,
)
from .rank_robustness import (
    Confidence as Confidence,
    RankConfidence as RankConfidence,
    Robustness as Robustness,
    robustness as robustness,
    robustness_report as robustness_report,
    winning_share as winning_share,
)
from .side_by_side import (
    SideBySide as SideBySide,
    budget_scenarios as budget_scenarios,
    compare_scenarios as compare_scenarios,
    what_if_scenario as what_if_scenario,
)
from .smallest_change import Change as Change, Counterfactuals as Counterfactuals
from .weight_samples import SensitivityTerms as SensitivityTerms, Weighting as Weighting
from .weights import (
    WeightForm as WeightForm,
    form_of_weights as form_of_weights,
    normal_weights as normal_weights,
    weights_of_form as weights_of_form,
)
from .what_if_order import WhatIf as WhatIf, what_if as what_if
from .what_if_reports import (
    budget_scenarios_report as budget_scenarios_report,
    comparison_report as comparison_report,
    scenario_report as scenario_report,
    what_if_report as what_if_report,
)
from .worth_asking import Worth as Worth
from .worth_reports import (
    answer_words as answer_words,
    ask_first_report as ask_first_report,
    costs_the_money as costs_the_money,
    flips_the_set as flips_the_set,
    near_the_line as near_the_line,
    published_worth as published_worth,
    question_words as question_words,
    verify_first_report as verify_first_report,
    worth_of_run as worth_of_run,
)
