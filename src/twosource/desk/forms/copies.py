"""Deeds that keep our own copy of something: the bytes are got hold of first, and put on record then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twosource.outside import windows
from twosource.verification.actions import keep_copy, note_words
from twosource.verification.actions.likeness import LONGEST_WORDS
from twosource.verification.gathering import Kept, gather_address, gather_file
from twosource.verification.models import Evidence, Item, NearCopy
from twosource.verification.near_copies import OPEN
from twosource.verification.refusals import CopyRefused
from twosource.wire.reading import Reading, read_copy

from .deed import Deed, words_field


def file_field() -> forms.FileField:
    return forms.FileField(
        label=gettext_lazy("A file"), required=False, max_length=1000, allow_empty_file=True,
        help_text=gettext_lazy(
            "Everyone of the newsroom can open it: take a protected source’s name out before you attach it."
        ),
    )  # fmt: skip


def item_words_field() -> forms.CharField:
    return words_field(
        gettext_lazy("Its words"), required=False, rows=3, most=LONGEST_WORDS,
        help_text=gettext_lazy(
            "Pasted, so that copies of the same words are found. Left empty, they are read out of a text or a web page."
        ),
    )  # fmt: skip


class GatheringDeed(Deed):
    """A deed with a `file`, or a `link` to `fetch`, and `words`.

    What may take long (the upload, the web, an authority) is done before the transaction begins; a deed that is
    refused after that leaves a file in the store that nothing refers to, and no row.
    """

    always_fetches: ClassVar[bool] = False

    def prepare(self) -> None:
        self.kept: tuple[tuple[Kept, Reading], ...] = ()
        if not windows.evidence_settings().fetch:
            self.fields.pop("fetch", None)

    def attempt(self) -> str | None:
        if not self.is_valid():
            return None
        self.kept = tuple(kept for field in ("file", "link") if (kept := self._gather(field)))
        return None if self.errors else super().attempt()

    def _gather(self, field: str) -> tuple[Kept, Reading] | None:
        """Get hold of what this field names, if it names anything; why not stands beside the field."""
        given = self.cleaned_data.get(field)
        if not given or (field == "link" and not (self.always_fetches or self.cleaned_data.get("fetch"))):
            return None
        try:
            kept = _uploaded(given) if field == "file" else gather_address(given)
            data = windows.store().read(kept.sha256)
        except CopyRefused as refusal:
            self.add_error(field, refusal)
        except OSError as trouble:
            self.add_error(field, trouble.strerror or str(trouble))
        else:
            reading = read_copy(data, media_type=kept.media_type, name=kept.name)
            return replace(kept, wall=reading.wall), reading
        return None

    def put_on_record(self, item: Item) -> list[str]:
        """Keep what was gathered as copies of the item, and its words; what a person should know of that."""
        told, read_from, words = [], None, self.cleaned_data.get("words", "")
        for kept, reading in self.kept:
            copy = keep_copy(item=item, kept=kept, by=self.by)
            if not words and reading.words:
                words, read_from = reading.words, copy
            told += _remarks(kept)
        if words.strip():
            note_words(item=item, words=words, read_from=read_from, by=self.by)
        return told + _found(item)


def _uploaded(file: UploadedFile) -> Kept:
    return gather_file(file.chunks(), name=file.name or "")


def _remarks(kept: Kept) -> list[str]:
    told = []
    if kept.wall:
        told.append(
            _("The copy shows a login wall and no article: it was kept as it is. Attach a saved page.")
        )
    if kept.no_stamp:
        told.append(_("It was kept without a time stamp: %(why)s") % {"why": kept.no_stamp})
    return told


def _found(item: Item) -> list[str]:
    count = NearCopy.objects.filter(Q(item=item) | Q(other=item), state__in=OPEN).count()
    if not count:
        return []
    words = ngettext(
        "%(n)d item has much the same words: see below.",
        "%(n)d items have much the same words: see below.",
        count,
    )
    return [words % {"n": count}]


class KeepCopy(GatheringDeed):
    """Keep our own copy of an item that is evidence already, or note its words; `row` is the evidence's id."""

    act, place, button = "keep-copy", "claim", gettext_lazy("Keep it")
    always_fetches = True

    file = file_field()
    link = forms.URLField(
        label=gettext_lazy("Or an address, to be fetched now"),
        required=False,
        max_length=1000,
        assume_scheme="https",
    )
    words = item_words_field()

    def prepare(self) -> None:
        super().prepare()
        evidence = (
            Evidence.objects.select_related("item").filter(claim=self.subject, pk=self.row or 0).first()
        )
        self.item = evidence.item if evidence else None
        if not windows.evidence_settings().fetch:
            del self.fields["link"]
        elif self.item and self.item.url and not self.item.copies.exists():
            self.fields["link"].initial = self.item.url

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if self.item is None:
            raise ValidationError(_("This is not evidence on this claim."))
        if not self.errors and not any(told.get(field) for field in ("file", "link", "words")):
            raise ValidationError(_("Give a file, an address or words."))
        return told

    def carry_out(self) -> str:
        assert self.item is not None  # noqa: S101  # clean() saw to it
        more = self.put_on_record(self.item)
        said = (
            _("Our own copy of “%(item)s” is kept.") if self.kept else _("The words of “%(item)s” are noted.")
        )
        return " ".join([said % {"item": self.item}, *more])
