"""The first edition of the community standards, as the package brings it."""

from __future__ import annotations

from django.utils.translation import gettext as _


def first_intro() -> str:
    """What stands before the rules."""
    return _(
        "These are the rules of talking under our stories. They are few, they have numbers, and whoever removes a "
        "comment must say which number it broke. Anyone whose words were removed may ask a second moderator."
    )


def first_rules() -> list[tuple[str, str]]:
    """Title and text of each rule, in their order."""
    return [
        (_("Talk about the story"), _("Say what you know, think or ask about it. What belongs elsewhere is moved or removed.")),
        (_("Argue with words, not with people"), _("No insults, no threats, no mockery of anyone for what they are. Disagreement is welcome, hatred is not.")),
        (_("Do not publish what is private"), _("No addresses, numbers, health or family matters of anyone who did not make them public themselves.")),
        (_("Say how you know"), _("An accusation against someone needs a source that can be looked at. Without one it is removed, however likely it sounds.")),
        (_("Be one person"), _("One voice, one account. Do not pretend to be someone else, and say so when you speak for an organisation.")),
        (_("No advertising"), _("No selling, no campaigns of copied text, no links whose purpose is elsewhere.")),
        (_("Help the wounded and the young"), _("Nothing that describes how to harm oneself or others; no pictures of victims; nothing sexual about minors.")),
        (_("Leave the verdict to the courts"), _("Where a trial is under way, no guilt is declared and no juror, witness or minor is named.")),
    ]  # fmt: skip
