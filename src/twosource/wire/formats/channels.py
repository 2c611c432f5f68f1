"""By what words reach others: platforms, statements, gatherings, and the newspapers and stations one
speaks to."""

from __future__ import annotations

import re

from .lexicon import word_set

PLATFORMS = {
    name.casefold(): name
    for name in [
        "Twitter",
        "X",
        "Facebook",
        "Telegram",
        "Instagram",
        "TikTok",
        "YouTube",
        "LinkedIn",
        "Bluesky",
        "Mastodon",
        "Threads",
        "WhatsApp",
        "Reddit",
        "VKontakte",
        "Weibo",
        "WeChat",
        "Signal",
        "Snapchat",
        "Twitch",
        "Truth",
    ]
}


_CHANNELS = (
    "news conference", "press conference", "conference call", "press briefing", "news briefing",
    "media briefing", "press release", "news release",
    "text message", "phone call", "telephone call", "phone interview", "telephone interview",
    "social media", "state television",
    "state tv", "blog post", "facebook post", "telegram post", "twitter post", "op-ed", "open letter",
    "video message",
    "video address", "public hearing", "statement", "interview", "briefing", "speech", "address", "letter",
    "email", "e-mail",
    "message", "release", "post", "tweet", "thread", "video", "report", "article", "column", "editorial",
    "blog", "podcast",
    "broadcast", "call", "telephone", "phone", "hearing", "testimony", "rally", "sermon", "note", "memo",
    "filing", "court",
    "documentary", "book", "memoir", "webcast", "livestream", "programme", "program", "show", "website",
    "channel", "account",
    "television", "tv", "radio", "newsletter", "lecture", "debate", "meeting", "conference", "summit",
    "ceremony", "forum",
)  # fmt: skip


_GATHERINGS = frozenset(
    [
        "news conference",
        "press conference",
        "press briefing",
        "news briefing",
        "media briefing",
        "public hearing",
    ]
) | word_set("briefing rally hearing meeting conference summit ceremony forum debate")


CHANNEL = re.compile(r"(?:[\w'’-]+ ){0,5}?(?P<noun>" + "|".join(map(re.escape, _CHANNELS)) + r")\b", re.I)


_OUTLETS = word_set(
    """
    rt bbc cnn ap afp tass itv nbc cbs abc npr msnbc pbs ria dpa ansa efe pti ard zdf nhk cnbc sky reuters
    bloomberg interfax xinhua sputnik politico axios izvestia kommersant vedomosti spiegel monde figaro
    mundo jazeera arabiya euronews rte stv
    """
)


_OUTLET_ENDINGS = word_set(
    """
    times post news gazette herald tribune guardian mail telegraph chronicle courier echo express mirror
    sun star independent observer journal today radio tv television agency magazine standard examiner
    press record argus advertiser mercury bulletin week dispatch monitor review daily newspaper channel
    broadcaster station podcast programme program show website outlet paper weekly tabloid correspondent
    reporter
    """
)


def as_channel(words: str) -> str | None:
    """The channel in "a joint news conference", which one may tell something as if it were a listener."""
    found = CHANNEL.fullmatch(words)
    return found["noun"].lower() if found and found["noun"].lower() in _GATHERINGS else None


def as_document(post: str | None) -> str | None:
    """The channel that a document is, for those by which one speaks: a statement, a letter, a report."""
    return (
        post
        if post in ("statement", "letter", "report", "email", "message", "memo", "post", "tweet")
        else None
    )


def is_outlet(words: str) -> bool:
    """Is this a newspaper, an agency or a station, so that speaking to it is also the channel?"""
    parts = words.lower().split()
    if any(part.strip(".,") in _OUTLETS for part in parts):
        return True
    return bool(parts and (parts[-1] in _OUTLET_ENDINGS or parts[0] in ("radio", "tv", "channel")))
