"""The same jobs from a terminal: one module per command group, without Qt (interfaces.md)."""

from kdx_desktop.commands.main import main

__all__ = ["main"]
