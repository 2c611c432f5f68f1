"""Claims and words: earlier claims alike, and what Wagtail's editor asks while somebody writes."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from twosource.people.staff_request import StaffRequest
from twosource.stories.carrying import LONGEST
from twosource.stories.models import Passage
from twosource.verification.models import Claim
from twosource.verification.reads import alike

from ..access import at_the_desk
from ..forms.tying import TieClaim
from ..forms.voices import known_voices
from ..screen import status_word

MOST = 4
ASKED = 100  # claims whose marks the editor asks about at once


@at_the_desk
@require_safe
def alike_claims(request: StaffRequest) -> HttpResponse:
    """Earlier claims like the words in `q`, with their status: a piece of HTML, or JSON to whom asks for it.

    `story` makes each of them a button that has that story carry it.
    """
    words = request.GET.get("q", "").replace("\x00", "")[:2000]
    story_id = _number(request.GET.get("story", ""))
    found = alike(words, most=MOST) if words.strip() else []
    if not request.accepts("text/html"):
        return JsonResponse({"claims": [_told(claim) for claim in found]})
    context = {"alike": [(claim, status_word(claim.status)) for claim in found], "story_id": story_id}
    return render(request, "desk/parts/alike.html", context)


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: StaffRequest) -> HttpResponse:
    """The dialog of the editor: its form, or the claim that was opened by it as JSON; refused, the form again (422)."""
    form = TieClaim(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and (claim := form.open()) is not None:
        return JsonResponse({**_told(claim), "mode": form.cleaned_data["mode"]}, status=201)
    context = {"form": form, "voices": known_voices()}
    return render(request, "desk/parts/tie.html", context, status=422 if form.is_bound else 200)


@at_the_desk
@require_safe
def marked_claims(request: StaffRequest) -> HttpResponse:
    """Of the claims in `claims` (ids, parted by commas) what the editor shows at their marks, as JSON by id.

    `words` are those for which the checks of the claim were signed in this `story`; None where none were saved yet.
    """
    ids = [number for part in request.GET.get("claims", "").split(",")[:ASKED] if (number := _number(part))]
    saved = dict(
        Passage.objects.filter(
            story=_number(request.GET.get("story", "")), claim__in=ids, until=None
        ).values_list("claim_id", "words")
    )
    return JsonResponse(
        {
            "claims": {
                claim.pk: {**_told(claim), "words": saved.get(claim.pk)}
                for claim in Claim.objects.filter(pk__in=ids).prefetch_related("said_claims")
            }
        }
    )


def _told(claim: Claim) -> dict[str, object]:
    status = status_word(claim.status)
    said = claim.said_claims.all() if claim.about_id is None else ()
    checks = sum(len(one.assessment.get("standing", ())) for one in (claim, *said))
    return {
        "id": claim.pk, "text": claim.text[:LONGEST], "speaker": str(claim.speaker) if claim.speaker else "",
        "status": status.code, "sign": status.sign, "label": status.label, "checks": checks,
        "url": reverse("desk:claim", args=[claim.pk]),
    }  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
