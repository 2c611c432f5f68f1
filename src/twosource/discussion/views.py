"""Readers' pages of discussions that are the same for everybody, and may be kept; and the way to one comment."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from twosource.ledger.uses import may_be_kept, using

from .doors import open_room, private, who
from .finding import found_view
from .following import feed_of
from .models import Comment
from .own import own_comments
from .pages import OwnComment, ThreadView
from .places import place_of, thread_under
from .reads import comment_url, exchange_page, find_comment, thread_page

FEED_TYPE = Atom1Feed.content_type


@open_room
@require_safe
def thread(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """The thread of a story or a claim. With `?own` for the one who is signed in: what is theirs is marked."""
    if "own" in request.GET and who(request) is not None:
        return _own_thread(request, kind, pk)
    view = _thread(request, kind, pk)
    if request.path == view.url:
        may_be_kept("order", "after", "own")
    return render(request, "discussion/thread.html", {"view": view})


@never_cache
def _own_thread(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    view = _thread(request, kind, pk, own=True)
    context = {"view": view, "own": True, "wrote": _wrote(request)}
    return private(render(request, "discussion/thread.html", context))


def _wrote(request: HttpRequest) -> OwnComment | None:
    """The comment that brought its author back here, if the address names one of theirs."""
    number = request.GET.get("own", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    found = Comment.objects.filter(pk=int(number), author=who(request)).select_related("thread")
    return next(iter(own_comments(found)), None)


def _thread(request: HttpRequest, kind: str, pk: str, *, own: bool = False) -> ThreadView:
    view = thread_page(
        f"{kind}:{int(pk)}",
        order=request.GET.get("order", ""),
        after=request.GET.get("after", ""),
        user=who(request) if own else None,
    )
    if view is None:
        raise Http404
    return view


@open_room
@require_safe
def fragment(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """The first page of a thread without the paper around it, to stand under the story itself."""
    view = _thread(request, kind, pk)
    if request.path == f"{view.url}fragment/":
        may_be_kept("order", "after")
    response = render(request, "discussion/fragment.html", {"view": view, "within": True})
    response["X-Robots-Tag"] = "noindex"
    return response


@open_room
@require_safe
def feed(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """The newest comments of a thread as Atom."""
    under = f"{kind}:{int(pk)}"
    place = place_of(under)
    if place is None:
        raise Http404
    using(f"talk:{under}")
    if request.path == f"{place.path}feed/":
        may_be_kept()
    newsroom = settings.TWOSOURCE.newsroom
    base = settings.WAGTAILADMIN_BASE_URL
    words = feed_of(
        place, thread_under(under), base_url=base, paper=newsroom.name, language=newsroom.language
    )
    return HttpResponse(words, content_type=FEED_TYPE)


@open_room
@require_safe
def answers(request: HttpRequest, pk: str) -> HttpResponse:
    """All that was answered to a comment at the top; of another one, the way to where it stands."""
    user = who(request) if "own" in request.GET else None
    view = exchange_page(int(pk), key=request.GET.get("after", ""), user=user)
    if view is None:
        return comment(request, pk)
    if user is None and request.path == view.url:
        may_be_kept("after", "own")
    context = {"view": view, "own": user is not None, "wrote": _wrote(request) if user else None}
    response = render(request, "discussion/answers.html", context)
    if user is not None:
        add_never_cache_headers(response)
        return private(response)
    return response


@open_room
@never_cache
@require_safe
def comment(request: HttpRequest, pk: str) -> HttpResponse:
    """A comment's own address: leads to the page on which it stands now. What is gone for good is not found."""
    found = find_comment(int(pk))
    url = comment_url(found, who(request)) if found else ""
    if not url:
        raise Http404
    return HttpResponseRedirect(url)


@open_room
@never_cache
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Words in comments, or the form that asks for them."""
    query = request.GET.get("q", "")
    view = found_view(query, key=request.GET.get("after", ""))
    return private(render(request, "discussion/find.html", {"view": view, "is_asked": bool(view.query)}))
