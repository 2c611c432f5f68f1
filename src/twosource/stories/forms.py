"""A story's form in Wagtail's editor."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class StoryForm(WagtailAdminPageForm):
    """As Wagtail's; remembers which claims were taken off in it, whose marks must then go as well.

    A row that is merely not in the form was made by a mark since the form was opened, and stays.
    """

    def save(self, commit: bool = True) -> Any:
        carried = self.formsets.get("carried")
        if carried is not None:
            kept = {form.instance.claim_id for form in carried.forms if form not in carried.deleted_forms}
            gone = {form.instance.claim_id for form in carried.deleted_forms if form.instance.claim_id}
            self.instance.taken_off = frozenset(gone - kept)
        return super().save(commit=commit)
