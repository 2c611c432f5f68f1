"""Opening our own copies: proved before they are given out, and never run."""

from __future__ import annotations

from typing import cast

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from twosource.outside import windows
from twosource.outside.store import INTACT, Broken
from twosource.people.staff_request import StaffRequest
from twosource.verification.actions import note_proofs
from twosource.verification.copy_reads import kept_copy
from twosource.verification.media import SHOWN

from ..access import access_copy, at_the_desk
from ..screen import show

# Whatever is in it: no script, no form, no request to anybody, and no origin that could be ours. Styles are what
# browsers themselves put round a picture or a text.
POLICY = {"default-src": [NONE], "img-src": ["'self'"], "style-src": [UNSAFE_INLINE], "sandbox": [""]}


@at_the_desk
@require_safe
def copy(request: StaffRequest, copy_id: int) -> HttpResponse:
    """The bytes as they were kept, proved just now; a copy that does not stand is said to be broken (409)."""
    row = access_copy(copy_id, by=request.user)
    try:
        data = windows.store().read(row.sha256)
    except Broken as broken:
        note_proofs(findings={row.pk: broken.finding}, by=request.user)
        row.finding = broken.finding
        return show(request, "desk/copy_broken.html", {"copy": kept_copy(row), "item": row.item}, status=409)
    if row.finding != INTACT:
        note_proofs(findings={row.pk: INTACT}, by=request.user)
    return _sandboxed(request, _given(data, row.media_type, row.name))


def _given(data: bytes, media_type: str, name: str) -> HttpResponse:
    """Pictures and plain text open in the browser, in a sandbox; everything else is saved to a file."""
    shown = media_type in SHOWN
    kind = "text/plain; charset=utf-8" if media_type == "text/plain" else media_type
    answer = HttpResponse(data, content_type=kind if shown else "application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _sandboxed(request: StaffRequest, answer: HttpResponse) -> HttpResponse:
    """The answer under the policy of copies, and not the desk's."""
    return cast(HttpResponse, csp(POLICY)(lambda _request: answer)(request))
