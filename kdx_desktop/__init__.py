"""kdx_desktop: the smart-work figures of a city hall, per department, against its plan."""

__version__ = "0.3.0"
