"""The pages of the paper: its front, its sections, its stories, and the claims these carry."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from twosource.people.models import Byline
from twosource.topics.models import Tag, Topic
from twosource.verification.models import Claim

from .. import carrying, embargo, gate, panels, wanting
from ..blocks import BodyBlock
from ..forms import StoryForm
from ..notices import retracted_when
from .pictures import NewsPicture

# Columns a version of a story must not take back to what they were when it was saved.
OF_THE_STORY = ("first_published_at", "changed_at", "words_digest", "retracted_at", "embargo_until")


class FrontPage(Page):
    """The paper's front. Its stories are the newest, after those an editor put first."""

    max_count = 1
    private_page_options: list[str] = []
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["stories.SectionPage"]
    template = "site/front.html"

    class Meta:
        verbose_name = _("front page")


class SectionPage(Page):
    """A section of the paper, and the place its stories live."""

    description = models.TextField(_("what it covers"), blank=True)
    private_page_options: list[str] = []
    parent_page_types = ["stories.FrontPage"]
    subpage_types = ["stories.StoryPage"]
    content_panels = [*Page.content_panels, "description"]
    template = "site/list.html"

    class Meta:
        verbose_name = _("section")


class StoryPage(Page):
    """A story.

    It goes live only through the gate: `save` refuses a live story whose claims do not allow it, whoever
    asks and by whatever way (admin, `revision.publish()`, schedule, API). Nor does it go live before the hour
    until which it is embargoed; that hour is moved by `set_embargo` alone. Three times are kept apart:
    `first_published_at`, `changed_at` (the last real edit readers saw), and those of its statements.
    """

    standfirst = models.TextField(
        _("standfirst"), blank=True, help_text=_("One or two sentences under the headline")
    )
    dateline = models.CharField(
        _("dateline"), max_length=80, blank=True, help_text=_("Where it was reported from")
    )
    headline_proposed = models.BooleanField(_("the headline is only proposed"), default=False, editable=False)
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
        verbose_name=_("running topic"),
    )
    tags = ParentalManyToManyField(Tag, blank=True, related_name="stories", verbose_name=_("tags"))
    lead_picture = models.ForeignKey(
        NewsPicture,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead picture"),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    lead_rank = models.PositiveSmallIntegerField(
        _("place on the front page"), null=True, blank=True, help_text=_("1 leads the paper; empty: by time")
    )
    changed_at = models.DateTimeField(null=True, editable=False)
    words_digest = models.CharField(max_length=64, blank=True, editable=False)
    retracted_at = models.DateTimeField(null=True, editable=False)
    embargo_until = models.DateTimeField(_("embargoed until"), null=True, blank=True, editable=False)

    private_page_options: list[str] = []  # what is published is for everyone; what is not is a draft
    parent_page_types = ["stories.SectionPage"]
    subpage_types: list[str] = []
    template = "site/story.html"
    base_form_class = StoryForm
    content_panels = panels.STORY
    promote_panels = panels.STORY_ADDRESS

    kept_by_itself = False  # whether the editor saves this version by itself, while somebody types
    fallen: tuple[carrying.Fallen, ...] = ()  # what the last saving of this instance did to claims

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["topic"], name="story_topic"),
            models.Index(fields=["lead_rank"], name="story_rank"),
            models.Index(fields=["changed_at"], name="story_changed"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Wagtail's; a story that is or goes live passes the gate first, in the same transaction.

        Raises: embargo.Embargoed (a ValidationError) before the hour; gate.GateClosed naming each unmet reason;
        obligations.NoteOwed when what readers were told of a claim has changed and this version does not say so.
        """
        from ..references import indexed_once

        with transaction.atomic():
            if gate.concerns(kwargs.get("update_fields")):
                embargo.refuse_before_hour(self)
                carrying.bring_into_step(self)
            if self.live and gate.concerns(kwargs.get("update_fields")):
                gate.refuse_unless_open(self)
                self._refuse_silence()
                self._note_retraction(kwargs)
            with indexed_once(self):
                super().save(*args, **kwargs)
            self._settle_on_shelves(kwargs.get("update_fields"))

    def _settle_on_shelves(self, update_fields: Collection[str] | None) -> None:
        """Where it stands in the lists, by whatever way it went live, ended, or was filed elsewhere."""
        from ..shelves import settle

        if gate.concerns(update_fields) or "expire_at" in (update_fields or ()):
            settle(self)

    def _refuse_silence(self) -> None:
        """While the story owes its readers a note, no version goes out without one."""
        from ..obligations import refuse_unless_noted

        refuse_unless_noted(self)

    def _note_retraction(self, kwargs: dict[str, Any]) -> None:
        """A live story with a retraction in its body leaves the lists, by whatever way it went live."""
        if self.retracted_at is None and (at := retracted_when(self.body)):
            self.retracted_at = at
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "retracted_at"}

    def save_revision(self, *args: Any, wrote: bool = True, **kwargs: Any) -> Any:
        """As Wagtail's; whoever saved a changed version has written the sentences that carry its claims.

        Who publishes a version as it is (`changed=False`), or changed none of those (`wrote=False`), has not,
        and may have signed before. Words that carry a claim and are others than before void its checks, which
        `fallen` then tells; not when the editor saves by itself, in the middle of a word perhaps.
        """
        with transaction.atomic():
            carrying.bring_into_step(self)
            before = self.latest_revision
            revision = super().save_revision(*args, **kwargs)
            wrote = wrote and kwargs.get("changed", True)
            gate.note_writers(self, revision.user if wrote else None)
            if not self.kept_by_itself:
                # Who only publishes or carries has not typed: what is new then was typed by who saved before.
                typist = revision if wrote else before
                self.fallen = carrying.settle_words(self, by=typist.user if typist else None)
                wanting.settle_needs(self, by=revision.user)
            return revision

    def with_content_json(self, content: Any) -> StoryPage:
        """As Wagtail's; what is true of the story and not of a version stays as it is now."""
        story: StoryPage = super().with_content_json(content)
        for name in OF_THE_STORY:
            setattr(story, name, getattr(self, name))
        return story

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        from ..previews import preview

        return preview(self, request)

    @property
    def gate_decision(self) -> Any:
        """What the gate says of the story as it stands now."""
        return gate.decide(self)


class StoryByline(Orderable):
    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="story_bylines")
    byline = models.ForeignKey(
        Byline, on_delete=models.PROTECT, related_name="signed", verbose_name=_("byline")
    )


class StoryClaim(Orderable):
    """A claim a story carries, in which mode, and the words that carry it."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="carried")
    claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="carried_by", verbose_name=_("claim")
    )
    mode = models.CharField(
        _("carried as"), max_length=16, validators=[gate.demand_mode], default="attributed"
    )
    words = models.CharField(
        _("words that carry it"),
        max_length=600,
        blank=True,
        help_text=_("Exactly as they stand in a paragraph"),
    )
