"""Manners of the gate in Wagtail's screens: a closed gate is a message with links, never a broken page.

The law itself stands in `StoryPage.save`; nothing here can open it.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.html import format_html, format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twosource.kernel.gate import Reason
from twosource.stories import gate
from twosource.stories.embargo import Embargoed, embargo_of
from twosource.stories.embargo import in_words as embargo_in_words
from twosource.stories.gate import GateClosed
from twosource.stories.models import Obligation, StoryPage
from twosource.stories.obligations import NoteOwed, unnoted
from twosource.stories.obligations import in_words as obligation_in_words


class GateMannersMiddleware(MiddlewareMixin):
    """Whatever way of Wagtail's met the closed gate (bulk publish, copy, move): tell why, and go back."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path_info.startswith("/admin/"):
            return None
        if isinstance(exception, GateClosed):
            messages.error(request, in_words(exception.reasons))
        elif isinstance(exception, Embargoed):
            messages.error(request, embargo_in_words(exception.until))
        elif isinstance(exception, NoteOwed):
            messages.error(request, owed_in_words(exception.owed))
        else:
            return None
        back = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = reverse("desk:dashboard")
        return redirect(back)


def stopped(request: HttpRequest, story: StoryPage) -> bool:
    """Whether the gate stops this version of a story from going out now; if so, the person has been told why.

    A schedule is not stopped by the gate, only warned of: it is asked again at its minute. An embargo stops a
    schedule for before its hour as well.
    """
    until = embargo_of(story)
    if until is not None and not (story.go_live_at and story.go_live_at >= until):
        messages.error(request, embargo_in_words(until))
        return True
    decision, missing = gate.decide(story), unnoted(story)
    if decision.ok and not missing:
        return False
    if story.go_live_at and story.go_live_at > timezone.now():
        messages.warning(
            request, _("It is scheduled, but as it stands now the gate will refuse it at its minute.")
        )
        return False
    if not decision.ok:
        messages.error(request, in_words(decision.unmet, story_id=story.pk))
    if missing:
        messages.error(request, owed_in_words(missing))
    return True


def owed_in_words(owed: list[Obligation]) -> SafeString:
    """What the story owes its readers, with a link to where it is settled."""
    rows = format_html_join("", "<li>{}</li>", ((obligation_in_words(one),) for one in owed))
    return format_html(
        '{}<ul>{}</ul><a class="button button-small button-secondary" href="{}#owed">{}</a>',
        _("The story owes its readers a note, so nothing went out. Your text is kept."), rows,
        reverse("desk:story", args=[owed[0].story_id]), _("Settle it"),
    )  # fmt: skip


def _mend(reason: Reason, where: str, story_id: int | None) -> tuple[str, str]:
    """Where a reason is mended, and the words of the link that leads there."""
    claim_id = gate.claim_to_mend(reason)
    if claim_id:
        return reverse("desk:claim", args=[claim_id]) + where, _("To the claim")
    if story_id:
        return reverse("desk:story", args=[story_id]) + "#wanting", _("To the sentence")
    return reverse("desk:dashboard"), _("To the desk")


def tell_fallen(request: HttpRequest, story: StoryPage) -> None:
    """Tell who saved a version of each claim whose words it changed, and how many checks fell; each is told once."""
    for one in story.fallen:
        told = {"claim": one.claim, "n": one.checks}
        if one.gone:
            words = _(
                "The words that carried “%(claim)s” are gone from the story, which still carries the claim."
            )
        else:
            words = _("The words that carry “%(claim)s” are others than before.")
        fell = ngettext(
            "%(n)d check of it is void; it must be checked again.",
            "%(n)d checks of it are void; it must be checked again.",
            one.checks,
        )
        messages.warning(request, f"{words} {fell}" % told if one.checks else words % told)
    story.fallen = ()


def in_words(reasons: tuple[Reason, ...], *, story_id: int | None = None) -> SafeString:
    """Each unmet reason with a link to the claim to mend, as a list."""
    where = f"?story={story_id}" if story_id else ""
    rows = format_html_join(
        "",
        '<li>{}: {} <a class="button button-small button-secondary" href="{}">{}</a></li>',
        (
            (
                reason.rule,
                gate.say(reason),
                *_mend(reason, where, story_id),
            )
            for reason in reasons
        ),
    )
    return format_html(
        "{}<ul>{}</ul>", _("The gate is closed, so nothing went out. Your text is kept."), rows
    )
