from .acquisition_frame import (
    load_acquisition_frame as load_acquisition_frame,
)
from .card_lines import (
    CardOf as CardOf,
    answer_words as answer_words,
    card_report as card_report,
)
from .cards import (
    Card as Card,
    card_of as card_of,
    fields_of as fields_of,
    load_cards as load_cards,
    load_identifiers as load_identifiers,
    named_card as named_card,
)
from .handed_on import (
    HandTo as HandTo,
    Referrals as Referrals,
    handed_words as handed_words,
    newest_by_ref as newest_by_ref,
)
from .letter import referral_letter as referral_letter
from .which import (
    load_which_program as load_which_program,
    no_card_report as no_card_report,
    question_report as question_report,
    read_choices as read_choices,
    which_program as which_program,
)
