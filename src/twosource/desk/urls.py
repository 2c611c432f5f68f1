"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path

from .views import (
    asking,
    bringing,
    checks,
    claims,
    copies,
    dashboard,
    items,
    near_copies,
    obligations,
    reports,
    requests,
    schedule,
    sealed,
    stories,
    tying,
    voices,
)

app_name = "desk"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("bring/", bringing.bring_page, name="bring"),
    path("stories/<int:story_id>/", stories.story, name="story"),
    path("stories/<int:story_id>/<slug:act>/", stories.act, name="story_act"),
    path("stories/<int:story_id>/<slug:act>/<int:row>/", stories.act, name="story_act"),
    path("obligations/", obligations.obligations, name="obligations"),
    path("items/<int:item_id>/fall/", items.fall, name="item_fall"),
    path("claims/", claims.claims, name="claims"),
    path("claims/alike/", tying.alike_claims, name="alike"),
    path("claims/tie/", tying.tie, name="tie"),
    path("claims/marked/", tying.marked_claims, name="marked"),
    path("claims/<int:claim_id>/", claims.claim, name="claim"),
    path("claims/<int:claim_id>/<slug:act>/", claims.act, name="claim_act"),
    path("claims/<int:claim_id>/<slug:act>/<int:row>/", claims.act, name="claim_act"),
    path("copies/<int:copy_id>/", copies.copy, name="copy"),
    path("near-copies/", near_copies.near_copies, name="near_copies"),
    path("near-copies/<int:pair_id>/", near_copies.near_copy, name="near_copy"),
    path("near-copies/<int:pair_id>/<slug:act>/", near_copies.act, name="near_copy_act"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/<slug:act>/", reports.act, name="report_act"),
    path("voices/", voices.voices, name="voices"),
    path("voices/<int:voice_id>/", voices.voice, name="voice"),
    path("voices/<int:voice_id>/<slug:act>/", voices.act, name="voice_act"),
    path("voices/<int:voice_id>/<slug:act>/<int:row>/", voices.act, name="voice_act"),
    path("checks/", checks.checks, name="checks"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/<int:claim_id>/", asking.write, name="request_new"),
    path("requests/<int:request_id>/", requests.request, name="request"),
    path("requests/<int:request_id>/<slug:act>/", requests.act, name="request_act"),
    path("schedule/", schedule.schedule, name="schedule"),
    path("schedule/<int:story_id>/<slug:act>/", schedule.act, name="schedule_act"),
    path("schedule/<int:story_id>/<slug:act>/<int:row>/", schedule.act, name="schedule_act"),
    path("sealed/", sealed.sealed, name="sealed"),
    path("sealed/seal/", sealed.seal, name="seal"),
    path("sealed/<int:source_id>/", sealed.source, name="sealed_source"),
    path("sealed/<int:source_id>/<slug:act>/", sealed.act, name="sealed_act"),
]
