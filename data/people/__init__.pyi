from .access import (
    Access as Access,
    AccessRow as AccessRow,
    Action as Action,
    Scope as Scope,
    load_access as load_access,
)
from .acting import Acting as Acting
from .decision import Object as Object, may as may
from .person import Person as Person, PersonChange as PersonChange, refuse_person as refuse_person
from .roles import (
    COMPONENT_ROLES as COMPONENT_ROLES,
    PANEL_ROLES as PANEL_ROLES,
    Role as Role,
    parse_roles as parse_roles,
)
