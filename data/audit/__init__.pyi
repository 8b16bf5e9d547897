from .chain import UNREADABLE as UNREADABLE, read_chain as read_chain
from .verifying import (
    noted_head as noted_head,
    verify as verify,
    verify_rows as verify_rows,
    verify_unopened as verify_unopened,
)
