from .commands import register_keeping as register_keeping
