from .corrections import Corrections as Corrections, received_at as received_at
from .extensions import (
    Deadlines as Deadlines,
    Extensions as Extensions,
    came_by as came_by,
    last_moment_of as last_moment_of,
)
from .schedule import (
    TOLD as TOLD,
    informed_on as informed_on,
    night_of as night_of,
    nights as nights,
    weekly as weekly,
)
from .ticks import (
    LATE_AFTER as LATE_AFTER,
    TickKey as TickKey,
    Ticks as Ticks,
)
