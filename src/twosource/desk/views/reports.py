"""Readers' reports of errors: the queue, and one at a time."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from twosource.people.staff_request import StaffRequest
from twosource.reports.models import Report

from ..access import access_report, at_the_desk
from ..boards.report_board import DEEDS, report_board, reports_in
from ..forms.deed import Deed
from ..screen import show

A_PAGE = 50


@at_the_desk
@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """What waits, oldest first; with `?state=` what was decided so."""
    if not settings.TWOSOURCE.rooms.reports:
        raise Http404
    state = request.GET.get("state", "")
    page = Paginator(reports_in(state), A_PAGE).get_page(request.GET.get("page"))
    chosen = state if state in Report.State.values else ""
    context = {"here": "reports", "page": page, "chosen": chosen, "states": Report.State.choices}
    return show(request, "desk/reports.html", context)


@at_the_desk
@require_safe
def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """One report."""
    return _screen(request, access_report(report_id, by=request.user))


@at_the_desk
def act(request: StaffRequest, report_id: int, act: str) -> HttpResponse:
    """Do one thing to a report; refused, the screen comes back with the reason and what was written."""
    subject = access_report(report_id, by=request.user)
    kind = DEEDS.get(act)
    if kind is None:
        raise Http404
    if request.method != "POST":
        return redirect("desk:report", report_id)
    deed = kind(subject, request.user, request.POST)
    done = deed.attempt()
    if done is None:
        return _screen(request, access_report(report_id, by=request.user), deed)
    messages.success(request, done)
    return redirect("desk:report", report_id)


def _screen(request: StaffRequest, subject: Report, refused: Deed | None = None) -> HttpResponse:
    board = report_board(subject, by=request.user, refused=refused)
    context = {"here": "reports", "board": board, "refused": refused}
    return show(request, "desk/report.html", context, status=422 if refused else 200)
