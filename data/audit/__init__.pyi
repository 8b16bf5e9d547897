from .chain import UNREADABLE as UNREADABLE, read_chain as read_chain
from .faults import Fault as Fault
from .verifying import (
    Verification as Verification,
    noted_head as noted_head,
    verify as verify,
    verify_rows as verify_rows,
    verify_unopened as verify_unopened,
)
