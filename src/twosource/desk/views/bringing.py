"""Bringing a saved page in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from twosource.people.staff_request import StaffRequest

from ..access import at_the_desk
from ..forms.bringing import BringPage, Brought
from ..screen import show


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def bring_page(request: StaffRequest) -> HttpResponse:
    """A form; a page that was brought in leads to its draft, a refused one comes back with the reason."""
    if request.method != "POST":
        return show(request, "desk/bring.html", {"form": BringPage(request.user)})
    form = BringPage(request.user, request.POST, request.FILES)
    brought = form.attempt()
    if brought is None:
        return show(request, "desk/bring.html", {"form": form, "refused": form}, status=422)
    messages.success(request, _told(brought))
    story = brought.intake.story
    return redirect("desk:story", story.pk) if story else redirect("desk:dashboard")


def _told(brought: Brought) -> str:
    if not brought.is_new:
        return _("This page was brought in already; nothing changed.")
    count = brought.intake.proposals.count()
    return ngettext(
        "Brought in as a draft, with %(n)d statement to decide.",
        "Brought in as a draft, with %(n)d statements to decide.",
        count,
    ) % {"n": count}
