"""What is striking among the figures of an import, seen beside each department's own past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kdx_desktop.metrics import checks
from kdx_desktop.metrics.months import Month
from kdx_desktop.services.figures_judging import FiguresJob, Origin
from kdx_desktop.services.importing import Question


def question(job: FiguresJob) -> None:
    """List what is striking among the new figures, seen beside the department's own past."""
    series: dict[tuple[str, str], dict[int, int]] = {}
    for (department, month, metric), stored in job.stored.items():
        if stored.amount is not None:
            series.setdefault((department, metric), {})[month] = stored.amount
    fresh: dict[tuple[str, str], set[int]] = {}
    for (department, month, metric), new in job.revisions.items():
        if new.amount is not None and job.metrics[metric].expected_monthly:
            series.setdefault((department, metric), {})[month] = new.amount
            fresh.setdefault((department, metric), set()).add(month)
    for (department, metric), months in fresh.items():
        past = sorted(series[department, metric].items())
        for month, reason in checks.past_questions(past, frozenset(months)):
            origin = job.origins[department, month, metric]
            place = f"{department} {Month(month)} {job.metrics[metric].name}"
            origin.result.questions.append(Question(origin.line.line, f"{place}：{reason}"))
    for origin, reason in _repeated_months(job, series):
        place = f"{origin.line.department} {origin.line.month}"
        origin.result.questions.append(Question(origin.line.line, f"{place}：{reason}"))


def _repeated_months(
    job: FiguresJob, series: Mapping[tuple[str, str], Mapping[int, int]]
) -> Iterator[tuple[Origin, str]]:
    monthly = [metric.code for metric in job.metrics.values() if metric.expected_monthly]
    touched = {(department, month): metric for department, month, metric in job.revisions}
    for (department, month), metric in touched.items():
        before = Month(month).plus(-1)
        now, last = {}, {}
        for code in monthly:
            column = series.get((department, code), {})
            if month not in column or column[month] != column.get(before):
                break  # hardly any month repeats its first cell, let alone all of them
            now[code], last[code] = column[month], column[before]
        else:
            if reason := checks.same_as_last_month(now, last):
                yield job.origins[department, month, metric], reason
