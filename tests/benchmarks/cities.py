"""The databases and files that benchmarks work on, made once per run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kdx_desktop.imports.columns import COLUMNS
from kdx_desktop.reports.table_files import write_table
from kdx_desktop.services import demo, figures_export, organization
from kdx_desktop.services.office import Actor, Office

ACTOR = Actor("bench", "bench")


def office(folder: Path, departments: int, years: int) -> Office:
    """Return a database with a sample city."""
    made = Office.create(f"sqlite:///{folder / f'{departments}x{years}.sqlite3'}", ACTOR)
    made.write(partial(demo.load, departments=departments, years=years))
    return made


def export(source: Office, folder: Path) -> tuple[list[Path], Path]:
    """Write a city's organisation files and its tidy figures; return the paths."""
    folder.mkdir()
    files = [
        write_table(folder / f"{kind}.csv", [c.japanese for c in COLUMNS[kind]], rows)
        for kind, rows in source.read(organization.export_rows).items()
    ]
    figures = source.read(figures_export.tidy_figures)
    fields = (figures_export.fields(row) for row in figures)
    return files, write_table(folder / "figures.csv", figures_export.HEADERS, fields)


def fresh(folder: Path) -> Callable[[], Path]:
    """Return a maker of names for databases that do not exist yet."""
    names = iter(range(10_000))
    return lambda: folder / f"fresh-{next(names)}.sqlite3"
