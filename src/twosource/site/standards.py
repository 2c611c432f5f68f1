"""The community standards and what moderation did by them, as readers see it; the room of discussion knows them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from twosource.discussion.moderation.figures import figures
from twosource.discussion.moderation.standards import Standards, edition, editions, in_force
from twosource.ledger.uses import may_be_kept


@require_safe
def community_standards(request: HttpRequest) -> HttpResponse:
    """The edition in force."""
    may_be_kept()
    return _shown(request, in_force())


@require_safe
def standards_edition(request: HttpRequest, number: str) -> HttpResponse:
    """One edition, for who was told a rule of it; not found where there is none, or its time has not come."""
    found = edition(int(number))
    if found is None:
        raise Http404
    if request.path == reverse("standards_edition", args=[found.number]):
        may_be_kept()
    return _shown(request, found, in_force())


def _shown(request: HttpRequest, shown: Standards, current: Standards | None = None) -> HttpResponse:
    others = [each for each in editions() if each.number != shown.number]
    context = {
        "standards": shown.rules, "intro": shown.intro, "edition": shown, "others": others,
        "is_past": current is not None and current.number != shown.number,
    }  # fmt: skip
    return render(request, "site/standards.html", context)


@require_safe
def standards_figures(request: HttpRequest) -> HttpResponse:
    """Moderation in figures, month by month."""
    may_be_kept()
    return render(request, "site/figures.html", {"view": figures()})


@require_safe
def once_here(request: HttpRequest) -> HttpResponse:
    """Where the standards stood before."""
    return HttpResponsePermanentRedirect(reverse("standards"))
