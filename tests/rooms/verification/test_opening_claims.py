"""Opening claims, naming voices, adding items: what is asked for, and what is refused in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from gazette import Gazette

from twosource.kernel.words import Phrase, ngettext
from twosource.people.refusals import NotYourRole
from twosource.people.roles import MODERATOR
from twosource.verification.actions import (
    declare_stake,
    link_origin,
    name_voice,
    open_claim,
    open_said_claim,
    record_control,
    retract_item,
    withdraw_claim,
)
from twosource.verification.actions.claims import LONGEST
from twosource.verification.models import Actor, Claim, Item
from twosource.verification.reads import alike, kept, known, say, unkept
from twosource.verification.refusals import BadValue, Refused


def test_a_claim_is_opened_with_who_said_it_to_whom_and_when(paper: Gazette) -> None:
    speaker = paper.voice("Tomas Verhey", kind="person")
    said = {
        "speaker": speaker, "addressee": "Radio", "channel": "a call", "place": "the quay",
        "said_on": date(2026, 11, 20),
    }  # fmt: skip
    claim = paper.claim("  The quay\n is cracked. ", said=said, accused=[speaker], stakes={speaker: "for"})
    told = known(claim)
    assert (claim.text, claim.status, claim.place) == ("The quay is cracked.", "none", "the quay")
    assert (told.speaker, told.addressee, told.channel, told.said_on) == (
        "Tomas Verhey",
        "Radio",
        "a call",
        said["said_on"],
    )
    assert told.accused == ("Tomas Verhey",)
    assert told.stakes == ("Tomas Verhey gains if this is believed",)
    assert str(claim) == "The quay is cracked."
    assert told.why == "No evidence."


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"text": "   "}, "true or false"),
        ({"text": "x" * (LONGEST + 1)}, "at most 5000"),
        ({"text": "a\x00b"}, "NUL"),
        ({"said": {"mood": "angry"}}, "mood: a claim's attribution has speaker"),
        ({"said": {"speaker": "Verhey"}}, "speaker: 'Verhey' is not allowed"),
        ({"said": {"said_on": "yesterday"}}, "said_on: 'yesterday'"),
        ({"said": {"addressee": "x" * 201}}, "addressee: at most 200 characters; this has 201"),
    ],
)
def test_a_claim_that_cannot_be_judged_is_refused_by_field_and_value(
    paper: Gazette, more: dict, why: str
) -> None:
    with pytest.raises(BadValue, match=why):
        paper.claim(**more)
    assert not Claim.objects.exists()


def test_nothing_said_about_a_speaker_is_nothing(paper: Gazette) -> None:
    assert known(paper.claim(said={"speaker": None, "addressee": ""})).speaker == ""


def test_a_long_claim_is_called_by_its_beginning(paper: Gazette) -> None:
    assert str(paper.claim("word " * 100)).endswith("…")


def test_that_something_was_said_is_a_claim_of_its_own_opened_once(paper: Gazette) -> None:
    speaker = paper.voice("Tomas Verhey", kind="person")
    to_radio = paper.claim("It is so.", said={"speaker": speaker, "addressee": "Radio"})
    told = open_said_claim(claim=to_radio, by=paper.reporter)
    assert (told.text, told.about, told.speaker) == ("Tomas Verhey told Radio: It is so.", to_radio, speaker)
    plainly = paper.claim("It is not so.", said={"speaker": speaker})
    assert open_said_claim(claim=plainly, by=paper.reporter).text == "Tomas Verhey said: It is not so."
    for claim in (to_radio, told):
        with pytest.raises(Refused, match="a claim already"):
            open_said_claim(claim=claim, by=paper.reporter)
    with pytest.raises(BadValue, match="speaker"):
        open_said_claim(claim=paper.claim("Nobody said it."), by=paper.reporter)


def test_a_withdrawal_says_who_and_happens_once(paper: Gazette) -> None:
    claim = paper.claim()
    for reason, why in (("", "Say who"), ("x" * 501, "withdrawn_reason")):
        with pytest.raises(Refused, match=why):
            withdraw_claim(claim=claim, reason=reason, by=paper.reporter)
    withdraw_claim(claim=claim, reason="The mayor.", by=paper.reporter)
    with pytest.raises(Refused, match="before"):
        withdraw_claim(claim=claim, reason="The mayor.", by=paper.reporter)


def test_a_stake_is_for_or_against(paper: Gazette) -> None:
    with pytest.raises(BadValue, match="'maybe'; a stake"):
        declare_stake(claim=paper.claim(), actor=paper.voice("Mayor"), direction="maybe", by=paper.reporter)


def test_a_voice_of_one_name_and_kind_is_one_voice(paper: Gazette) -> None:
    assert paper.voice(" Quay   Holdings ") == paper.voice("Quay Holdings")
    assert paper.voice("Quay Holdings", kind="person") != paper.voice("Quay Holdings")
    assert paper.voice("someone", kind="voice", anonymous=True) != paper.voice(
        "someone", kind="voice", anonymous=True
    )


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ({"name": " ", "kind": "person"}, "name"),
        ({"name": "Verhey", "kind": "fish"}, "kind: 'fish'; a voice is a person"),
        ({"name": "V" * 201, "kind": "person"}, "name: at most 200"),
        ({"name": "Verhey", "kind": "person", "about": "x" * 201}, "about: at most 200"),
    ],
)
def test_a_voice_without_name_or_kind_is_refused(paper: Gazette, named: dict, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        name_voice(by=paper.reporter, **named)


def test_nobody_controls_themselves(paper: Gazette) -> None:
    voice = paper.voice("Holdings")
    with pytest.raises(Refused, match="Holdings cannot control itself"):
        record_control(actor=voice, controller=voice, by=paper.reporter)


@pytest.mark.parametrize(
    ("title", "known_by", "why"),
    [
        (" ", {}, "title"),
        ("x" * 301, {}, "title: at most 300"),
        ("A film", {"basis": "dreamt"}, "basis: 'dreamt'; an item knows by witnessed"),
        ("A film", {"basis": "recorded", "carrier": True}, "a carrier only transports"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused(paper: Gazette, title: str, known_by: dict, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        paper.item(title, "Daily", **known_by)
    assert not Item.objects.exists()


def test_the_database_keeps_a_carrier_from_knowing_anything(paper: Gazette) -> None:
    item = paper.item("A video site", "Tube", carrier=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(basis="recorded")


def test_an_origin_is_linked_once_and_is_another_item(paper: Gazette) -> None:
    item, origin = paper.item("Report", "Daily"), paper.witness("AP")
    link_origin(item=item, origin=origin, by=paper.reporter)
    with pytest.raises(Refused, match="already"):
        link_origin(item=item, origin=origin, by=paper.reporter)
    with pytest.raises(Refused, match="its own origin"):
        link_origin(item=item, origin=item, by=paper.reporter)
    assert str(item.origins.get()) == f"{item.pk} ← {origin.pk}"


def test_a_retraction_says_why_and_happens_once(paper: Gazette) -> None:
    item = paper.witness("Diver")
    for reason, why in ((" ", "why"), ("x" * 501, "retracted_reason")):
        with pytest.raises(Refused, match=why):
            retract_item(item=item, reason=reason, by=paper.reporter)
    retract_item(item=item, reason="A forgery.", by=paper.reporter)
    with pytest.raises(Refused, match="before"):
        retract_item(item=item, reason="A forgery.", by=paper.reporter)


@pytest.mark.parametrize(
    "deed",
    [
        lambda paper, who: paper.claim(by=who),
        lambda paper, who: name_voice(name="X", kind="person", by=who),
        lambda paper, who: paper.witness("X", by=who),
        lambda paper, who: withdraw_claim(claim=paper.claim(), reason="He.", by=who),
        lambda paper, who: retract_item(item=paper.witness("X"), reason="No.", by=who),
    ],
)
def test_who_is_not_of_the_newsroom_does_nothing(paper: Gazette, deed: Callable) -> None:
    with pytest.raises(NotYourRole):
        deed(paper, paper.hire("mo", MODERATOR))


def test_earlier_claims_like_this_one_are_found_by_their_words(paper: Gazette) -> None:
    quay = paper.claim("The northern quay is cracked.", said={"speaker": paper.voice("Mayor")})
    open_said_claim(claim=quay, by=paper.reporter)
    paper.claim("Trams run late on Sundays.")
    assert alike("Is the northern quay cracked? The northern quay") == [quay]
    assert alike("a an the") == []
    assert alike("northern") == []


def test_a_phrase_is_kept_and_said_again() -> None:
    phrase = ngettext(
        "one line by %(who)s",
        "%(count)s lines by %(who)s",
        2,
        count=2,
        who=Phrase("Mayor %(name)s", {"name": "Vos"}),
    )
    assert unkept(kept(phrase)) == phrase
    assert say(kept(phrase)) == "2 lines by Mayor Vos"
    assert say(None) == ""


def test_rows_say_what_they_are(paper: Gazette) -> None:
    claim = paper.confirmed(
        "The quay is cracked.", accused=[paper.voice("Holdings")], stakes={paper.voice("Mayor"): "for"}
    )
    paper.story(carries=[(claim, "fact")])
    from twosource.verification.actions import edit_claim_words

    check, evidence = claim.checks.first(), claim.evidence.first()
    edit_claim_words(claim=claim, text="Another.", by=paper.reporter)
    tape = paper.record_of("Radio", paper.ana)
    assert [
        str(row)
        for row in (
            check, evidence, evidence.item, claim.stakes.get(), claim.accusations.get(), claim.wordings.get(),
            claim.writers.get(), tape.authentications.get(),
        )
    ] == [
        f"stands by {paper.ana.pk}",
        f"{evidence.item.title} supports claim {claim.pk}",
        evidence.item.title,
        "Mayor: for",
        f"{claim.pk} accuses {Actor.objects.get(name='Holdings').pk}",
        "The quay is cracked.",
        f"{paper.reporter.human_id} wrote {claim.pk}",
        f"{tape.pk} by {paper.ana.human_id}",
    ]  # fmt: skip


def test_nothing_was_said_on_a_day_that_has_not_come(paper: Gazette) -> None:
    speaker, tomorrow = paper.voice("Ada"), localdate() + timedelta(days=1)
    with pytest.raises(BadValue, match="has not come yet"):
        open_claim(text="It is so.", said={"speaker": speaker, "said_on": tomorrow}, by=paper.reporter)
    assert not Claim.objects.exists()
    today = {"speaker": speaker, "said_on": localdate()}
    assert open_claim(text="It is so.", said=today, by=paper.reporter).said_on == localdate()
