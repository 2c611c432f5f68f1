"""What every reader page is given beside its own view: the paper itself."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from twosource.stories.pages import Link
from twosource.stories.reads import page_desk


class Paper:
    """The paper as its pages show it. Nothing is asked of the database until a template uses it."""

    def __init__(self) -> None:
        newsroom = settings.TWOSOURCE.newsroom
        self.name: str = newsroom.name
        self.tagline: str = newsroom.tagline
        self.language: str = newsroom.language
        self.zone_name: str = timezone.get_current_timezone_name()
        self.base_url: str = settings.WAGTAILADMIN_BASE_URL
        self.search_url = "/search/" if settings.TWOSOURCE.rooms.search else ""
        self.feed_url = "/feeds/atom.xml" if settings.TWOSOURCE.rooms.api else ""
        self.rss_url = "/feeds/rss.xml" if settings.TWOSOURCE.rooms.api else ""
        self.standards_url = reverse("standards")
        self.checking_url = reverse("how_we_check")
        self.corrections_url = reverse("corrections")
        self.desk_url = ""

    @cached_property
    def direction(self) -> str:
        try:
            return "rtl" if get_language_info(self.language.lower())["bidi"] else "ltr"
        except KeyError:
            return "ltr"

    @cached_property
    def sections(self) -> tuple[Link, ...]:
        return page_desk().sections

    @cached_property
    def theme_css(self) -> list[str]:
        sheets = ["/theme.css"] if settings.TWOSOURCE.theme.tokens else []
        theme = settings.TWOSOURCE_FOLDER / "themes" / (settings.TWOSOURCE.theme.name or "-")
        if (theme / "static" / "theme.css").is_file():
            sheets.append(static("theme.css"))
        return sheets

    @cached_property
    def footer_links(self) -> tuple[Link, ...]:
        links = [
            Link(_("Community standards"), reverse("standards")),
            Link(_("How we check"), reverse("how_we_check")),
            Link(_("Corrections"), reverse("corrections")),
            Link(_("Topics"), reverse("topics")),
            Link(_("Archive"), reverse("archive")),
            Link(_("About this paper"), reverse("about")),
        ]
        if settings.TWOSOURCE.rooms.discussion:
            links.append(Link(_("Your account"), "/readers/"))
        if self.feed_url:
            links += [Link(_("RSS"), self.rss_url), Link(_("Atom"), self.feed_url)]
        return tuple(links)


def paper(request: HttpRequest) -> dict[str, Paper]:
    return {"paper": Paper()}
