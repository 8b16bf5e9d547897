"""The command line as ``python -m fct.flows.cli``."""

from fct.flows.cli.app import run

run()
