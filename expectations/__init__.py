"""The five criteria, eligibility and the form rules, one module each."""

import os

# Read by great-expectations when it is imported, so it must stand before any such import.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
