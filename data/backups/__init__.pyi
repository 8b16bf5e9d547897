from .manifest import Kept as Kept
from .restoring import restore as restore
from .writing import back_up as back_up
