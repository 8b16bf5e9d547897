from .commands import register_following as register_following
