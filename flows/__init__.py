"""The order of steps, the calendar of a cycle, and the command line."""

import os

# Prefect and great-expectations read these when they are imported, so they must stand before any
# such import. ``[tool.prefect]`` in pyproject.toml says the same, but is read only from the
# current folder.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
