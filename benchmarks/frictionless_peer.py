"""Holding a table against a schema by frictionless, in an environment that has it and not us.

``rules_beside_peers.py`` starts it in a folder with ``schema.json`` and ``answers.csv``. It prints
as JSON the seconds of processor that the validation took, and each failure by column and row.
"""

import json
import time
from pathlib import Path


def main() -> None:
    """Validate once, and print what was found."""
    from frictionless import Resource, Schema

    schema = Schema.from_descriptor(json.loads(Path("schema.json").read_text("utf-8")))
    started = time.process_time()
    report = Resource(path="answers.csv", schema=schema).validate(limit_errors=10_000_000)
    took_s = time.process_time() - started
    failures = [list(one) for one in report.flatten(["fieldName", "rowNumber"])]
    print(json.dumps({"took_s": took_s, "failures": failures}))


if __name__ == "__main__":
    main()
