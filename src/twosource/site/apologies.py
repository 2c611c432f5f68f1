"""What readers are told while the newsroom cannot answer: made before it is needed, shown by the edge."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .context import Paper

# name → (what happened, what it means for who asked). The edge knows the names.
APOLOGIES: Mapping[str, tuple[Promise | str, Promise | str]] = {
    "unavailable": (
        _("This page cannot be shown just now"),
        _(
            "The newsroom's own machine is not answering. What was published is still here; "
            "please try again in a minute."
        ),
    ),
    "unavailable/form": (
        _("This could not be sent just now"),
        _(
            "The newsroom's own machine is not answering, so nothing was sent or saved. "
            "Please keep your words, go back, and send them again in a minute."
        ),
    ),
    "unavailable/search": (
        _("The search is not answering just now"),
        _(
            "The newsroom's own machine is not answering. The front page and every published "
            "story are still here; please search again in a minute."
        ),
    ),
}


def apology(name: str) -> bytes:
    """The page of this name, in the paper's look."""
    title, words = APOLOGIES[name]
    context = {"paper": Paper(), "title": title, "words": words}
    return render_to_string("site/unavailable.html", context).encode()
