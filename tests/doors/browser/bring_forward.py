"""Let the minute of everything scheduled have come: `python bring_forward.py FOLDER`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from twosource.cli.folder import start_django

if __name__ == "__main__":
    start_django(Path(sys.argv[1]))
    from django.utils import timezone
    from wagtail.models import Revision

    due = timezone.now() - timedelta(minutes=1)
    for revision in Revision.objects.filter(approved_go_live_at__isnull=False):
        # Both are asked: the schedule by the column, Wagtail's publishing by what the revision holds.
        revision.content["go_live_at"] = due.isoformat()
        revision.approved_go_live_at = due
        revision.save(update_fields=["content", "approved_go_live_at"])
