"""Who may open which page of a reader's account, and what every such page says of itself to caches."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from .models import Reader
from .reads import is_of_house

View = Callable[..., HttpResponseBase]


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Nobody's but this reader's: kept by no cache, found by no search, its address told to no other site."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    return response


def for_strangers(view: View) -> View:
    """A page for who is not in yet; people of the newsroom are told which door is theirs."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _is_elsewhere(request):
            return private(redirect("readers:staff"))
        return private(view(request, *args, **kwargs))

    return guarded


def for_readers(view: View) -> View:
    """A page of one's own account; who is not in comes in first, by the readers' door."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("readers:home")
            return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return for_strangers(guarded)


def _is_elsewhere(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and (is_of_house(user) or not Reader.objects.filter(user=user).exists())
