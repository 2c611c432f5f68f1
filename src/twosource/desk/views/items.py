"""What would fall with one item."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest

from ..access import access_item, at_the_desk
from ..boards.falling import item_fall
from ..screen import show


@at_the_desk
@require_safe
def fall(request: StaffRequest, item_id: int) -> HttpResponse:
    """Every claim and story that relies on an item, before anyone retracts it."""
    item = access_item(item_id, by=request.user)
    return show(request, "desk/item_fall.html", {"item": item, "fall": item_fall(item)})
