"""The example newsroom is sound: it reads strictly, keeps its own rules, and its status is the kernel's."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from twosource.demo.script import CONTENT, ScriptError, read_script
from twosource.demo.script_body import Call, Heading, Listing, Paragraph, plain, read_body, to_html
from twosource.demo.script_dates import expand, moment
from twosource.demo.script_links import passages
from twosource.demo.script_values import Claim, Script, Story
from twosource.kernel.reading import read_case
from twosource.kernel.status import assess

NOW = datetime(2026, 11, 22, 9, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def script() -> Script:
    return read_script(NOW)


def published(script: Script) -> list[Story]:
    return [story for story in script.stories if story.state == "published"]


def asked_about(script: Script, claim: str, whom: str) -> bool:
    return any(
        request.claim == claim and request.whom == whom and (request.outcome_at or request.deadline) <= NOW
        for story in script.stories
        for request in story.requests
    )


def unmet(script: Script, story: Story) -> set[str]:
    """The rules of the gate that the story does not meet, by the expected statuses."""
    rules = set()
    for carried in story.carries:
        claim = script.claims[carried.claim]
        if carried.mode == "fact" and claim.expect != "confirmed":
            rules.add("G1")
        if carried.mode == "attributed" and (
            not claim.said_it or script.claims[claim.said_it].expect != "confirmed"
        ):
            rules.add("G2")
        if claim.expect in ("refuted", "withdrawn") and carried.mode != "refutation":
            rules.add("G3")
        if carried.mode != "refutation" and not all(
            asked_about(script, claim.key, accused) for accused in claim.accused
        ):
            rules.add("G4")
    return rules


def moments(story: Story) -> list[datetime]:
    """Everything that must have happened before the story went out."""
    found = [check.at for claim in story.claims for check in claim.checks]
    found += [item.at for claim in story.claims for item in claim.items if item.at]
    return found + [request.sent for request in story.requests] + [o.at for o in story.overrides]


def test_the_year_has_about_forty_stories_in_five_sections(script: Script) -> None:
    live = published(script)
    assert 38 <= len(live) <= 44
    assert {story.section for story in live} == {section.slug for section in script.sections}
    assert len(script.sections) == 5
    assert min(story.published_at for story in live) > NOW - timedelta(days=366)


def test_every_running_topic_has_stories_and_counts_only_live_ones(script: Script) -> None:
    counts = {topic.slug: script.live_count(topic.slug) for topic in script.topics}
    assert len(counts) == 4
    assert all(count >= 6 for count in counts.values())
    assert sum(counts.values()) == sum(1 for story in published(script) if story.topic)


def test_no_published_story_lies_in_the_future_at_any_hour() -> None:
    for hour in (0, 5, 12, 23):
        now = NOW.replace(hour=hour, minute=1)
        script = read_script(now)
        assert all(story.published_at < now for story in published(script))
        assert all(s.published_at > now for s in script.stories if s.state == "scheduled")


def test_everything_a_story_rests_on_was_there_before_it_went_out(script: Script) -> None:
    late = [
        (s.slug, at) for s in script.stories if s.state != "draft" for at in moments(s) if at > s.published_at
    ]
    assert late == []


def test_nothing_recorded_lies_in_the_future(script: Script) -> None:
    done = [(s.slug, r.outcome_at) for s in script.stories for r in s.requests if r.outcome_at]
    done += [(s.slug, c.at) for s in script.stories for c in s.corrections]
    assert [row for row in done if row[1] > NOW] == []


def test_every_claim_is_carried_or_says_who_said_it(script: Script) -> None:
    carried = {c.claim for s in script.stories for c in s.carries}
    said = {claim.said_it for claim in script.claims.values()}
    assert set(script.claims) - carried - said == set()


def test_a_second_check_is_by_another_person_who_neither_collected_nor_wrote(script: Script) -> None:
    for story in script.stories:
        for claim in story.claims:
            if claim.expect not in ("confirmed", "refuted"):
                continue
            first, second = sorted(claim.checks, key=lambda check: check.at)[:2]
            collected = {script.items[key].collected_by for key in (*claim.supports, *claim.denies)}
            assert first.by != second.by, claim.key
            assert second.by not in collected | set(story.bylines), claim.key


def test_every_story_that_is_out_passes_the_gate_or_was_overruled_by_name(script: Script) -> None:
    for story in script.stories:
        if story.state == "draft":
            continue
        assert unmet(script, story) == {override.rule for override in story.overrides}, story.slug
    assert [o.editor for s in script.stories for o in s.overrides] == ["edith"]


def test_two_drafts_are_refused_by_the_gate_with_their_reasons(script: Script) -> None:
    refused = [story for story in script.stories if story.refused_by]
    assert len(refused) == 2
    for story in refused:
        assert unmet(script, story) == set(story.refused_by)


def test_what_we_have_a_copy_of_is_there_to_be_copied(script: Script) -> None:
    files = {item.copy for item in script.items.values() if item.copy}
    assert len(files) == 6
    assert {file for file in files if not (CONTENT / file).is_file()} == set()


def test_every_kind_of_thing_the_paper_must_show_is_there(script: Script) -> None:
    statuses = {script.claims[c.claim].expect for s in published(script) for c in s.carries}
    assert statuses >= {
        "asserted", "corroborated", "confirmed", "disputed", "denied", "refuted", "withdrawn", "unverifiable"
    }  # fmt: skip
    kinds = {c.kind for s in script.stories for c in s.corrections}
    assert kinds >= {"correction", "clarification"}
    outcomes = {r.outcome for s in script.stories for r in s.requests}
    assert outcomes >= {"answered", "declined", "no_reply", "unreachable"}
    assert {claim.kind for claim in script.claims.values()} >= {"direct", "mixed", "indirect"}
    assert any(claim.reworded for claim in script.claims.values())
    assert {r.state for s in published(script) for r in s.reports} == {
        "new", "looking", "corrected", "not_error", "duplicate"
    }  # fmt: skip
    states = [story.state for story in script.stories]
    assert states.count("scheduled") == 1
    assert states.count("draft") == 3


def test_somebody_refused_twice_and_then_answered(script: Script) -> None:
    story = next(s for s in script.stories if s.slug.startswith("two-kitchens"))
    assert [r.outcome for r in story.requests] == ["declined", "declined", "answered"]


def test_long_stories_are_long_and_short_ones_are_still_stories(script: Script) -> None:
    lengths = [sum(isinstance(b, Paragraph) for b in story.blocks) for story in published(script)]
    assert min(lengths) >= 3
    assert sum(length >= 7 for length in lengths) >= 12


def test_no_paragraph_is_printed_twice(script: Script) -> None:
    seen = [text for story in script.stories for text in passages(story)]
    assert len(seen) == len(set(seen))


def test_words_in_stories_use_typographic_quotes(script: Script) -> None:
    for story in script.stories:
        text = " ".join([story.headline, story.standfirst, *passages(story)])
        assert '"' not in text and "'" not in text, story.slug  # noqa: PT018


def test_every_picture_is_used_and_has_alt_text_and_a_credit(script: Script) -> None:
    used = {story.lead for story in script.stories}
    used |= {b.key for s in script.stories for b in s.blocks if isinstance(b, Call) and b.kind == "picture"}
    assert {picture.key for picture in script.pictures} == used - {""}
    assert all(picture.alt and picture.credit and picture.caption for picture in script.pictures)


def test_every_tag_is_on_a_story(script: Script) -> None:
    used = {tag for story in script.stories for tag in story.tags}
    assert {tag.slug for tag in script.tags} == used


def test_the_saved_page_has_its_furniture(script: Script) -> None:
    text = script.saved_page.decode("utf-8")
    for furniture in ("Listen Live", "Get short URL", "Community standardsDiscussion"):
        assert furniture in text


def test_placeholders_count_from_the_day_of_the_story() -> None:
    day = NOW.date()
    text = "{date:-3}, {weekday:0}, {month:-30}, {year:+60}, {date:@2}"
    then = expand(text, day, day + timedelta(days=3))
    assert then == "19 November, Sunday, October, 2027, 23 November"
    assert moment("-1 16:20", day) == datetime(2026, 11, 21, 16, 20, tzinfo=UTC)
    with pytest.raises(ValueError, match="no placeholder"):
        expand("{today:0}", day, day)
    with pytest.raises(ValueError, match="stray brace"):
        expand("{date}", day, day)


def test_the_body_is_read_in_blocks() -> None:
    blocks = read_body("One\nline.\n\n## Then\n\n- a\n- b\n\n[picture: bridge]")
    assert blocks == (Paragraph("One line."), Heading("Then"), Listing(("a", "b")), Call("picture", "bridge"))


def test_light_markup_is_rendered_and_everything_else_escaped() -> None:
    text = "*Petrel* & [a <page>](https://example.org/x)"
    assert plain(text) == "Petrel & a <page>"
    assert to_html(text) == '<i>Petrel</i> &amp; <a href="https://example.org/x">a &lt;page&gt;</a>'


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ('headline = "x"\nage_days = 1', r"bad.toml: 'time' is missing"),
        ('age_days = 1\ntime = "09:00"\nsecton = "city"', r"bad.toml: secton: "),
        ('age_days = "1"\ntime = "09:00"', r"bad.toml: age_days and time"),
        ("headline = ", r"bad.toml: "),
    ],
)
def test_a_bad_story_file_is_refused_with_its_name_and_place(tmp_path, wrong: str, message: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    (folder / "stories" / "bad.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ScriptError, match=message):
        read_script(NOW, folder)


def test_a_key_that_leads_nowhere_is_refused(tmp_path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    path = next((folder / "stories").glob("the-organ*.toml"))
    path.write_text(
        path.read_text(encoding="utf-8").replace('"st-brendan",', '"st-nobody",'), encoding="utf-8"
    )
    with pytest.raises(ScriptError, match="no tag 'st-nobody'"):
        read_script(NOW, folder)


def assess_case(script: Script, story: Story, claim: Claim) -> dict:
    """The claim as the kernel's door takes it."""
    needed = _closure(script, (*claim.supports, *claim.denies))
    items = {key: _item(script, key) for key in needed}
    actors = {actor.key: _actor(actor) for actor in script.actors}
    return {
        "id": claim.key,
        "actors": actors,
        "items": items,
        "supports": list(claim.supports),
        "denies": list(claim.denies),
        "set_aside": [row.item for row in claim.set_aside],
        "stakes": dict(claim.stakes),
        "checks": [{"by": c.by, "verdict": c.verdict} for c in sorted(claim.checks, key=lambda c: c.at)],
        "collected_by": sorted({script.items[key].collected_by for key in needed}),
        "written_by": list(story.bylines),
        "withdrawn": claim.withdrawn is not None,
    }


def _closure(script: Script, keys: tuple[str, ...]) -> list[str]:
    found: dict[str, None] = {}
    stack = list(keys)
    while stack:
        key = stack.pop()
        if key not in found:
            found[key] = None
            stack += script.items[key].via
    return list(found)


def _item(script: Script, key: str) -> dict:
    item = script.items[key]
    row: dict = {"by": list(item.by), "via": list(item.via)}
    if item.basis:
        row["basis"] = item.basis
    for flag in ("needs_all", "carrier", "conclusive"):
        if getattr(item, flag):
            row[flag] = True
    return row


def _actor(actor) -> dict:
    row: dict = {"controlled_by": list(actor.controlled_by)} if actor.controlled_by else {}
    return row | {flag: True for flag in ("anonymous", "sealed") if getattr(actor, flag)}


def test_the_kernel_gives_every_claim_the_status_the_content_expects(script: Script) -> None:
    wrong = []
    for story in script.stories:
        for claim in story.claims:
            status = str(assess(read_case(assess_case(script, story, claim))).status)
            if status != claim.expect:
                wrong.append((claim.key, claim.expect, status))
    assert wrong == []


def test_one_request_is_overdue_one_leaves_as_a_letter_and_one_is_answered_late(script: Script) -> None:
    requests = [request for story in script.stories for request in story.requests]
    waiting = [request for request in requests if request.outcome == "open"]
    assert [request.whom for request in waiting if request.deadline < NOW] == ["hollin-rook"]
    [letter] = [request for request in requests if request.to]
    assert letter.deadline > NOW
    [late] = [request for request in requests if request.later]
    assert late.outcome == "no_reply"
    assert late.later_at is not None
    assert late.deadline < late.later_at <= NOW
