"""What readers are given: bodies with their claims marked, and hostile words made harmless."""

from __future__ import annotations

import gc
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.core.files.images import ImageFile
from gazette import Gazette, block

from twosource.replies.actions import log_outcome
from twosource.stories.actions import publish_story
from twosource.stories.body_view import safe_html
from twosource.stories.marking import mark_words
from twosource.stories.models import NewsPicture, SectionPage, StoryPage
from twosource.stories.pages import Block, ClaimNote
from twosource.stories.previews import preview
from twosource.stories.reads import tally
from twosource.stories.story_view import story_view
from twosource.stories.text import stands_in, whole_text
from twosource.verification.actions import declare_stake

NOTE = ClaimNote("claim-7", "asserted", "Asserted", "“", "Why.")


def marked(markup: str, words: str) -> str | None:
    """The markup with marks written short: `[words]`, the link in it as `{…}`."""
    found = mark_words(markup, words, NOTE)
    if found is None:
        return None
    found = re.sub(r'<span class="sign [^>]*>[^<]*</span>', "", found)
    found = found.replace('<mark class="claim asserted">', "[").replace("</mark>", "]")
    return re.sub(r'<a href="#claim-7">(.*?)</a>\]', r"{\1}]", found)


@pytest.mark.parametrize(
    ("markup", "words", "expected"),
    [
        ("The quay is cracked.", "quay is", "The [{quay is}] cracked."),
        ("The <b>quay</b> is cracked.", "The quay is", "[{The <b>quay</b> is}] cracked."),
        ("<b>The quay</b> is cracked.", "The quay is", "[{<b>The quay</b> is}] cracked."),
        ("It: <b>the <i>quay</i></b>, they say.", "quay, they", None),
        ("The <b>quay</b>, they say.", "The quay, they", "[{The <b>quay</b>, they}] say."),
        ("<b>so, the quay</b> is cracked", "the quay is", None),
        ("The quay&nbsp;is cracked", "quay is cracked", "The [{quay&nbsp;is cracked}]"),
        ("The quay<br>is cracked", "quay is", "The [{quay<br>is}] cracked"),
        ("Smith &amp; Sons own it.", "Smith & Sons own", "[{Smith &amp; Sons own}] it."),
        ('<a href="/quay/x">Read</a> of the quay', "quay", '<a href="/quay/x">Read</a> of the [{quay}]'),
        ('<a href="/x">of the quay too</a>', "the quay", '<a href="/x">of [the quay] too</a>'),
        ('See <a href="/x">the quay</a> now', "See the quay", '[See <a href="/x">the quay</a>] now'),
        ("<ul><li>one</li><li>two</li></ul>", "one two", None),
        ("concatenate the cat", "cat", "concatenate the [{cat}]"),
        ("東京の橋は壊れている", "橋は壊れている", "東京の[{橋は壊れている}]"),
        ("The quay is cracked.", "quay was", None),
        ("The quay is cracked.", "   ", None),
        ("a &lt;b&gt; c", "<b>", "a [{&lt;b&gt;}] c"),
        ('<a href="/a>b">x</a> quay', "quay", '<a href="/a>b">x</a> [{quay}]'),
    ],
)
def test_words_are_marked_where_they_stand_and_no_tag_is_cut(
    markup: str, words: str, expected: str | None
) -> None:
    assert marked(markup, words) == expected


def test_a_claim_within_another_claims_words_is_marked_without_a_link_in_a_link(paper: Gazette) -> None:
    inner, outer = paper.asserted("It is cracked."), paper.asserted("They say it is cracked.")
    story = paper.published(
        "Cracks",
        "They say the quay is cracked, badly.",
        carries=[
            (outer, "background", "They say the quay is cracked"),
            (inner, "background", "the quay is cracked, badly"),
        ],
    )
    [one] = story_view(story).body
    assert [note.anchor for note in one.notes] == [f"claim-{outer.pk}"]
    story = paper.published(
        "More",
        "They say the quay is cracked, badly.",
        carries=[(outer, "background", "They say the quay is cracked"), (inner, "background", "the quay")],
    )
    [two] = story_view(story).body
    assert len(two.notes) == 2
    assert two.html.count("<mark") == two.html.count("</mark>") == 2
    assert two.html.count("<a ") == 1


def test_words_are_marked_once_where_they_stand_first_and_nowhere_when_they_are_gone(paper: Gazette) -> None:
    claim = paper.asserted()
    gone = paper.story("Gone", "The quay is cracked.", carries=[(claim, "background", "The quay is cracked")])
    gone.body = [block("paragraph", "<p>The quay is sound.</p>")]
    gone.save_revision(user=paper.reporter)
    twice = paper.published(
        "Twice",
        "The quay is cracked.",
        "Yes: The quay is cracked.",
        carries=[(claim, "background", "The quay is cracked")],
    )
    assert [len(part.notes) for part in story_view(twice).body] == [1, 0]
    assert all("<mark" not in part.html for part in story_view(gone).body)


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ('<p onclick="x()" style="a:b" class="c">Hi</p>', "<p>Hi</p>"),
        ('<p><img src=x onerror="x()">Hi</p>', "<p>Hi</p>"),
        ('<p><a href="javascript:x()">Hi</a></p>', '<p><a rel="noopener">Hi</a></p>'),
        ('<p><a href="JaVa&#10;Script:x()">Hi</a></p>', '<p><a rel="noopener">Hi</a></p>'),
        ('<p><a href="data:text/html,x">Hi</a></p>', '<p><a rel="noopener">Hi</a></p>'),
        ("<iframe src=//x></iframe><style>p{}</style><p>Hi</p>", "<p>Hi</p>"),
        ("<svg/onload=x()><p>Hi</p>", "<p>Hi</p>"),
        (
            '<p><a href="https://x.example/">Hi</a></p>',
            '<p><a href="https://x.example/" rel="noopener">Hi</a></p>',
        ),
    ],
)
def test_hostile_html_is_made_harmless(db: None, hostile: str, harmless: str) -> None:
    assert safe_html(hostile) == harmless


def test_hostile_words_of_a_claim_are_words(paper: Gazette) -> None:
    claim = paper.asserted("<script>alert(1)</script>")
    story = paper.published(
        "</script><b>", "&lt;script&gt;alert(1)&lt;/script&gt; stands here.",
        carries=[(claim, "background", "<script>alert(1)</script> stands")],
    )  # fmt: skip
    view = story_view(story)
    assert "<script" not in view.body[0].html
    assert len(view.body[0].notes) == 1
    assert "<" not in view.json_ld
    assert json.loads(view.json_ld)["headline"] == "</script><b>"


def test_every_kind_of_block_becomes_plain_data(paper: Gazette, tmp_path: object) -> None:
    speaker = paper.voice("Tomas Verhey", kind="person")
    claim = paper.asserted("The quay is cracked.")
    quotation = {
        "text": "The quay is <cracked>.", "speaker": speaker.pk, "addressee": "Harbour Radio", "channel": "a call",
        "said_on": "2025-05-03",
    }  # fmt: skip
    story = paper.story("Blocks")
    story.body = [
        block("heading", "A <heading>"),
        block("quotation", quotation),
        block("quotation", {**quotation, "speaker": None, "addressee": "", "channel": "", "said_on": None}),
        block("list", "<ul><li>One</li></ul>"),
        block("embed", {"url": "https://video.example/v", "title": "A film", "provider": ""}),
        block("embed", {"url": "javascript:alert(1)", "title": "Bad", "provider": "Nobody"}),
        block("paragraph", "<p>One</p><p>Two</p>"),
        block(
            "correction", {"kind": "correction", "text": "It was two.", "noted_at": "2025-05-03T09:00:00Z"}
        ),
        block("quotation", {**quotation, "speaker": paper.sealed("Jane Roe").pk}),
    ]
    heading, said, unsaid, items, film, bad, two, _note, sealed = story_view(story).body
    assert (heading.kind, heading.text) == ("heading", "A <heading>")
    assert (said.speaker.text, said.addressee, said.channel) == ("Tomas Verhey", "Harbour Radio", "a call")
    assert (said.text, said.said_on) == ("The quay is <cracked>.", date(2025, 5, 3))
    assert (unsaid.speaker, unsaid.said_on) == (None, None)
    assert items.html == "<ul><li>One</li></ul>"
    assert (film.url, film.text, film.provider) == ("https://video.example/v", "A film", "video.example")
    assert (bad.url, bad.provider) == ("", "Nobody")
    assert two.html == "One<br><br>Two"
    assert stands_in(story.body, "A <heading>")
    assert not stands_in(story.body, " ")
    assert whole_text(story.body).splitlines()[-3:-1] == ["One Two", "It was two."]
    assert (sealed.speaker.text, sealed.speaker.url, sealed.speaker.note) == ("a source known to us", "", "")
    assert claim.status == "asserted"


def test_words_in_a_quotation_call_for_a_note_beside_it(paper: Gazette) -> None:
    claim = paper.asserted()
    story = paper.story("Said")
    story.body = [block("quotation", {"text": "The quay is cracked.", "speaker": None, "said_on": None})]
    story.save_revision(user=paper.reporter)
    from twosource.stories.actions import carry_claim

    carry_claim(story=story, claim=claim, mode="background", words="quay is cracked", by=paper.reporter)
    [part] = story_view(publish_story(story=story, by=paper.editor)).body
    assert [note.anchor for note in part.notes] == [f"claim-{claim.pk}"]


# Wagtail leaves its temporary files to the collector of garbage, which may as well come now.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_a_picture_comes_with_its_words_its_credit_and_every_size(
    paper: Gazette, picture: NewsPicture
) -> None:
    story = paper.story("Pictured", lead_picture=picture)
    story.body = [block("picture", {"picture": picture.pk, "caption": "Closer"})]
    story.save_revision(user=paper.reporter)
    view = story_view(publish_story(story=story, by=paper.editor))
    lead, inside = view.lead_picture, view.body[0].picture
    assert (lead.alt, lead.credit, lead.caption) == ("A cracked quay", "Rita Smith", "The quay")
    assert (inside.caption, picture.default_alt_text) == ("Closer", "A cracked quay")
    assert [source.type for source in lead.sources] == ["image/avif", "image/webp"]
    assert lead.width > 0
    assert "image" in json.loads(view.json_ld)
    assert "Closer" in whole_text(story.body)
    gc.collect()


@pytest.fixture
def picture(paper: Gazette) -> NewsPicture:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(data, "PNG")
    return NewsPicture.objects.create(
        title="Quay",
        file=ImageFile(data, "quay.png"),
        alt="A cracked quay",
        credit="Rita Smith",
        caption="The quay",
    )


# accusations and requests


def test_an_accusation_stands_beside_its_answer(paper: Gazette) -> None:
    holdings = paper.voice("Quay Holdings")
    claim = paper.confirmed("Holdings hid it.", accused=[holdings])
    story = paper.story(carries=[(claim, "fact")])
    declare_stake(claim=claim, actor=holdings, direction="against", by=paper.reporter)

    def answer() -> str:
        [faced] = story_view(StoryPage.objects.get(pk=story.pk)).facing
        assert (faced.accusation, faced.accused) == ("Holdings hid it.", "Quay Holdings")
        return faced.answer

    assert answer() == "They have not been asked."
    paper.deny(claim, paper.item("A letter to the council", holdings, basis="participant"))
    assert answer() == "They deny it: A letter to the council."
    request = paper.ask(claim, holdings)
    assert answer().startswith("Quay Holdings did not respond to a request sent")
    log_outcome(request=request, outcome="answered", answer="It is not so.", by=paper.reporter)
    assert answer() == "It is not so."
    view = story_view(publish_story(story=story, by=paper.editor))
    [asked] = view.asked
    assert (asked.whom, asked.outcome, asked.channel_label) == ("Quay Holdings", "answered", "e-mail")


def test_what_was_said_is_told_in_a_line(paper: Gazette) -> None:
    speaker = paper.voice("Tomas Verhey", kind="person")
    whole = {
        "speaker": speaker,
        "addressee": "Harbour Radio",
        "channel": "a call",
        "said_on": date(2026, 11, 20),
    }
    claims = [
        paper.claim("One.", said=whole),
        paper.claim("Two.", said={"speaker": speaker, "addressee": "Radio", "channel": "Radio"}),
        paper.claim("Three.", said={"speaker": speaker}),
        paper.claim("Four."),
    ]
    story = paper.story(carries=[(claim, "background") for claim in claims])
    assert [entry.said for entry in story_view(story).known] == [
        "Tomas Verhey to Harbour Radio, a call, 20 November 2026",
        "Tomas Verhey to Radio",
        "Tomas Verhey",
        "",
    ]


def test_the_panel_says_who_checked_as_roles_and_how(paper: Gazette) -> None:
    claim = paper.sign(paper.corroborated(), paper.ana, paper.editor)
    story = paper.story(carries=[(claim, "fact")])
    [entry] = story_view(story).known
    assert [(check.role, check.verdict_label) for check in entry.signed] == [
        ("a checker", "it stands"),
        ("an editor", "it stands"),
    ]
    assert entry.last_checked == entry.signed[-1].at
    assert [line.basis_label for line in entry.supports] == ["saw or heard it"] * 2
    assert "Ana" not in str(entry)


def test_how_claims_stand_is_told_in_a_few_words() -> None:
    assert tally([]) is None
    assert tally(["confirmed"]).words == "Confirmed"
    assert tally(["confirmed", "confirmed"]).words == "Confirmed"
    assert tally(["confirmed"] * 3).words == "3 claims, 3 confirmed"
    mixed = tally(["confirmed", "disputed", "asserted"])
    assert (mixed.words, mixed.status) == ("3 claims, 1 disputed, 1 asserted", "disputed")


def test_a_story_describes_itself_by_its_standfirst_or_its_first_words(paper: Gazette) -> None:
    assert story_view(paper.story("One", standfirst="In short.")).description == "In short."
    assert story_view(paper.story("Two", search_description="For machines.")).description == "For machines."
    long = story_view(paper.story("Three", "<b>Word</b> " * 90)).description
    assert long.startswith("Word Word")
    assert len(long) == 160
    empty = paper.story("Four")
    empty.body = []
    assert story_view(empty).description == ""


def test_a_story_in_a_section_taken_off_the_site_is_still_a_page(paper: Gazette) -> None:
    story = paper.published()
    SectionPage.objects.get(slug="harbour").unpublish()
    view = story_view(story)
    assert (view.section.text, view.section.url) == ("Harbour", "")


def test_a_preview_says_that_it_is_one(paper: Gazette, rf: object) -> None:
    story, request = paper.story(), rf.get("/")  # type: ignore[attr-defined]
    for answer in (preview(story, request), story.serve_preview(request, "")):
        assert answer.context_data["view"].preview is True


def test_a_blocks_words_are_plain_and_a_moment_is_aware(paper: Gazette) -> None:
    view = story_view(paper.published("Plain", "Just words."))
    assert view.body == (Block("paragraph", html="Just words."),)
    assert view.published_at.tzinfo is not None
    assert view.published_at <= datetime.now(UTC)
