"""A story's form in Wagtail's editor."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class StoryForm(WagtailAdminPageForm):
    """As Wagtail's; remembers which claims were taken off in it, whose marks must then go as well.

    A row that is merely not in the form was made by a mark since the form was opened, and stays. The editor
    says itself which marks were taken off (`claims-off`) and made (`claims-on`) meanwhile.
    """

    def save(self, commit: bool = True) -> Any:
        carried = self.formsets.get("carried")
        if carried is not None:
            kept = {form.instance.claim_id for form in carried.forms if form not in carried.deleted_forms}
            gone = {form.instance.claim_id for form in carried.deleted_forms if form.instance.claim_id}
            off, on = (_ids(self.data.get(f"claims-{which}", "")) for which in ("off", "on"))
            self.instance.taken_off = frozenset(((gone - kept) | off) - on)
        return super().save(commit=commit)


def _ids(text: str) -> set[int]:
    return {int(part) for part in text.split(",") if part.isascii() and part.isdigit() and len(part) < 16}
