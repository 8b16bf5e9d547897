"""Settings of every test: the same examples each time, and no limit that a busy machine breaks."""

from hypothesis import settings

settings.register_profile("fct", deadline=None, derandomize=True, database=None)
settings.load_profile("fct")
