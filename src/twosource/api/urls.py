"""The addresses of feeds, sitemaps and the read API."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from . import claims, feed_views, publishing, sitemap_views, story_views


class WordConverter(StringConverter):
    """A slug in any script; no control character, which PostgreSQL would not even compare."""

    regex = r"[^/\x00-\x1f\x7f]{1,160}"


class FeedConverter(StringConverter):
    regex = r"rss\.xml|atom\.xml|feed\.json"


class IdConverter:
    """An id that a database can hold."""

    regex = r"[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(WordConverter, "word")
register_converter(FeedConverter, "feed")
register_converter(IdConverter, "key")

app_name = "api"
urlpatterns = [
    path("feeds/<feed:name>", feed_views.paper_feed, name="feed"),
    path("feeds/section/<word:slug>/<feed:name>", feed_views.feed, {"kind": "section"}, name="section_feed"),
    path("feeds/topic/<word:slug>/<feed:name>", feed_views.feed, {"kind": "topic"}, name="topic_feed"),
    path("feeds/tag/<word:kind>/<word:slug>/<feed:name>", feed_views.tag_feed, name="tag_feed"),
    path("feeds/author/<word:slug>/<feed:name>", feed_views.feed, {"kind": "author"}, name="author_feed"),
    re_path(r"^feeds/", feed_views.no_feed, name="no_feed"),
    path("sitemap.xml", sitemap_views.whole_map, name="sitemap"),
    path("sitemap-pages.xml", sitemap_views.pages_map, name="sitemap_pages"),
    path("sitemap-<key:number>.xml", sitemap_views.sheet, {"kind": "stories"}, name="sitemap_stories"),
    path("sitemap-claims-<key:number>.xml", sitemap_views.sheet, {"kind": "claims"}, name="sitemap_claims"),
    path("sitemap-voices-<key:number>.xml", sitemap_views.sheet, {"kind": "voices"}, name="sitemap_voices"),
    path("sitemap-discussions-<key:number>.xml", sitemap_views.sheet, {"kind": "discussions"}),
    path("news-sitemap.xml", sitemap_views.news_map, name="news_sitemap"),
    path("robots.txt", sitemap_views.robots, name="robots"),
    path("api/v1/stories/", story_views.stories, name="stories"),
    path("api/v1/stories/<key:story_id>/", story_views.story, name="story"),
    path("api/v1/stories/<key:story_id>/publish/", publishing.publish, name="publish"),
    path("api/v1/claims/<key:claim_id>/", claims.claim, name="claim"),
    re_path(r"^api/", story_views.nothing, name="nothing"),
]
