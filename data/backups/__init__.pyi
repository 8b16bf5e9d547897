from .restoring import clear_ended_restore as clear_ended_restore, restore as restore
from .upgrading import planned_upgrade as planned_upgrade, upgrade_store as upgrade_store
from .writing import back_up as back_up
