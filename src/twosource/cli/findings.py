"""Everything `twosource check` looks at. Nothing here writes to the newsroom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from twosource.cli.finding import Finding
from twosource.cli.folder import demand_known_version, start_django
from twosource.cli.refusal import Refusal

if TYPE_CHECKING:
    from twosource.conf.newsroom import Newsroom

_SHOWN = 20


def inspect(folder: Path) -> Iterator[Finding]:
    """All findings, those that make others meaningless first; these end the inspection."""
    from twosource.conf.newsroom import read_newsroom
    from twosource.conf.problems import ConfigError

    yield from _secrets(folder)
    try:
        newsroom = read_newsroom(folder)
    except ConfigError as error:
        for problem in error.problems:
            yield Finding("configuration", str(problem), "write one of the allowed values, or remove the key")
        return
    try:
        demand_known_version(newsroom)
    except Refusal as refusal:
        yield Finding("version", refusal.message, "install the newer version, or restore a backup")
        return
    yield from _exposure(newsroom)
    start_django(folder)
    yield from _system_checks()
    broken = list(_migrations(newsroom))
    yield from broken
    if not broken:
        yield from _contents(newsroom)


def _contents(newsroom: Newsroom) -> Iterator[Finding]:
    from twosource.cli.beyond import beyond
    from twosource.cli.pages import broken_pages

    yield from _missing_files()
    yield from _missing_copies()
    yield from _late_stories()
    yield from _undelivered()
    yield from _index()
    yield from _miscounted()
    yield from broken_pages(newsroom)
    yield from beyond(newsroom)


def _secrets(folder: Path) -> Iterator[Finding]:
    from twosource.conf.keys import open_to_others
    from twosource.conf.newsroom import SECRETS_NAME

    path = folder / SECRETS_NAME
    if path.is_file() and open_to_others(path):
        mode = oct(path.stat().st_mode & 0o777)[2:]
        yield Finding(
            "secrets",
            f"{path} can be read by other accounts of this machine (mode {mode})",
            f"chmod 600 {path}; if others may have looked, make new secrets",
        )


def _exposure(newsroom: Newsroom) -> Iterator[Finding]:
    """Settings that are fine on this machine alone and careless in public."""
    if newsroom.is_loopback:
        return
    if not newsroom.is_https:
        yield Finding(
            "configuration",
            f"newsroom.base_url = “{newsroom.config.newsroom.base_url}” is public and not https",
            "put a proxy with a certificate in front and write https:// there",
        )
    if not newsroom.config.policy.second_factor:
        yield Finding(
            "configuration",
            "policy.second_factor = false on a public address: a stolen password is enough to publish",
            "set it to true; staff are asked to set theirs up at the next log-in",
        )
    if newsroom.config.rooms.discussion and newsroom.config.mail.kind == "file":
        yield Finding(
            "configuration",
            "mail.kind = “file” on a public address: the codes with which readers join stay in data/mail/",
            "set it to “smtp”; or set rooms.discussion = false, if readers are not to write",
        )


def _system_checks() -> Iterator[Finding]:
    """What Django and the libraries say of the settings, as before a deployment."""
    from django.core.checks import WARNING, run_checks

    for message in run_checks(include_deployment_checks=True):
        if message.level >= WARNING and not message.is_silenced():
            text = " ".join(str(message.msg).split())
            yield Finding(
                "settings", f"{text} ({message.id})", " ".join((message.hint or "see above").split())
            )


def _migrations(newsroom: Newsroom) -> Iterator[Finding]:
    from django.db import Error

    from twosource.cli.schema import schema_state

    try:
        state = schema_state()
    except Error as error:
        first = str(error).strip().splitlines()[0]
        yield Finding("database", f"it cannot be opened: {first}", "see [database] url, and rights on data/")
        return
    if state.unknown:
        names = ", ".join(state.unknown[:3])
        yield Finding("database", f"a newer Twosource migrated it ({names})", "install that version")
    if state.pending:
        count = len(state.pending)
        yield Finding("database", f"{count} migrations wait to be applied", "twosource upgrade")


def _missing_files() -> Iterator[Finding]:
    """Files that rows of any table name and the disk does not have."""
    from django.apps import apps
    from django.db.models import FileField

    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                yield from _missing(model, field)


def _missing(model: type, field: object) -> Iterator[Finding]:
    name, storage = field.name, field.storage  # type: ignore[attr-defined]
    rows = model._default_manager.exclude(**{name: ""}).values_list("pk", name)  # type: ignore[attr-defined]
    shown = 0
    for pk, path in rows.iterator():
        if path and not storage.exists(path):
            shown += 1
            if shown > _SHOWN:
                yield Finding(
                    "media", f"and more files of {model.__name__}", "restore data/media/ from a backup"
                )
                return
            yield Finding(
                "media",
                f"{storage.path(path)} is missing ({model.__name__} {pk})",
                "restore it from a backup, or replace the file at the desk",
            )


def _missing_copies() -> Iterator[Finding]:
    """Copies of evidence whose file is gone or has another size; every byte is read by `verify-evidence` alone."""
    from twosource.verification.proving import lost

    found = lost()
    for name, sha256 in found[:_SHOWN]:
        yield Finding(
            "evidence",
            f"the copy {name} (data/originals/{sha256[:2]}/{sha256}) is missing or was cut",
            "restore it from a backup, or attach the same file again; then: twosource verify-evidence",
        )
    if len(found) > _SHOWN:
        yield Finding(
            "evidence", f"and {len(found) - _SHOWN} copies more", "twosource verify-evidence names all"
        )


def _late_stories() -> Iterator[Finding]:
    """Of what the desk is alarmed of, what is not out: it still waits past its minute, or was refused."""
    from twosource.stories.missed import cases

    for case in [case for case in cases() if case.went_out_at is None][:_SHOWN]:
        due = f"{case.due_at:%Y-%m-%d %H:%M:%S} GMT"
        if case.kind == "refused":
            yield Finding(
                "schedule",
                f"“{case.headline}” was due at {due} and was refused; nobody has seen to it",
                "see to it at /desk/schedule/",
            )
        else:
            yield Finding(
                "schedule",
                f"“{case.headline}” should be out since {due}",
                "twosource publish-due; “twosource serve” must be running for the schedule to be kept",
            )


def _index() -> Iterator[Finding]:
    """Stories that readers see and cannot find, or could find and no longer see."""
    from twosource.search.reads import index_state

    state = index_state()
    if not state.is_right:
        parts = (
            (state.missing, "not in it"),
            (state.outdated, "in it by older words"),
            (state.stale, "in it though readers see them no longer"),
        )
        said = ", ".join(
            f"{count} {'story is' if count == 1 else 'stories are'} {how}" for count, how in parts if count
        )
        yield Finding("search", f"the index and the stories disagree: {said}", "twosource reindex")


def _undelivered() -> Iterator[Finding]:
    from twosource.ledger.actions import GIVE_UP_AFTER
    from twosource.ledger.models import Delivery

    given_up = Delivery.objects.filter(done_at=None, attempts__gte=GIVE_UP_AFTER).order_by("pk")
    for row in given_up[:_SHOWN]:
        yield Finding(
            "ledger",
            f"{row.handler} never heard fact {row.entry_id}: {row.last_error}",
            "mend what it names, then: twosource upgrade",
        )


def _miscounted() -> Iterator[Finding]:
    from twosource.stories.shelves import miscounted

    for name, (kept, found) in list(miscounted().items())[:_SHOWN]:
        yield Finding("lists", f"“{name}” says {kept} stories and has {found}", "twosource upgrade")
