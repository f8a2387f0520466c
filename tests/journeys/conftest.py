"""What the journeys share."""

from __future__ import annotations

import sys

#: The server of tests runs on Linux only.
collect_ignore = [] if sys.platform == "linux" else ["test_office_on_a_server.py"]
