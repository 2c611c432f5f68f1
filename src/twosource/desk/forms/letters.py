"""Writing a request for comment that goes by e-mail: first shown as it will leave, then sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.replies.actions import send_request
from twosource.replies.models import Letter, Request
from twosource.replies.wording import Ask, request_letter
from twosource.verification.actions.claims import LONGEST

from .asking import moment_field, zone_help
from .deed import Deed, words_field
from .voices import kind_field, name_field, voice_of

SUBJECT = Letter._meta.get_field("subject").max_length


class WriteRequest(Deed):
    """All that a letter needs. `key` makes it one letter, however often its button is pressed."""

    act, place, button, weight = "write", "claim", gettext_lazy("See the letter"), "first"
    names = {"subject": "subject_line"}

    asked = name_field(gettext_lazy("Whom we ask"))
    kind = kind_field()
    to = forms.EmailField(
        label=gettext_lazy("Their e-mail address"), max_length=254,
        help_text=gettext_lazy("One address. Ask others in letters of their own."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )  # fmt: skip
    subject_line = forms.CharField(label=gettext_lazy("Subject"), max_length=SUBJECT)
    alleged = words_field(
        gettext_lazy("What is alleged, exactly"), rows=3, most=LONGEST,
        help_text=gettext_lazy("As the story will say it. They can answer only what they are told."),
    )  # fmt: skip
    question = words_field(gettext_lazy("What we ask"), rows=4, most=5000)
    deadline = moment_field(gettext_lazy("Answer wanted by"))
    how = forms.CharField(
        label=gettext_lazy("How else they can answer"), max_length=200, required=False,
        help_text=gettext_lazy("For example: call 555 0100. They can always reply to the letter."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        hours = settings.TWOSOURCE.policy.request_deadline_hours
        now = timezone.localtime().replace(second=0, microsecond=0)
        accused = self.subject.accused.filter(sealed=None).first()
        self.fields["deadline"].help_text = zone_help()
        self.initial.update({
            "asked": str(accused) if accused else "",
            "subject_line": _("Request for comment from %(paper)s") % {"paper": settings.TWOSOURCE.newsroom.name},
            "alleged": self.subject.text,
            "deadline": now + timedelta(hours=hours),
            "key": uuid4(),
        })  # fmt: skip

    def clean_deadline(self) -> object:
        deadline = self.cleaned_data["deadline"]
        if deadline <= timezone.now():
            raise ValidationError(_("It has passed already; give them time to answer."))
        return deadline

    @property
    def ask(self) -> Ask:
        told = self.cleaned_data
        return Ask(
            to=told["to"], subject=told["subject_line"], question=told["question"], alleged=told["alleged"],
            deadline=told["deadline"], how=told["how"], key=str(told["key"]),
        )  # fmt: skip

    @property
    def letter(self) -> str:
        """The text as it will leave."""
        return request_letter(self.ask, whom=self.cleaned_data["asked"], asker=str(self.by))

    def send(self) -> Request | None:
        """Send it; None when it is refused, and the form says why and can be sent again.

        No transaction is held meanwhile: a mail server may make us wait.
        """
        told = self.cleaned_data
        try:
            asked = voice_of(told["asked"], told["kind"], by=self.by)
            return send_request(claim=self.subject, asked=asked, ask=self.ask, by=self.by)
        except ValidationError as refusal:
            self._take(refusal)
            # A letter of its own, so that it can be tried again.
            self.data = {**self.data.dict(), "key": str(uuid4())}  # type: ignore[attr-defined]
            return None
