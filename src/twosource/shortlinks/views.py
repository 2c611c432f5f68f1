"""Following a short address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from twosource.ledger.uses import may_be_kept, using
from twosource.stories.reads import Desk

from .codes import read_code
from .models import ShortLink


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """To where the story is now; 410 when it is no longer published; 404 for a code that never was.

    302, never kept: the story may move, and a browser that remembered a 301 would go where it was
    (docs/decisions, “Short addresses answer 302”).
    """
    known = read_code(code)
    link = ShortLink.objects.select_related("story").filter(code=known).first() if known else None
    if link is None:
        raise Http404(_("No story has this short address."))
    if link.story is None or not link.story.live:
        return render(request, "shortlinks/gone.html", status=410)
    using(f"story:{link.story_id}", f"page:story:{link.story_id}")
    if request.path == f"/s/{link.code}":  # however else it may be typed
        may_be_kept()
    return HttpResponseRedirect(iri_to_uri(Desk().url(link.story.url_path)))
