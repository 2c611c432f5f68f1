"""Who works here: humans, their accounts, and the names stories are signed with."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .refusals import AddressTaken

LEFT = "left-"  # how the log-in name begins of an account whose owner took it away
ELSEWHERE = "elsewhere-"  # and of one that stands for somebody of another newsroom


def address_key(email: str) -> str:
    """The one spelling of an e-mail address under which a human is recognised.

    Case, Unicode form and a `+tag` do not make another person: `Ana+desk@Paper.example` is `ana@paper.example`.
    """
    local, _at, domain = unicodedata.normalize("NFKC", email.strip()).casefold().rpartition("@")
    return f"{local.split('+', 1)[0]}@{domain}" if local else ""


class Human(models.Model):
    """One person, however many accounts they have. Checks are counted by human, never by account.

    Two can turn out to be one. Then rows that are a human's own (their key here has a `related_name`) go along; what
    was signed at the desk (`related_name="+"`) stays with who signed, and such a human never becomes another.
    """

    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"human {self.pk}"


class Address(models.Model):
    """Every e-mail address a human ever used here; it never passes to someone else."""

    key = models.CharField(max_length=254, unique=True)
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="addresses")

    def __str__(self) -> str:
        return self.key


class FormerAddress(models.Model):
    """That a human who left had an address here, until a day: what keeps a ban from ending with the account.

    `token` is a keyed hash of the address in its one spelling; the address itself is not kept.
    """

    token = models.CharField(max_length=64, unique=True)
    human = models.ForeignKey(Human, on_delete=models.CASCADE, related_name="former_addresses")
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"former address {self.pk}"


class StaffManager(UserManager["User"]):
    """Creates accounts; the human behind one is found by its e-mail address."""


class User(AbstractUser):
    """A log-in. `human` is who it belongs to, and is found by e-mail when the account is made.

    `email` is an address that the newsroom knows to be theirs: it was written here by its people, or its mailbox
    proved it (`actions.confirm_address`). What a stranger only claims is never written here.
    """

    email = models.EmailField(_("e-mail address"))
    human = models.ForeignKey(Human, on_delete=models.PROTECT, related_name="accounts", editable=False)

    objects: ClassVar[StaffManager] = StaffManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        if self.username.startswith(LEFT):
            return gettext("a reader")
        return self.get_full_name() or self.username

    def save(self, *args: object, **kwargs: object) -> None:
        self._recognise()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def _recognise(self) -> None:
        key = address_key(self.email) or f"{self.username.casefold()}@account.invalid"
        known = Address.objects.filter(key=key).first()
        if self.human_id is None:
            self.human = known.human if known else Human.objects.create()
        elif known and known.human_id != self.human_id:
            raise AddressTaken(self.email)
        if not known:
            Address.objects.create(key=key, human=self.human)


class Byline(models.Model):
    """The name a story is signed with, and what its page says of it."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("For example: harbour reporter")
    )
    bio = models.TextField(_("about"), blank=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="bylines")

    class Meta:
        ordering = ["name"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")

    def __str__(self) -> str:
        return self.name
