from .acting import acting_of as acting_of
from .people import People as People
