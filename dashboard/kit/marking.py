"""The marking of every page; what it says is set in :mod:`fct.data.program.banner`."""

from fct.data.program import FILE, Marking, load_marking

__all__ = ["FILE", "Marking", "load_marking"]
