from .commands import register_office as register_office
