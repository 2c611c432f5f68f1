"""Asking for comment by e-mail: written, looked at, sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from twosource.people.staff_request import StaffRequest

from ..access import access_claim, at_the_desk
from ..forms.letters import WriteRequest
from ..forms.voices import known_voices
from ..screen import show


@at_the_desk
def write(request: StaffRequest, claim_id: int) -> HttpResponse:
    """The form; then the letter as it will leave; then, when that is sent, the request it has become.

    `do` says which step: `see` shows the letter, `change` goes back to the form, `send` sends.
    """
    claim = access_claim(claim_id, by=request.user)
    if request.method != "POST":
        return _form(request, WriteRequest(claim, request.user))
    form, step = WriteRequest(claim, request.user, request.POST), request.POST.get("do", "see")
    if not form.is_valid():
        return _form(request, form, status=422)
    if step == "change":
        return _form(request, form)
    if step != "send":
        return _letter(request, form)
    sent = form.send()
    if sent is None:
        return _form(request, form, status=422)
    told = {"who": sent.asked, "address": form.ask.to}
    messages.success(request, _("The letter to %(who)s left for %(address)s, and is on record.") % told)
    return redirect("desk:request", sent.pk)


def _form(request: StaffRequest, form: WriteRequest, *, status: int = 200) -> HttpResponse:
    refused = form if status != 200 else None
    context = {
        "here": "requests",
        "form": form,
        "claim": form.subject,
        "refused": refused,
        "voices": known_voices(),
    }
    return show(request, "desk/request_form.html", context, status=status)


def _letter(request: StaffRequest, form: WriteRequest) -> HttpResponse:
    fields = [(name, form.data.get(name, "")) for name in form.fields]
    context = {
        "here": "requests", "form": form, "claim": form.subject, "fields": fields, "ask": form.ask,
        "sender": settings.DEFAULT_FROM_EMAIL, "reply_to": request.user.email, "letter": form.letter,
        "kept_only": settings.TWOSOURCE.mail.kind == "file",
    }  # fmt: skip
    return show(request, "desk/request_letter.html", context)
