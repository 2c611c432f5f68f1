"""Choosing a request for comment in Wagtail's own forms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from twosource.verification.choosers import WordsFilterForm


class RequestsFilterForm(WordsFilterForm):
    """Finds requests by whom, what and on which claim, those that wait first."""

    def filter(self, objects: Any) -> Any:
        from .reads import listed

        words = self.cleaned_data.get("q") or ""
        self.search_query, self.is_searching = words, bool(words)
        return listed(words=words)


class ChooseRequest(views.ChooseView):
    filter_form_class = RequestsFilterForm


class ChooseRequestResults(views.ChooseResultsView):
    filter_form_class = RequestsFilterForm


class RequestChooser(ChooserViewSet):
    choose_view_class = ChooseRequest
    choose_results_view_class = ChooseRequestResults


request_chooser = RequestChooser(
    "request_chooser",
    model="replies.Request",
    icon="mail",
    choose_one_text=_("Choose a request for comment"),
    choose_another_text=_("Choose another request"),
)

RequestBlock = request_chooser.get_block_class(name="RequestBlock", module_path="twosource.replies.choosers")
