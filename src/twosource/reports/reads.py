"""What other rooms may ask of readers' reports."""

from __future__ import annotations

import hmac

from django.conf import settings

from .models import Report

OPEN = (Report.State.NEW, Report.State.LOOKING)


def report_path(story_id: int) -> str:
    """Where an error in this story is reported; empty while the room is switched off."""
    return f"/reports/new/{story_id}/" if settings.TWOSOURCE.rooms.reports else ""


def waiting() -> int:
    """How many reports nobody has decided yet."""
    return Report.objects.filter(state__in=OPEN).count()


def find_report(number: int, secret: str) -> Report | None:
    """The report of this number, for who knows its secret."""
    report = Report.objects.select_related("story", "duplicate_of").filter(pk=number).first()
    return report if report and hmac.compare_digest(report.secret.encode(), secret.encode()) else None
