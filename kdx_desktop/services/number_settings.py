"""Numbers that each city sets for itself: versioned with the ledger, within limits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kdx_desktop.errors import DataError
from kdx_desktop.models.calendar import SettingVersion
from kdx_desktop.services import rights
from kdx_desktop.services.knowledge import load_settings
from kdx_desktop.services.recording import Act, Kind, record


@dataclass(frozen=True, slots=True)
class NumberSetting:
    """A whole number among the city's settings; ``label`` is what people call it."""

    name: str
    label: str
    default: int
    allowed: range

    def read(self, session: Session) -> int:
        """Return the city's number; the default where none is set."""
        return self.of(load_settings(session).get(self.name, ""))

    def of(self, text: str) -> int:
        """Return the number that a stored text says; the default for what it cannot say."""
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else -1
        return number if number in self.allowed else self.default

    def write(self, session: Session, number: int) -> int | None:
        """Set the number; return the change, None when it is that already.

        DataError for what is not allowed, NotAllowed for all but the HR/DX team.
        """
        rights.require_team(session, f"{self.label}の設定")
        if number not in self.allowed:
            first, last = self.allowed[0], self.allowed[-1]
            message = f"{self.label}は{first}から{last}までで指定してください（指定：{number}）。"
            raise DataError(message)
        if load_settings(session).get(self.name, str(self.default)) == str(number):
            return None
        rows = [{"name": self.name, "value": str(number)}]
        act = Act(Kind.SETTING, f"{self.label}を{number}に変更")
        return record(session, act, rows={SettingVersion: rows})


#: After so many minutes without a key or a click the window locks, at the latest; 0: each person's own.
LOCK_MINUTES = NumberSetting("lock_minutes", "画面をロックするまでの分数", 0, range(241))
