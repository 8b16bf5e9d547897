from .access import (
    Action as Action,
    Scope as Scope,
    load_access as load_access,
)
from .acting import Acting as Acting
from .conflict import (
    NAMING_FIELDS as NAMING_FIELDS,
    Conflict as Conflict,
    ProposedConflict as ProposedConflict,
    Why as Why,
    is_named as is_named,
)
from .decision import Object as Object, may as may
from .person import (
    Person as Person,
    PersonChange as PersonChange,
    refuse_person as refuse_person,
    refuse_unknown_component as refuse_unknown_component,
)
from .provider import Provider as Provider
from .roles import (
    COMPONENT_ROLES as COMPONENT_ROLES,
    PANEL_ROLES as PANEL_ROLES,
    Role as Role,
    parse_roles as parse_roles,
)
from .sign_in import (
    SessionState as SessionState,
    SignIn as SignIn,
    load_session_terms as load_session_terms,
    sign_in_of as sign_in_of,
)
