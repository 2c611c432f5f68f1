"""Readers' pages of moderation: reporting a comment and what became of it, and a removal with its appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from twosource.ledger.clock import now
from twosource.readers.senders import sender_of

from ..actions.appealing import lodge_appeal, why_not_appeal
from ..actions.reporting import report_comment
from ..doors import for_one, sign_in_path, to_sign_in, who
from ..models import Appeal, Comment, Decision, Report
from .forms import AppealForm, ReportForm, StrangersReportForm
from .refusals import TooMany
from .standards import standards_url

SALT = "twosource.discussion.reports"


@for_one
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, comment_id: str) -> HttpResponse:
    """Say by which rule a comment is wrong, with an account or without; leads to the page that tells the outcome."""
    user = who(request)
    rows = Comment.objects.select_related("thread").filter(state=Comment.State.SHOWN)
    comment = get_object_or_404(rows, pk=int(comment_id))
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data) if user else StrangersReportForm(comment.pk, data)
    status = 200
    if data is not None:
        status = 422
        if form.is_valid():
            try:
                return _reported(request, comment, form.cleaned_data)
            except TooMany as refusal:
                status = 429
                _take(form, refusal)
            except ValidationError as refusal:
                _take(form, refusal)
    context = {"form": form, "comment": comment, "sign_in": "" if user else sign_in_path(request.path)}
    return render(request, "discussion/report.html", context, status=status)


def _reported(request: HttpRequest, comment: Comment, told: dict[str, Any]) -> HttpResponse:
    sender = sender_of(request.META.get("REMOTE_ADDR", ""), now(), salt=SALT)
    made = report_comment(
        comment=comment.pk, rule=told["rule"], words=told["words"], by=who(request), sender=sender
    )
    return HttpResponseRedirect(reverse("discussion:reported", args=[made.secret]) + "?new")


@for_one
@require_safe
def reported(request: HttpRequest, secret: str) -> HttpResponse:
    """What became of a report, for who has its address."""
    rows = Report.objects.select_related("rule__edition", "comment__thread", "decision__rule__edition")
    found = rows.filter(secret=secret).first()
    if found is None:
        raise Http404
    context = {
        "report": found, "is_new": "new" in request.GET, "rule_url": _rule_url(found.rule),
        "removed_by": found.decision.rule if found.decision else None,
        "gone": found.comment.state == Comment.State.DELETED,
        "address": request.build_absolute_uri(request.path),
    }  # fmt: skip
    return render(request, "discussion/reported.html", context)


def _rule_url(rule: Any) -> str:
    return standards_url(rule.edition.number, rule.number)


@for_one
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, decision_id: str) -> HttpResponse:
    """A removal as its author sees it: the rule, the reason, the form to appeal, and what became of that."""
    user = who(request)
    if user is None:
        return to_sign_in(request.path)
    rows = Decision.objects.select_related("comment__thread", "rule__edition").filter(
        verdict=Decision.Verdict.REMOVED, comment__author=user.pk
    )
    decision = get_object_or_404(rows, pk=int(decision_id))
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            lodge_appeal(decision=decision.pk, words=form.cleaned_data["words"], by=user)
        except ValidationError as refusal:
            _take(form, refusal)
        else:
            return HttpResponseRedirect(request.path)
    against = why_not_appeal(decision, decision.comment)
    context = {
        "decision": decision, "rule_url": _rule_url(decision.rule), "form": form,
        "appeal": Appeal.objects.filter(decision=decision).first(),
        "against": " ".join(against.messages) if against else "",
    }  # fmt: skip
    return render(request, "discussion/appeal.html", context, status=422 if form.errors else 200)


def _take(form: forms.Form, refusal: ValidationError) -> None:
    """Put a refusal beside the field it names (“words: …”), or above the form."""
    for message in refusal.messages:
        field, colon, words = message.partition(": ")
        known = colon and field in form.fields
        form.add_error(field if known else None, words[:1].upper() + words[1:] if known else message)
