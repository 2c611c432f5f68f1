"""What was not taken is given back: why, and every word in the form, to be sent once more.

Who has to sign in first finds the words on this page after that. Meanwhile they lie in a session of this browser,
and only the account the form was given to sees them.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from twosource.ledger.clock import now

from .actions.threads import grounds
from .doors import sign_in_path, to_sign_in
from .guards import given_to, new_receipt, ticket
from .intake import REFUSED, address_of
from .models import Comment
from .posting import Posted, Refused, Why
from .taking import LARGEST, Fields, Wish, commit, read_fields, read_form

PATH: Final = "/discussion/again/"
KEPT: Final = "discussion.unsent"  # in the session: what was written by somebody who had to sign in first
# With these the receipt may have been the trouble; with all others the same one makes sure that nothing comes twice.
_NEW_RECEIPT = frozenset({Why.RECEIPT, Why.MALFORMED})


@csrf_exempt  # the ticket is for one account and one thread: guards.py (docs/decisions/0057)
@never_cache
@require_POST
def post(request: HttpRequest) -> HttpResponseBase:
    """A form that `intake` did not take. Where no intake stands in front (in a test) it is taken here."""
    scope: dict[str, Any] = getattr(request, "scope", {})
    refused = scope.get(REFUSED)
    body = request.body if len(request.body) <= LARGEST else b""
    if refused is None:
        found = _take(request, body)
        if isinstance(found, Posted):
            return HttpResponseRedirect(address_of(found.the_comment.pk), status=303)
        refused = found
    try:
        fields = read_fields(body)
    except ValueError:
        fields = Fields()
    if refused.why == Why.NOT_SIGNED_IN and given_to(fields.ticket) is not None:
        return _sign_in_first(request, fields)
    return _page(request, fields, refused)


def _take(request: HttpRequest, body: bytes) -> Posted | Refused:
    headers = {
        name.lower().encode(): value.encode("latin-1", "replace") for name, value in request.headers.items()
    }
    fields = read_form(headers, body)
    if isinstance(fields, Refused):
        return fields
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    [found] = commit([Wish(fields, session, request.META.get("REMOTE_ADDR", ""), timezone.now())])
    return found.refused or found if isinstance(found, Posted) else found


def _sign_in_first(request: HttpRequest, fields: Fields) -> HttpResponse:
    """Keep the words and lead to the door. Only a form of ours, once given to an account, is worth a session."""
    owner = given_to(fields.ticket)
    request.session[KEPT] = {
        "by": owner, "under": fields.under, "text": fields.text, "answers": fields.answers, "receipt": fields.receipt,
    }  # fmt: skip
    return to_sign_in(PATH)


@never_cache
@require_safe
def again(request: HttpRequest) -> HttpResponse:
    """The words of who has signed in since, in a form; where there are none, where one can talk is on every story."""
    kept = request.session.get(KEPT)
    user: Any = request.user
    if not user.is_authenticated:
        return to_sign_in(PATH)
    if not kept or kept["by"] != user.pk:
        return redirect("/")
    sent = Comment.objects.filter(receipt=kept["receipt"], author=user).first()
    if sent is not None:
        del request.session[KEPT]
        return redirect(address_of(sent.pk))
    fields = Fields(**{name: kept[name] for name in ("under", "text", "answers", "receipt")})
    return _page(request, fields, None)


def _page(request: HttpRequest, fields: Fields, refused: Refused | None) -> HttpResponse:
    user: Any = request.user
    ground = grounds([fields.under], now()).get(fields.under)
    may_send = ground is not None and user.is_authenticated
    keeps = fields.receipt and (refused is None or refused.why not in _NEW_RECEIPT)
    answers = "" if refused is not None and refused.why == Why.NO_ANSWER else fields.answers
    context = {
        "fields": fields,
        "refused": refused,
        "ground": ground if may_send else None,
        "answers": answers,
        "receipt": fields.receipt if keeps else new_receipt(),
        "ticket": ticket(fields.under, user.pk) if may_send else "",
        "thread_path": _thread_path(fields.under) if ground is not None else "",
        "door": "" if user.is_authenticated else sign_in_path(_thread_path(fields.under)),
        "title": _("Not sent yet") if refused is None or may_send else _("Not sent"),
    }
    response = render(request, "discussion/again.html", context, status=refused.status if refused else 200)
    if refused is not None and refused.wait:
        response["Retry-After"] = str(refused.wait)
    response["X-Robots-Tag"] = "noindex"
    return response


def _thread_path(under: str) -> str:
    """Where all that was said there is read."""
    return "/discussion/" + under.replace(":", "/", 1) + "/" if under else "/"
