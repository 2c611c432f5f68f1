"""Who stands at the door: whether a form comes from here, whether somebody is signed in, and where they sign in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from twosource.people.models import User
from twosource.readers.senders import from_elsewhere

View = Callable[..., HttpResponse]


def open_room(view: View) -> View:
    """Not there while the newsroom has no discussions."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.TWOSOURCE.rooms.discussion:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def for_one(view: View) -> View:
    """A page made for one reader: never kept, not for search engines; a form on it comes from here or is refused.

    Django's own token needs a cookie before the form is drawn, and finished pages set none: what other sites send is
    known by what browsers say of it, and comes without the session, whose cookie is `SameSite=Strict`.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD") and from_elsewhere(request):
            return private(refused(request, _("Another site sent this. Please do it from here."), 403))
        return private(view(request, *args, **kwargs))

    return open_room(guarded)


def private(response: HttpResponse) -> HttpResponse:
    """Not for search engines, and its address not for anybody it links to."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def who(request: HttpRequest) -> User | None:
    """The account that is signed in, or None."""
    user = request.user
    return user if isinstance(user, User) or user.is_authenticated else None  # type: ignore[return-value]


def sign_in_path(back_to: str) -> str:
    """Where readers sign in, to come back to an address of ours."""
    return f"{reverse('account_login')}?{urlencode({'next': back_to})}"


def to_sign_in(back_to: str) -> HttpResponseRedirect:
    """Off to sign in, and back to an address of ours afterwards."""
    return HttpResponseRedirect(sign_in_path(back_to))


def refused(request: HttpRequest, words: str, status: int, *, back_to: str = "") -> HttpResponse:
    """A page that says what is not done, and why."""
    return render(request, "discussion/refused.html", {"words": words, "back_to": back_to}, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether our own script asks, which wants to know and not to see a page."""
    return request.headers.get("Accept", "") == "application/json"
