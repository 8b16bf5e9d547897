from .manifest import MANIFEST as MANIFEST, Kept as Kept
from .restoring import restore as restore
from .upgrading import upgrade_store as upgrade_store
from .writing import back_up as back_up
