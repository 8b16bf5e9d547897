"""Notes each connection and each name that a Python process asks for beyond this machine.

A process with this folder in PYTHONPATH writes it to the file that FCT_TEST_OUTSIDE names.
"""

import os
import sys

_NOTED = os.environ.get("FCT_TEST_OUTSIDE")
_NEAR = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - nothing is bound


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0] or ""
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name and not name.startswith(_NEAR):
        with open(str(_NOTED), "a", encoding="utf-8") as file:  # noqa: PTH123 - as early as can be
            file.write(f"{event} {name} {sys.argv}\n")


if _NOTED:
    sys.addaudithook(_note)
