"""The sealed room at the desk: codenames for everyone, a name for its two editors, one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest
from twosource.verification.actions.sealed import open_name
from twosource.verification.refusals import Refused
from twosource.verification.sealed_reads import Sealed, sealed_log, sealed_source, sealed_sources

from ..access import at_the_desk
from ..forms.deed import Deed
from ..forms.sealing import HandOn, OpenName, SealSource
from ..screen import show


@dataclass(frozen=True, slots=True)
class Unsealed:
    """A name on its way to a page. A template's log prints what it was given, and would print the name."""

    name: str = field(repr=False)


@at_the_desk
@require_safe
def sealed(request: StaffRequest) -> HttpResponse:
    """Every sealed source by its codename. There is no list of names."""
    return _list(request)


@sensitive_post_parameters("name")
@sensitive_variables()
@at_the_desk
def seal(request: StaffRequest) -> HttpResponse:
    """Seal a name. What was typed comes back with a refusal, but never the name."""
    if request.method != "POST":
        return redirect("desk:sealed")
    deed = SealSource(None, request.user, request.POST)
    done = deed.attempt()
    if done is None:
        return _list(request, deed)
    messages.success(request, done)
    return redirect("desk:sealed")


@at_the_desk
@require_safe
def source(request: StaffRequest, source_id: int) -> HttpResponse:
    """One sealed source by its codename: who keeps it, and everybody who looked."""
    return _screen(request, _access(request, source_id))


@sensitive_variables()
@at_the_desk
def act(request: StaffRequest, source_id: int, act: str) -> HttpResponse:
    """Show the name to one of its two editors, or hand it on.

    The name is in the answer to this very request and nowhere else: not in the session, not in an address.
    """
    subject = _access(request, source_id)
    kinds: dict[str, type[Deed]] = {OpenName.act: OpenName, HandOn.act: HandOn}
    if act not in kinds:
        raise Http404
    if request.method != "POST":
        return redirect("desk:sealed_source", source_id)
    deed = kinds[act](subject, request.user, request.POST)
    if isinstance(deed, OpenName):
        return _open(request, subject, deed)
    done = deed.attempt()
    if done is None:
        return _screen(request, subject, deed)
    messages.success(request, done)
    return redirect("desk:sealed_source", source_id)


@sensitive_variables()
def _open(request: StaffRequest, subject: Sealed, deed: OpenName) -> HttpResponse:
    reason = deed.cleaned_data.get("reason", "") if deed.is_valid() else ""
    if not reason and subject.mine:
        return _screen(request, subject, deed)
    try:
        name = open_name(source_id=subject.source_id, reason=reason or _("not said"), by=request.user)
    except Refused as refusal:
        deed.add_error(None, refusal)
        return _screen(request, subject, deed)
    answer = show(
        request, "desk/sealed_name.html", {"here": "sealed", "source": subject, "unsealed": Unsealed(name)}
    )
    answer["Cache-Control"] = "no-store, private, max-age=0"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _access(request: StaffRequest, source_id: int) -> Sealed:
    found = sealed_source(source_id, request.user)
    if found is None:
        raise Http404
    return found


def _list(request: StaffRequest, refused: SealSource | None = None) -> HttpResponse:
    context = {
        "here": "sealed", "sources": sealed_sources(request.user), "refused": refused,
        "form": refused or SealSource(None, request.user),
    }  # fmt: skip
    return show(request, "desk/sealed.html", context, status=422 if refused else 200)


def _screen(request: StaffRequest, subject: Sealed, refused: Deed | None = None) -> HttpResponse:
    forms = {
        kind: refused if isinstance(refused, kind) else kind(subject, request.user)
        for kind in (OpenName, HandOn)
    }
    context = {
        "here": "sealed", "source": subject, "refused": refused, "log": sealed_log(subject.source_id),
        "open": forms[OpenName], "hand_on": forms[HandOn],
    }  # fmt: skip
    return show(request, "desk/sealed_source.html", context, status=422 if refused else 200)
