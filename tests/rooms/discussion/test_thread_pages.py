"""Readers' pages of a discussion, whole without a script, and nowhere where nothing is to be seen."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from gazette import Gazette
from small_talk import SmallTalk, reader

from twosource.discussion import finding
from twosource.discussion.models import Comment, Following, Thread
from twosource.people.models import User

SIGN_IN = "/readers/login/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def talk(paper: Gazette) -> SmallTalk:
    return SmallTalk(paper.published("The bridge"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="twosource.readers.adapter.ReaderBackend")
    return client


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_the_page_has_each_comment_at_its_anchor_and_a_form_one_link_away(
    talk: SmallTalk, client: Client
) -> None:
    one = talk.say("First words", by=reader("Lea"))
    answer = talk.say("An answer", answers=one)
    html = text(client.get(talk.path))
    for comment in (one, answer):
        assert f'<li class="comment" id="c{comment.pk}" data-comment="{comment.pk}">' in html
        assert f'href="/discussion/c/{comment.pk}/report/"' in html
        assert f'href="{talk.path}write/?quote={comment.pk}"' in html
    assert html.index("First words") < html.index('<ol class="answers') < html.index("An answer")
    assert f'<ol class="comments" data-live="{talk.path}"' in html
    assert f'href="{talk.path}write/"' in html
    assert 'href="/standards/"' in html
    assert f'<span data-comments-count="{talk.under}">2</span>' in html


def test_forty_comments_with_their_words_are_less_than_a_hundred_kilobytes(
    talk: SmallTalk, client: Client
) -> None:
    people = [reader(f"Reader number {each}") for each in range(5)]
    for each in range(20):
        top = talk.say("Something of usual length, as people write it. " * 6, by=people[each % 5])
        talk.say("And an answer to it. " * 6, answers=top, by=people[(each + 1) % 5])
    answer = client.get(talk.path)
    assert text(answer).count("data-comment=") == 40
    assert len(answer.content) < 100_000


def test_the_fragment_is_the_same_list_without_the_paper_around_it(talk: SmallTalk, client: Client) -> None:
    talk.say("First words")
    fragment, page = text(client.get(f"{talk.path}fragment/")), text(client.get(talk.path))
    assert "<html" not in fragment
    assert "First words" in fragment
    assert re.sub(r"\s+", " ", fragment).strip() in re.sub(r"\s+", " ", page)


def doors(talk: SmallTalk, comment: Comment) -> list[str]:
    one = f"/discussion/c/{comment.pk}/"
    return [
        *(
            talk.path + each
            for each in ("", "fragment/", "feed/", "write/", "follow/", "?own=1", "?order=best")
        ),
        *(one + each for each in ("", "answers/", "edit/", "delete/")),
    ]


def test_every_door_is_shut_where_the_story_is_not_there(talk: SmallTalk, paper: Gazette) -> None:
    lea = reader("Lea")
    words = talk.say("Secret words", by=lea, posted_at=timezone.now())
    client = signed_in(lea)
    assert {client.get(door).status_code for door in doors(talk, words)} == {200, 302}
    story = talk.thread.story
    for hidden in ({"live": False}, {"live": True, "retracted_at": timezone.now()},
                   {"retracted_at": None, "expire_at": timezone.now()}):  # fmt: skip
        type(story).objects.filter(pk=story.pk).update(**hidden)
        for door in doors(talk, words):
            answer = client.get(door)
            assert (door, answer.status_code) == (door, 404)
            assert "Secret words" not in text(answer)
        assert client.post(f"/discussion/c/{words.pk}/support/").status_code == 404
        assert client.post(f"{talk.path}follow/").status_code == 404
        assert "Secret words" not in text(client.get("/discussion/?q=secret"))


def test_no_door_is_there_while_the_room_is_shut(talk: SmallTalk, settings: Any, client: Client) -> None:
    words = talk.say("Words")
    rooms = settings.TWOSOURCE.rooms.model_copy(update={"discussion": False})
    settings.TWOSOURCE = settings.TWOSOURCE.model_copy(update={"rooms": rooms})
    assert {
        client.get(door).status_code for door in (*doors(talk, words), "/discussion/", "/discussion/mine/")
    } == {404}


def test_a_comments_own_address_leads_to_where_it_stands(talk: SmallTalk, client: Client) -> None:
    one = talk.say("Words", by=(lea := reader("Lea")))
    assert client.get(f"/discussion/c/{one.pk}/")["Location"] == f"{talk.path}#c{one.pk}"
    assert signed_in(lea).get(f"/discussion/c/{one.pk}/")["Location"] == f"{talk.path}?own={one.pk}#c{one.pk}"
    held = talk.say("Held", by=lea, state="held")
    assert client.get(f"/discussion/c/{held.pk}/").status_code == 404
    there = signed_in(lea).get(f"/discussion/c/{held.pk}/", follow=True)
    assert "waits for a moderator" in text(there)
    assert there["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert client.get("/discussion/c/999999/").status_code == 404


def test_who_wrote_far_down_an_exchange_is_told_so_there_too(talk: SmallTalk) -> None:
    top = talk.say("Top")
    for each in range(6):
        talk.say(f"Answer {each}", answers=top)
    mine = talk.say("My answer", answers=top, by=(lea := reader("Lea")))
    there = signed_in(lea).get(f"/discussion/c/{mine.pk}/", follow=True)
    assert there.redirect_chain[-1][0] == f"/discussion/c/{top.pk}/answers/?own={mine.pk}#c{mine.pk}"
    assert "Your comment is here." in text(there)
    assert f'data-posted="{talk.under}"' in text(there)
    assert "no-store" in there["Cache-Control"]


def test_an_order_is_another_page_and_pages_follow_by_key(talk: SmallTalk, client: Client) -> None:
    talk.say_many(45)
    seen: list[str] = []
    url = f"{talk.path}?order=oldest"
    while url:
        html = text(client.get(url))
        seen += re.findall(r'data-comment="(\d+)"', html)
        found = re.search(r'rel="next" class="older" href="([^"]+)"', html)
        url = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 45
    assert seen == sorted(seen, key=int)


def test_what_is_removed_says_by_which_rule(talk: SmallTalk, paper: Gazette, client: Client) -> None:
    talk.remove(talk.say("An accusation", by=(lea := reader("Lea"))), by=paper.editor)
    html = text(client.get(talk.path))
    assert "An accusation" not in html
    assert "Removed under rule 4" in html
    assert 'href="/standards/1/#rule-4"' in html
    own = text(signed_in(lea).get("/discussion/mine/"))
    assert "An accusation" in own
    assert "No source." in own
    assert re.search(r'href="/discussion/appeal/\d+/"', own)


def test_words_and_names_are_never_markup(talk: SmallTalk, client: Client) -> None:
    talk.say("x", by=reader("<script>alert(1)</script>"))
    html = text(client.get(talk.path))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_who_is_not_signed_in_is_sent_to_do_so_and_back(talk: SmallTalk, client: Client) -> None:
    one = talk.say("Words")
    answer = client.get(f"{talk.path}write/?quote={one.pk}")
    assert answer.status_code == 302
    back = quote(f"{talk.path}write/?quote={one.pk}", safe="")
    assert answer["Location"] == f"{SIGN_IN}?next={back}"
    for door in ("/discussion/mine/", f"{talk.path}follow/", f"/discussion/c/{one.pk}/edit/"):
        assert client.get(door)["Location"].startswith(f"{SIGN_IN}?next=")
    assert client.post(f"/discussion/c/{one.pk}/support/")["Location"].startswith(f"{SIGN_IN}?next=")


def test_the_form_says_who_writes_what_is_answered_and_brings_a_receipt_of_its_own(talk: SmallTalk) -> None:
    one = talk.say("The bridge\n\n> said before\n\nhas a crack", by=reader("Max"))
    client = signed_in(reader("Lea"))
    html = text(client.get(f"{talk.path}write/?quote={one.pk}"))
    assert "as Lea" in html
    assert f'name="answers" value="{one.pk}"' in html
    area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert area
    assert area[1] == "&gt; The bridge\n&gt;\n&gt;\n&gt; has a crack\n\n"
    receipts = {
        re.search(r'name="receipt" value="([^"]+)"', text(client.get(f"{talk.path}write/")))[1] for _ in "ab"
    }  # type: ignore[index]
    assert len(receipts) == 2
    answer = client.get(f"{talk.path}write/?answers=999999")
    assert 'name="answers"' not in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_a_closed_thread_is_read_and_says_since_when_and_why(talk: SmallTalk, client: Client) -> None:
    one = talk.say("Words", supported=3)
    Thread.objects.update(closes_at=timezone.now() - timedelta(days=3))
    html = text(client.get(talk.path))
    assert "Words" in html
    assert "Closed since" in html
    assert "3 readers support this" in html
    assert "write/" not in html
    lea = signed_in(reader("Lea"))
    refused = lea.get(f"{talk.path}write/")
    assert (refused.status_code, "<textarea" in text(refused)) == (403, False)
    assert lea.post(f"/discussion/c/{one.pk}/support/").status_code == 409


def test_support_is_given_once_and_taken_back(talk: SmallTalk) -> None:
    one = talk.say("Words", by=reader("Max"))
    lea, door = signed_in(reader("Lea")), f"/discussion/c/{one.pk}/support/"
    assert lea.post(door)["Location"] == f"{talk.path}?own#c{one.pk}"
    assert re.search(r'<span class="n">1</span>', text(lea.get(f"{talk.path}?own")))
    asked = {"headers": {"Accept": "application/json"}}
    assert signed_in(reader("Ida")).post(door, **asked).json() == {"supports": True, "count": 2}
    assert lea.post(door, **asked).json() == {"supports": False, "count": 1}
    one.refresh_from_db()
    assert (one.supported, one.supports.count()) == (1, 1)


def test_support_is_refused_for_ones_own_words_and_from_another_site(talk: SmallTalk) -> None:
    max_ = reader("Max")
    one = talk.say("Words", by=max_)
    door = f"/discussion/c/{one.pk}/support/"
    assert signed_in(max_).post(door).status_code == 409
    lea = signed_in(reader("Lea"))
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert lea.post(door, headers=headers).status_code == 403
    assert lea.get(door).status_code == 405
    one.refresh_from_db()
    assert one.supported == 0


def test_ones_own_comments_have_their_doors_and_anothers_have_none(talk: SmallTalk) -> None:
    lea = reader("Lea")
    new = talk.say("New words", by=lea, posted_at=timezone.now())
    old = talk.say("Old words", by=lea, posted_at=timezone.now() - timedelta(hours=1))
    html = text(signed_in(lea).get(f"{talk.path}?own"))
    assert f'href="/discussion/c/{new.pk}/edit/"' in html
    assert f'href="/discussion/c/{old.pk}/edit/"' not in html
    assert f'href="/discussion/c/{old.pk}/delete/"' in html
    other = signed_in(reader("Max"))
    assert "/edit/" not in text(other.get(f"{talk.path}?own"))
    for door in ("edit/", "delete/"):
        assert other.get(f"/discussion/c/{new.pk}/{door}").status_code == 404
        assert other.post(f"/discussion/c/{new.pk}/{door}", {"text": "Mine now"}).status_code == 404
    assert signed_in(lea).get(f"/discussion/c/{old.pk}/edit/").status_code == 403


def test_the_feed_is_atom_and_the_same_until_somebody_writes(talk: SmallTalk, client: Client) -> None:
    talk.say("Held", state="held")
    one = talk.say("Words <em>here</em>", by=reader("Lea"))
    first = client.get(f"{talk.path}feed/")
    assert first["Content-Type"].startswith("application/atom+xml")
    assert first.content == client.get(f"{talk.path}feed/").content
    [entry] = ElementTree.fromstring(first.content).iter(f"{ATOM}entry")  # noqa: S314 - our own
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Lea"
    assert (entry.findtext(f"{ATOM}id") or "").endswith(f"/discussion/c/{one.pk}/")
    empty = client.get("/discussion/story/" + str(talk.thread.story_id) + "/feed/")
    assert empty.status_code == 200


def test_words_are_found_whatever_their_case_and_accents(talk: SmallTalk, client: Client) -> None:
    talk.say("Die BRÜCKE über den Fluß hält, sagt der Prüfer")
    talk.say("brücken", state="held")
    talk.say("Über den Fluss")
    for query in ("brucke", "Brücke prüf", "FLUSS halt"):
        assert text(client.get("/discussion/", {"q": query})).count('class="own"') == 1, query
    html = text(client.get("/discussion/", {"q": "über"}))
    assert html.count('class="own"') == 2
    assert "<mark>Über</mark> den" in html
    for query in ("ücke", "nothing", "", "  ", "***", "<b>", "x" * 5000, "a\x00b"):
        assert 'class="own"' not in text(client.get("/discussion/", {"q": query})), query


def test_a_search_looks_at_so_many_and_goes_on_from_there(
    talk: SmallTalk, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LOOKED_AT", 10)
    talk.say("needle")
    talk.say_many(24)
    url, pages = "/discussion/?q=needle", 0
    while True:
        html = text(client.get(url))
        pages += 1
        found = re.search(r'rel="next" class="older" href="([^"]+)"', html)
        if not found:
            break
        url = found[1].replace("&amp;", "&")
    assert pages == 3
    assert "<mark>needle</mark>" in html


def test_found_words_are_never_markup(talk: SmallTalk, client: Client) -> None:
    Comment.objects.filter(pk=talk.say("x").pk).update(
        source="a <script>bridge</script>", html="<p>a &lt;script&gt;bridge&lt;/script&gt;</p>"
    )
    html = text(client.get("/discussion/", {"q": "bridge"}))
    assert "<mark>bridge</mark>" in html
    assert "<script>bridge" not in html


def test_following_begins_and_ends_with_a_press(talk: SmallTalk) -> None:
    client = signed_in(reader("Lea"))
    door = f"{talk.path}follow/"
    assert "Follow by e-mail" in text(client.get(door))
    assert Following.objects.count() == 0
    assert "You follow this discussion" in text(client.post(door, follow=True))
    client.post(door)
    following = Following.objects.get()
    client.post(door, {"end": "1"})
    assert Following.objects.count() == 0
    assert Client().get(f"/discussion/unfollow/{following.secret}/").status_code == 200


def test_letters_are_ended_by_one_press_and_not_by_a_look(talk: SmallTalk) -> None:
    signed_in(reader("Lea")).post(f"{talk.path}follow/")
    following = Following.objects.get()
    door, nobody = f"/discussion/unfollow/{following.secret}/", Client()
    assert "End the letters?" in text(nobody.get(door))
    assert Following.objects.count() == 1
    assert "No more letters" in text(nobody.post(door, {"List-Unsubscribe": "One-Click"}))
    assert Following.objects.count() == 0
    assert "No more letters" in text(nobody.post(door))
