from .from_store import (
    LearnedChances as LearnedChances,
    LearnedWeights as LearnedWeights,
    StoredPast as StoredPast,
    learned_chances as learned_chances,
    learned_weights as learned_weights,
    stored_past as stored_past,
)
from .rule_alarms import (
    alarming_version as alarming_version,
    refuse_needless as refuse_needless,
    review_report as review_report,
    stored_alarms as stored_alarms,
    stored_house_rules as stored_house_rules,
    stored_statistics as stored_statistics,
)
