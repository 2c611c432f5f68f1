"""Publishing by the newsroom's own people: the same gate, and its reasons as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from twosource.people.models import User
from twosource.people.reads import is_staff
from twosource.people.refusals import NotYourRole
from twosource.stories.actions import publish_story
from twosource.stories.embargo import Embargoed, in_words
from twosource.stories.gate import GateClosed, say
from twosource.stories.models import StoryPage
from twosource.verification.refusals import BadValue

from .answers import ApiError, absolute, answering, as_json
from .parameters import read_moment
from .story_views import no_such_story


def _no_view(_request: HttpRequest) -> HttpResponse:
    """What the check is made of: a view it need not spare, as it would the exempt one below."""
    return HttpResponse()


class _ForgeryCheck(CsrfViewMiddleware):
    """Django's own check, whose refusal comes back as its reason instead of as a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


@csrf_exempt  # checked below, so that the refusal is JSON and a stranger is told 401 first
@answering("POST")
def publish(request: HttpRequest, story_id: int) -> HttpResponse:
    """Publish a story's latest version now, or `{"at": …}` later; 409 with the reasons of a closed gate."""
    by = person(request)
    at = read_body(request)
    found = StoryPage.objects.filter(pk=story_id).first()
    if found is None:
        raise no_such_story()
    try:
        story = publish_story(story=found, by=by, at=at)
    except NotYourRole as error:
        raise ApiError(403, str(error)) from None
    except GateClosed as closed:
        raise ApiError(409, _("The gate is closed."), reasons=reasons_of(closed, story_id)) from None
    except Embargoed as held:
        reason = {"rule": "embargo", "claim": None, "message": in_words(held.until)}
        where = {"url": absolute(f"/desk/stories/{story_id}/"), "until": held.until}
        raise ApiError(409, _("The story is embargoed."), reasons=[reason | where]) from None
    except BadValue as error:
        raise ApiError(400, " ".join(_messages(error))) from None
    except ValidationError as error:
        raise ApiError(422, " ".join(_messages(error))) from None
    response = as_json(_outcome(story, at))
    response["Cache-Control"] = "no-store"
    return response


def person(request: HttpRequest) -> User:
    """Who is logged in, fully. Raises ApiError: 401 for a stranger, 403 for anyone outside the newsroom."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        raise ApiError(401, _("Log in at the desk first."), url=absolute("/admin/login/"))
    check = _ForgeryCheck(_no_view)
    check.process_request(request)
    if reason := check.process_view(request, _no_view, (), {}):
        raise ApiError(403, _("The request is not shown to be yours: %(reason)s") % {"reason": reason})
    is_verified = user.is_verified()  # type: ignore[attr-defined]  # of django-otp
    if settings.TWOSOURCE.policy.second_factor and not is_verified:
        raise ApiError(403, _("Log in with your second factor first."))
    if not is_staff(user):
        raise ApiError(403, _("Only people of the newsroom may do this."))
    return user


def read_body(request: HttpRequest) -> datetime | None:
    """The `at` of a JSON object, or None without a body. Raises ApiError(400) on anything else."""
    if not request.body.strip():
        return None
    wanted = _("The body is empty or a JSON object with “at”: when to publish, such as 2026-05-03T09:00:00Z.")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        raise ApiError(400, wanted) from None
    if not isinstance(said, dict) or set(said) - {"at"}:
        raise ApiError(400, wanted)
    return read_moment("at", said["at"]) if said.get("at") is not None else None


def reasons_of(closed: GateClosed, story_id: int) -> list[dict[str, Any]]:
    """What stops the story, for people, with the address at the desk where it is mended.

    `claim` is None where no claim is at fault but the want of one.
    """
    return [
        {
            "rule": reason.rule,
            "claim": int(reason.claim_key) if reason.claim_key.isdigit() else None,
            "message": say(reason),
            "url": absolute(
                f"/desk/claims/{reason.claim_key}/"
                if reason.claim_key.isdigit()
                else f"/desk/stories/{story_id}/"
            ),
        }
        for reason in closed.reasons
    ]


def _messages(error: Exception) -> list[str]:
    return [str(message) for message in getattr(error, "messages", None) or [error]]


def _outcome(story: StoryPage, at: datetime | None) -> dict[str, Any]:
    return {
        "id": story.pk,
        "status": "scheduled" if at else "published",
        "at": at,
        "live": story.live,
        "published_at": story.first_published_at,
    }
