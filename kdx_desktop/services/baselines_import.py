"""Annual baselines from files: judged, and the rows that bring something new (domain.md §4)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from kdx_desktop.imports.files import BaselineLine, FileContent
from kdx_desktop.metrics import checks
from kdx_desktop.metrics.amounts import amount_text
from kdx_desktop.models.organization import BaselineVersion
from kdx_desktop.services.figures_judging import FiguresJob, life_refusal, unknown_metric
from kdx_desktop.services.importing import FileResult
from kdx_desktop.services.knowledge import as_known


def take_baselines(
    session: Session, job: FiguresJob, content: FileContent, result: FileResult
) -> list[dict[str, Any]]:
    """Judge annual baselines; return the rows that bring something new."""
    stored = {
        (row.department, row.fiscal_year, row.metric): row.amount
        for row in as_known(session, BaselineVersion)
    }
    rows = []
    for line in content.records:
        assert isinstance(line, BaselineLine)  # noqa: S101 - the kind says so
        code = job.codes.get(line.metric)
        if code is None:
            result.reject(line.line, "metric", unknown_metric(job, line.metric))
            continue
        if line.department not in job.organization.departments:
            reason = life_refusal(job, line.department, job.this_month) or ""
            result.reject(line.line, "department", reason)
            continue
        if (refused := checks.refusal(job.metrics[code], line.amount)) is not None:
            result.reject(line.line, "value", refused)
            continue
        before = stored.get((line.department, line.fiscal_year, code))
        if before == line.amount:
            result.unchanged += 1
            continue
        if not job.who.manages_figures:
            result.reject(line.line, "department", "基準値は推進担当だけが取り込めます。")
            continue
        result.accepted += 1
        if before is not None:
            result.notes.append(
                f"{line.department} {line.fiscal_year}年度の基準値を"
                f"{amount_text(before)}から{amount_text(line.amount)}に置き換えます。"
            )
        rows.append(
            {
                "department": line.department,
                "fiscal_year": line.fiscal_year,
                "metric": code,
                "amount": line.amount,
            }
        )
    return rows
