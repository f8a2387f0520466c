"""All mapped classes together: import this module and ``Base.metadata`` is complete."""

from __future__ import annotations

from kdx_desktop.models.account import Account, Assignment
from kdx_desktop.models.audit import AuditEvent
from kdx_desktop.models.automation import AutomationVersion
from kdx_desktop.models.base import Base, Versioned
from kdx_desktop.models.calendar import ClosingVersion, SettingVersion, SubmissionVersion
from kdx_desktop.models.change import Change
from kdx_desktop.models.organization import (
    BaselineVersion,
    DepartmentVersion,
    HeadcountVersion,
    SuccessionVersion,
)
from kdx_desktop.models.plan import (
    GradeBandVersion,
    InitiativeStateVersion,
    InitiativeVersion,
    KpiVersion,
    MetricVersion,
    PaperFactorVersion,
    PlanVersion,
    TargetVersion,
)
from kdx_desktop.models.revision import CurrentFigure, Revision
from kdx_desktop.models.store_format import StoreFormat

#: Everything that is versioned by change numbers; each has rows in the chain.
VERSIONED: tuple[type[Versioned], ...] = (
    AutomationVersion,
    BaselineVersion,
    ClosingVersion,
    DepartmentVersion,
    GradeBandVersion,
    HeadcountVersion,
    InitiativeStateVersion,
    InitiativeVersion,
    KpiVersion,
    MetricVersion,
    PaperFactorVersion,
    PlanVersion,
    SettingVersion,
    SubmissionVersion,
    SuccessionVersion,
    TargetVersion,
)

__all__ = [
    "VERSIONED",
    "Account",
    "Assignment",
    "AuditEvent",
    "Base",
    "Change",
    "CurrentFigure",
    "Revision",
    "StoreFormat",
]
