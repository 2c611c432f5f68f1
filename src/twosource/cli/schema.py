"""The state of a newsroom's tables against the migrations this package brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twosource.cli.refusal import Refusal

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom


@dataclass(frozen=True)
class SchemaState:
    """`pending`: migrations to apply; `unknown`: applied, but not in this package. Both `app.name`."""

    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def schema_state() -> SchemaState:
    """Compare the database with the package. Django must have been started."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    installed = {config.label for config in apps.get_app_configs()}
    unknown = [
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in installed and (app, name) not in executor.loader.disk_migrations
    ]
    pending = [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
    # A squashed migration is recorded under the names it replaces as well: those are known.
    replaced = {
        f"{app}.{name}"
        for migration in executor.loader.disk_migrations.values()
        for app, name in migration.replaces
    }
    return SchemaState(tuple(pending), tuple(name for name in sorted(unknown) if name not in replaced))


def demand_no_newer_schema(newsroom: Newsroom) -> SchemaState:
    """The state, unless a newer Twosource has already migrated the database: that raises `Refusal`."""
    state = schema_state()
    if state.unknown:
        raise Refusal(
            f"{newsroom.folder} was migrated by a newer Twosource (it knows {state.unknown[0]}, "
            "this one does not). Install the newer one, or go back to a backup."
        )
    return state


def demand_current_schema(newsroom: Newsroom) -> None:
    """Raises `Refusal` unless the database is exactly what this package expects."""
    pending = demand_no_newer_schema(newsroom).pending
    if pending:
        raise Refusal(
            f"the database of {newsroom.folder} is older than this Twosource "
            f"({len(pending)} migrations to apply). Run: twosource upgrade"
        )
