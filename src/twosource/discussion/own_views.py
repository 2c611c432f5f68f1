"""Pages made for one reader: writing, changing, deleting, what is theirs, supporting, following."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twosource.people.models import User
from twosource.readers.reads import names

from .actions import delete_comment, edit_comment, follow, support_comment, unfollow
from .authors import Authors
from .doors import for_one, refused, to_sign_in, wants_json, who
from .drawing import may_edit
from .forms import WordsForm, Writing, quoted
from .guards import TRAP, new_receipt, ticket
from .models import Comment, Following
from .own import own_page
from .places import place_of, thread_under
from .reads import comment_url, find_comment, may_write
from .spam.work import BITS

SHOWN = Comment.State.SHOWN


@for_one
@require_safe
def write(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """The form for a comment: `?answers=12` answers one, `?quote=12` answers it with its words. Made for who asks."""
    place = place_of(f"{kind}:{int(pk)}")
    if place is None:
        raise Http404
    user = who(request)
    if user is None:
        return to_sign_in(request.get_full_path())
    thread = thread_under(place.under)
    quote = _answered(request.GET.get("quote", ""), thread.pk if thread else 0)
    answered = quote or _answered(request.GET.get("answers", ""), thread.pk if thread else 0)
    writing = Writing(
        under=place.under, title=place.title, url=place.path, name=name_of(user),
        ticket=ticket(place.under, user.pk), receipt=new_receipt(), trap=TRAP,
        work=BITS if settings.TWOSOURCE.discussion.work else 0,
        longest=settings.TWOSOURCE.discussion.longest, text=quoted(quote.source) if quote else "",
        answered=answered, answered_name=_name_of_author(answered) if answered else "",
        refusal=may_write(user, thread, place=place),
    )  # fmt: skip
    status = 403 if writing.refusal else 200
    return render(request, "discussion/write.html", {"writing": writing}, status=status)


def _answered(number: str, thread_id: int) -> Comment | None:
    """The shown comment of this number in this thread; None for anything else."""
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    return Comment.objects.filter(pk=int(number), thread=thread_id, state=SHOWN).first()


def name_of(user: User) -> str:
    """What this account is called under what it writes."""
    return names([user.pk]).get(user.pk) or str(user)


def _name_of_author(comment: Comment) -> str:
    return Authors([comment]).of(comment).name


@for_one
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own comments: which are shown, which wait and why, which were removed and by which rule."""
    user = who(request)
    if user is None:
        return to_sign_in(request.get_full_path())
    view = own_page(user, key=request.GET.get("after", ""))
    return render(request, "discussion/mine.html", {"view": view, "name": name_of(user)})


@for_one
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: str) -> HttpResponse:
    """Change one's own comment within the minutes there are for it."""
    found, user = _own(request, pk)
    if user is None:
        return to_sign_in(request.path)
    if not may_edit(found):
        return refused(
            request, _("This comment cannot be changed any more. You can delete it, or answer it."), 403,
            back_to=_url(found),
        )  # fmt: skip
    form = WordsForm(request.POST or None, initial={"text": found.source})
    if request.method == "POST" and form.is_valid():
        try:
            edit_comment(comment=found, source=form.cleaned_data["text"], by=user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return HttpResponseRedirect(_url(found))
    status = 422 if form.errors else 200
    return render(request, "discussion/edit.html", _about(found, form=form), status=status)


@for_one
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: str) -> HttpResponse:
    """Take one's own comment away; asked once more, because it does not come back."""
    found, user = _own(request, pk)
    if user is None:
        return to_sign_in(request.path)
    if request.method != "POST":
        return render(request, "discussion/delete.html", _about(found))
    try:
        delete_comment(comment=found, by=user)
    except ValidationError as error:
        return refused(request, " ".join(error.messages), 403, back_to=_url(found))
    return HttpResponseRedirect("/discussion/mine/")


def _own(request: HttpRequest, pk: str) -> tuple[Comment, User | None]:
    """One's own comment that is not gone; another's is not found. Who is not signed in is told nothing of it."""
    user = who(request)
    if user is None:
        return Comment(pk=int(pk)), None
    found = find_comment(int(pk))
    if found is None or found.author_id != user.pk or found.state not in (SHOWN, Comment.State.HELD):
        raise Http404
    return found, user


def _about(comment: Comment, **more: Any) -> dict[str, Any]:
    place = place_of(comment.thread.under)
    return {"comment": comment, "place": place, "back_to": _url(comment), **more}


def _url(comment: Comment) -> str:
    return f"/discussion/c/{comment.pk}/"


@for_one
@require_POST
def support(request: HttpRequest, pk: str) -> HttpResponse:
    """Support a comment, or no more; back to where it stands. A script is told in JSON."""
    found = find_comment(int(pk))
    if found is None:
        raise Http404
    user = who(request)
    if user is None:
        if wants_json(request):
            return JsonResponse({"sign_in": to_sign_in(_url(found)).url}, status=401)
        return to_sign_in(_url(found))
    try:
        supports = support_comment(comment=found, by=user)
    except ValidationError as error:
        words = " ".join(error.messages)
        if wants_json(request):
            return JsonResponse({"words": words}, status=409)
        return refused(request, words, 409, back_to=_url(found))
    found.refresh_from_db(fields=["supported"])
    if wants_json(request):
        return JsonResponse({"supports": supports, "count": found.supported})
    return HttpResponseRedirect(comment_url(found, user, as_it_is=True))


@for_one
@require_http_methods(["GET", "HEAD", "POST"])
def follow_thread(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """Follow a thread by letters, or no more."""
    place = place_of(f"{kind}:{int(pk)}")
    if place is None:
        raise Http404
    user = who(request)
    if user is None:
        return to_sign_in(request.path)
    thread = thread_under(place.under)
    following = Following.objects.filter(thread=thread, by=user).first() if thread else None
    if request.method == "POST":
        if "end" in request.POST:
            if following:
                unfollow(following=following)
            return HttpResponseRedirect(request.path)
        try:
            follow(under=place.under, by=user)
        except ValidationError as error:
            return refused(request, " ".join(error.messages), 409, back_to=place.path)
        return HttpResponseRedirect(request.path)
    context = {"place": place, "following": following, "address": user.email}
    return render(request, "discussion/follow.html", context)


@for_one
@require_http_methods(["GET", "HEAD", "POST"])
def end_letters(request: HttpRequest, secret: str) -> HttpResponse:
    """End the letters of one following, for who has its secret; one press, from the letter or from the mail program.

    Looking at the address ends nothing: mail programs look at every address there is. Done already says so.
    """
    following = Following.objects.filter(secret=secret).select_related("thread").first()
    if request.method == "POST" and following is not None:
        unfollow(following=following)
        following = None
    return render(request, "discussion/end-letters.html", {"following": following})
