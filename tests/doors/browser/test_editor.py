"""Writing in the editor, and what it says when the gate is closed: in blocks, with manners, and on time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from PIL import Image

from serving import environment, fetch, twosource, wait_until

if TYPE_CHECKING:
    from desk_hands import Person
    from playwright.sync_api import APIResponse, Browser

    from conftest import Paper

HERE = Path(__file__).parent
CLAIM = "The boat has sailed on every night since May"


@pytest.fixture(scope="module")
def staff(browser: Browser, gazette: Paper) -> Iterator[dict[str, Person]]:
    """The reporter and the editor, each in a browser of their own."""
    from desk_hands import Person

    people = {name: Person(browser, gazette.address, name, gazette.passwords[name]) for name in ("ina", "ed")}
    yield people
    for person in people.values():
        person.context.close()


def written(reporter: Person, headline: str, *paragraphs: str) -> int:
    """A draft of paragraphs alone; returns the story's id."""
    from editor_hands import Writing

    writing = Writing(reporter)
    writing.new(headline, section="News")
    for words in paragraphs:
        writing.paragraph(words)
    return writing.save()


def claim_in_our_own_voice(reporter: Person, story_id: int) -> None:
    """Open a claim from the story's words and carry it as fact, which nothing allows yet."""
    reporter.page.goto(f"{reporter.address}/desk/stories/{story_id}/")
    form = reporter.drawer("From words")
    form.get_by_role("textbox", name="The claim").fill(CLAIM)
    form.get_by_label("Carried").select_option(label="in our own voice")
    reporter.press(form.get_by_role("button", name="Open the claim"))
    reporter.told("The claim is open")


def test_a_reporter_writes_in_blocks_and_no_picture_comes_without_words_and_credit(
    staff: dict[str, Person], tmp_path: Path
) -> None:
    from editor_hands import Writing
    from playwright.sync_api import expect

    photograph = tmp_path / "night boat.png"
    Image.new("RGB", (640, 400), (12, 34, 56)).save(photograph)
    writing = Writing(staff["ina"])
    writing.new("The night boat sails", section="News")
    writing.paragraph("The boat leaves at twenty to twelve.")
    writing.quotation("We will sail every night.", by="Ada Sound", who="director")
    writing.upload(photograph)
    expect(writing.dialog.get_by_text("This field is required.")).to_have_count(2)
    writing.upload(photograph, alt="A boat at a quay by night", credit="Photo: I. Smith")
    writing.body.get_by_text("night boat").wait_for()
    story = writing.save()
    page = staff["ina"].page
    assert page.get_by_role("button", name="Publish").count() == 0

    page.goto(f"{staff['ina'].address}/admin/pages/{story}/view_draft/")
    assert page.get_by_role("region", name="Preview").is_visible()
    quotation = page.locator("figure.quotation")
    assert "We will sail every night." in quotation.inner_text()
    assert quotation.locator(".speaker").inner_text() == "Ada Sound"
    picture = page.locator("figure img")
    assert picture.get_attribute("alt") == "A boat at a quay by night"
    assert "Photo: I. Smith" in page.locator("figcaption .credit").inner_text()


def test_who_saves_while_the_editor_keeps_a_new_story_makes_one_story(staff: dict[str, Person]) -> None:
    from editor_hands import Writing
    from playwright.sync_api import Route

    ina, headline = staff["ina"], f"Kept and saved {uuid4().hex[:6]}"
    kept: list[tuple[Route, APIResponse]] = []

    def late(route: Route) -> None:
        """The story is made; the editor does not hear of it yet."""
        if kept or "json" not in route.request.headers.get("accept", ""):
            return route.continue_()
        return kept.append((route, route.fetch()))

    writing = Writing(ina)
    writing.new(headline, section="News")
    ina.page.wait_for_timeout(2_500)  # what is typed before that, the editor takes for what it began with
    ina.page.route("**/pages/add/**", late)
    writing.paragraph("The boat is kept, and it is saved.")
    while not kept:
        ina.page.wait_for_timeout(50)
    ina.page.get_by_role("button", name="Save draft").click()
    with ina.page.expect_event("load"):
        kept[0][0].fulfill(response=kept[0][1])
    ina.page.unroute_all()
    assert "saved" in writing.messages()
    ina.page.goto(f"{ina.address}/desk/")
    assert ina.page.locator("main a.what", has_text=headline).count() == 1


def test_a_closed_gate_is_told_in_the_editor_and_nothing_goes_out(
    staff: dict[str, Person], gazette: Paper
) -> None:
    from editor_hands import Writing

    story = written(staff["ina"], "Every night since May", CLAIM + ", the company says.")
    claim_in_our_own_voice(staff["ina"], story)
    writing = Writing(staff["ed"])
    writing.open(story)
    writing.page.get_by_role("textbox", name="Standfirst").fill("Written just before the button was pressed.")
    writing.publish()
    assert "in our own voice and not confirmed" in writing.messages()
    assert writing.page.url.endswith(f"/{story}/edit/")
    assert fetch(f"{gazette.address}/news/every-night-since-may/").status == 404
    link = writing.page.locator(".messages a[href*='/desk/claims/']").first
    staff["ed"].press(link)
    assert CLAIM in writing.page.get_by_role("heading", level=1).inner_text()
    writing.open(story)
    kept = writing.page.get_by_role("textbox", name="Standfirst").input_value()
    assert kept == "Written just before the button was pressed."


def test_a_story_with_an_open_gate_is_published_from_the_editor(
    staff: dict[str, Person], gazette: Paper
) -> None:
    from editor_hands import Writing

    story = written(staff["ina"], "Rain is expected", "It will rain.")
    writing = Writing(staff["ed"])
    writing.open(story)
    writing.publish()
    assert "has been published" in writing.messages()
    assert "It will rain." in fetch(f"{gazette.address}/news/rain-is-expected/").text


def test_on_schedule_one_refused_story_holds_up_no_other(staff: dict[str, Person], gazette: Paper) -> None:
    from editor_hands import Writing

    refused = written(staff["ina"], "Boats on every night", CLAIM + ".")
    claim_in_our_own_voice(staff["ina"], refused)
    ready = written(staff["ina"], "Snow is expected", "It will snow.")
    writing = Writing(staff["ed"])
    for story in (refused, ready):
        writing.open(story)
        writing.schedule("2091-05-03 09:00")
        writing.publish()
        assert "has been scheduled for publishing" in writing.messages()
        if story == refused:
            assert "as it stands now the gate will refuse it" in writing.messages()
    assert fetch(f"{gazette.address}/news/snow-is-expected/").status == 404

    script = [sys.executable, str(HERE / "bring_forward.py"), str(gazette.folder)]
    subprocess.run(script, env=environment(), check=True, timeout=120)
    wait_until(lambda: fetch(f"{gazette.address}/news/snow-is-expected/").status == 200)
    assert fetch(f"{gazette.address}/news/boats-on-every-night/").status == 404
    assert twosource("publish-due", "--newsroom", gazette.folder).stdout == "nothing is due.\n"
    page = staff["ed"].page
    page.goto(f"{gazette.address}/desk/")
    late = page.locator("section", has=page.get_by_role("heading", name="Refused when their minute came"))
    assert "Boats on every night" in late.first.inner_text()
    page.goto(f"{gazette.address}/desk/stories/{refused}/")
    assert "It was refused when its minute came" in page.locator("section.gate").inner_text()
