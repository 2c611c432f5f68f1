"""Choosing a voice or a claim in Wagtail's own forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

WORDS = 8  # more words than these in a search are left out


class WordsFilterForm(BaseFilterForm):
    """Finds rows that have every word that is looked for, asking the tables themselves."""

    column = ""
    q = forms.CharField(
        label=_("Search term"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Search")})
    )

    def filter(self, objects: Any) -> Any:
        objects = super().filter(objects)
        self.search_query = self.cleaned_data.get("q")
        self.is_searching = bool(self.search_query)
        for word in (self.search_query or "").split()[:WORDS]:
            objects = objects.filter(**{f"{self.column}__icontains": word})
        return objects


class VoicesFilterForm(WordsFilterForm):
    """Sealed sources are not found by name: nobody may learn here whether one is on record."""

    column = "name"

    def filter(self, objects: Any) -> Any:
        return super().filter(objects.nameable())


class ClaimsFilterForm(WordsFilterForm):
    column = "text"


class NewVoiceForm(forms.Form):
    """A voice named while writing; `verification.actions.name_voice` makes it."""

    name = forms.CharField(label=_("name"), max_length=200)
    kind = forms.ChoiceField(label=_("kind"))
    about = forms.CharField(label=_("who they are"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from .models import Actor

        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = Actor.Kind.choices


class ChooseVoice(views.ChooseView):
    filter_form_class = VoicesFilterForm


class ChooseVoiceResults(views.ChooseResultsView):
    filter_form_class = VoicesFilterForm


class ChooseClaim(views.ChooseView):
    filter_form_class = ClaimsFilterForm


class ChooseClaimResults(views.ChooseResultsView):
    filter_form_class = ClaimsFilterForm


class NameVoice(views.CreateView):
    """Goes through the action, so that a voice of this name is not made twice."""

    def save_form(self, form: NewVoiceForm) -> Any:
        from .actions import name_voice

        return name_voice(**form.cleaned_data, by=self.request.user)


class VoiceChooser(ChooserViewSet):
    choose_view_class = ChooseVoice
    choose_results_view_class = ChooseVoiceResults
    create_view_class = NameVoice
    creation_form_class = NewVoiceForm


class ClaimChooser(ChooserViewSet):
    choose_view_class = ChooseClaim
    choose_results_view_class = ChooseClaimResults


voice_chooser = VoiceChooser(
    "voice_chooser",
    model="verification.Actor",
    icon="user",
    choose_one_text=_("Choose a voice"),
    choose_another_text=_("Choose another voice"),
    creation_tab_label=_("New voice"),
)
claim_chooser = ClaimChooser(
    "claim_chooser",
    model="verification.Claim",
    icon="check",
    choose_one_text=_("Choose a claim"),
    choose_another_text=_("Choose another claim"),
)

SpeakerBlock = voice_chooser.get_block_class(
    name="SpeakerBlock", module_path="twosource.verification.choosers"
)
