"""The forms in which readers write: a new comment, an answer, a change of what they said."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import Comment

QUOTED = 1200  # characters of a comment that are quoted


@dataclass(frozen=True, slots=True)
class Writing:
    """What the form for a new comment is drawn from. `answered` is the comment it answers, if any.

    `name` is what the one who writes is called; `work` says how hard the little work is that a browser does meanwhile
    (`spam.work`); `refusal` says in words why they cannot write here.
    """

    under: str
    title: str
    url: str
    name: str
    ticket: str
    receipt: str
    trap: str
    work: int
    longest: int
    text: str = ""
    answered: Comment | None = None
    answered_name: str = ""
    refusal: str = ""

    @property
    def draft(self) -> str:
        """Under which name the browser keeps what is not sent yet."""
        return f"{self.under}:{self.answered.pk if self.answered else ''}"


class WordsForm(forms.Form):
    """A comment's words, changed."""

    text = forms.CharField(
        label=_("Your comment"), widget=forms.Textarea({"rows": 8, "dir": "auto"}), strip=False
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        longest = settings.TWOSOURCE.discussion.longest
        if not text:
            raise forms.ValidationError(_("Write something, or delete the comment."))
        if len(text) > longest:
            raise forms.ValidationError(
                _("At most %(most)d characters; this has %(count)d.") % {"most": longest, "count": len(text)}
            )
        return text


def quoted(source: str) -> str:
    """What somebody wrote as a quotation in the small Markdown of comments, and an empty line to go on after it."""
    words = source.strip()
    if len(words) > QUOTED:
        words = words[: QUOTED - 1].rstrip() + "…"
    # Of what they quoted themselves only their own words are taken along.
    lines = [line for line in words.splitlines() if not line.lstrip().startswith(">")]
    kept = "\n".join(lines).strip() or words
    return "".join(f"> {line}".rstrip() + "\n" for line in kept.splitlines()) + "\n"
