from .app import main as main, run as run
