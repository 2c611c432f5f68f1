"""The blocks a story is written in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from twosource.replies.choosers import RequestBlock
from twosource.verification.choosers import SpeakerBlock

CLAIM = "claim"  # the mark that ties a claim to words; `desk` brings its button to the editor
INLINE = ["bold", "italic", "link", CLAIM]


class QuotationBlock(blocks.StructBlock):
    """Someone's words, tied to who said them, to whom, through whom and when."""

    text = blocks.TextBlock(label=_("words"), rows=3)
    speaker = SpeakerBlock(label=_("said by"))
    addressee = blocks.CharBlock(label=_("said to"), required=False, max_length=200)
    channel = blocks.CharBlock(label=_("through"), required=False, max_length=200)
    said_on = blocks.DateBlock(label=_("said on"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class PictureBlock(blocks.StructBlock):
    """A picture. Its alternative text and credit are the picture's own and are required there."""

    picture = ImageChooserBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Picture")


class EmbedBlock(blocks.StructBlock):
    """Something elsewhere, shown as a card that links to it: no third party learns who reads."""

    url = blocks.URLBlock(label=_("address"))
    title = blocks.CharBlock(label=_("title"), max_length=200)
    provider = blocks.CharBlock(label=_("where it is"), required=False, max_length=100)

    class Meta:
        icon = "link"
        label = _("Embed")


class CorrectionBlock(blocks.StructBlock):
    """A dated notice of what was wrong. Readers see it here and on the page of corrections."""

    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[
            ("correction", _("Correction")),
            ("clarification", _("Clarification")),
            ("retraction", _("Retraction")),
        ],
    )
    text = blocks.TextBlock(label=_("what was wrong, and what is right"), rows=3)
    noted_at = blocks.DateTimeBlock(label=_("on"))

    class Meta:
        icon = "warning"
        label = _("Correction note")


class AnsweredBlock(blocks.StructBlock):
    """What became of a request for comment, in the sentence made from its row: it follows the row by itself."""

    request = RequestBlock(label=_("request"))
    whole = blocks.BooleanBlock(
        label=_("with everything they were asked about this claim"),
        required=False,
        help_text=_("Refusals are told together, with their dates."),
    )

    class Meta:
        icon = "mail"
        label = _("What they answered")


class BodyBlock(blocks.StreamBlock):
    """A story's body."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=INLINE)
    heading = blocks.CharBlock(label=_("Heading"), max_length=200)
    quotation = QuotationBlock()
    picture = PictureBlock()
    list = blocks.RichTextBlock(label=_("List"), features=["ul", "ol", *INLINE])
    embed = EmbedBlock()
    correction = CorrectionBlock()
    answered = AnsweredBlock()
