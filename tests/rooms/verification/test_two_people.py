"""Two people: who may sign, whose signature counts, and what ends one."""

from __future__ import annotations

import pytest
from gazette import METHOD, Gazette

from twosource.people.refusals import NotYourRole
from twosource.people.roles import CHECKER, EDITOR
from twosource.stories.drafts import latest_draft
from twosource.verification.actions import (
    attach_evidence,
    authenticate_item,
    edit_claim_words,
    link_origin,
    record_check,
    record_control,
    retract_item,
    set_aside,
)
from twosource.verification.models import Check, Claim, SetAside
from twosource.verification.refusals import (
    BadValue,
    CheckedAlready,
    CheckerIsCollector,
    CheckerIsWriter,
    Refused,
    SecondCheckRefused,
)
from twosource.verification.settling import standing_checks


def status_of(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.status


def test_one_check_confirms_nothing_and_a_second_by_another_does(paper: Gazette) -> None:
    claim = paper.corroborated()
    assert paper.sign(claim, paper.ana).status == "corroborated"
    assert paper.sign(claim, paper.bo).status == "confirmed"
    assert claim.assessment["signed"] == "stands"


def test_the_first_checker_may_not_sign_the_second_check(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.sign(claim, paper.ana)
    with pytest.raises(CheckedAlready, match="someone else’s"):
        paper.sign(claim, paper.ana)
    assert status_of(claim) == "corroborated"


@pytest.mark.parametrize("email", ["ANA@Paper.Example", "ana+second@paper.example", "Ana+Desk@PAPER.example"])
def test_the_same_human_under_another_account_is_the_first_checker_still(paper: Gazette, email: str) -> None:
    claim = paper.corroborated()
    paper.sign(claim, paper.ana)
    with pytest.raises(CheckedAlready):
        paper.sign(claim, paper.hire("ana.again", CHECKER, email=email))
    assert status_of(claim) == "corroborated"
    assert Check.objects.count() == 1


def test_who_collected_the_evidence_may_not_sign_the_second_check(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.support(claim, paper.witness("Crane driver", by=paper.bo))
    paper.sign(claim, paper.ana)
    with pytest.raises(CheckerIsCollector, match="collected"):
        paper.sign(claim, paper.bo)


def test_who_only_attached_it_has_collected_it_too(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.support(claim, paper.witness("Crane driver"), by=paper.bo)
    paper.sign(claim, paper.ana)
    with pytest.raises(CheckerIsCollector):
        paper.sign(claim, paper.bo)


def test_who_wrote_words_that_carry_the_claim_may_not_sign_the_second_check(paper: Gazette) -> None:
    claim = paper.corroborated()
    story = paper.story(carries=[(claim, "fact")])
    paper.sign(claim, paper.ana)
    latest_draft(story).save_revision(user=paper.bo)
    with pytest.raises(CheckerIsWriter, match="wrote"):
        paper.sign(claim, paper.bo)
    assert paper.sign(claim, paper.editor).status == "confirmed"


def test_a_superuser_is_refused_like_everyone(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.support(claim, paper.witness("Crane driver", by=paper.root))
    paper.sign(claim, paper.ana)
    with pytest.raises(SecondCheckRefused):
        paper.sign(claim, paper.root)
    other = paper.corroborated("The pier is cracked.")
    paper.sign(other, paper.root)
    with pytest.raises(CheckedAlready):
        paper.sign(other, paper.root)


def test_a_collector_may_sign_first_when_somebody_else_signs_second(paper: Gazette) -> None:
    claim = paper.corroborated()
    paper.support(claim, paper.witness("Crane driver", by=paper.bo))
    assert paper.sign(claim, paper.bo, paper.ana).status == "confirmed"


def test_a_second_checker_who_writes_afterwards_is_no_second_checker_any_more(paper: Gazette) -> None:
    claim = paper.confirmed()
    story = paper.story(carries=[(claim, "fact")])
    latest_draft(story).save_revision(user=paper.bo)
    assert status_of(claim) == "corroborated"


def test_an_editor_who_signed_may_publish_and_correct_without_having_written(paper: Gazette) -> None:
    from twosource.stories.actions import correct_story, publish_story

    claim = paper.sign(paper.corroborated(), paper.ana, paper.editor)
    story = publish_story(story=paper.story(carries=[(claim, "fact")]), by=paper.editor)
    correct_story(story=story, kind="correction", text="The quay is the north quay.", by=paper.editor)
    assert status_of(claim) == "confirmed"


def test_only_checkers_and_editors_sign(paper: Gazette) -> None:
    with pytest.raises(NotYourRole):
        paper.sign(paper.corroborated(), paper.reporter)


def test_a_check_says_a_known_verdict_and_how_it_was_made(paper: Gazette) -> None:
    claim = paper.corroborated()
    with pytest.raises(BadValue, match="'maybe'; a check says stands, refuted"):
        record_check(claim=claim, verdict="maybe", method=METHOD, by=paper.ana)
    with pytest.raises(BadValue, match="method"):
        record_check(claim=claim, verdict="stands", method="  ", by=paper.ana)
    with pytest.raises(BadValue, match="note: log what you tried"):
        record_check(claim=claim, verdict="unverifiable", method=METHOD, note=" ", by=paper.ana)


def test_who_signs_another_verdict_takes_the_first_one_back_and_may_return_to_it(paper: Gazette) -> None:
    claim = paper.confirmed()
    paper.sign(claim, paper.ana, verdict="unverifiable")
    assert status_of(claim) == "corroborated"
    assert paper.sign(claim, paper.ana).status == "confirmed"


def test_editing_the_words_after_the_second_check_voids_both_and_is_on_record(paper: Gazette) -> None:
    from twosource.ledger.reads import history

    claim = paper.confirmed()
    edit_claim_words(claim=claim, text="The quay is cracked in two places.", by=paper.reporter)
    assert claim.status == "corroborated"
    assert standing_checks(claim) == []
    kinds = [entry.kind for entry in history([f"claim:{claim.pk}"])][:2]
    assert kinds == ["StatusChanged", "ClaimWordsEdited"]
    assert history([f"claim:{claim.pk}"])[0].payload == {
        "claim_id": claim.pk,
        "before": "confirmed",
        "after": "corroborated",
    }
    assert claim.wordings.get().text == "The quay is cracked."
    assert paper.sign(claim, paper.ana, paper.bo).status == "confirmed"


def test_who_edited_the_words_may_not_sign_the_second_check_of_them(paper: Gazette) -> None:
    claim = paper.corroborated()
    edit_claim_words(claim=claim, text="The quay is cracked, badly.", by=paper.bo)
    paper.sign(claim, paper.ana)
    with pytest.raises(CheckerIsWriter):
        paper.sign(claim, paper.bo)


def test_the_same_words_again_are_no_edit(paper: Gazette) -> None:
    claim = paper.confirmed()
    edit_claim_words(claim=claim, text="  The quay   is cracked. ", by=paper.reporter)
    assert status_of(claim) == "confirmed"


def test_more_support_voids_nothing(paper: Gazette) -> None:
    claim = paper.confirmed()
    paper.support(claim, paper.witness("Crane driver"))
    assert claim.status == "confirmed"
    assert len(standing_checks(claim)) == 2


def test_a_retraction_of_what_was_seen_voids(paper: Gazette) -> None:
    claim = paper.confirmed()
    paper.support(claim, paper.witness("Crane driver"))
    retract_item(item=claim.evidence.first().item, reason="He was not there.", by=paper.reporter)
    assert status_of(claim) == "corroborated"
    retract_item(item=claim.evidence.all()[1].item, reason="Nor she.", by=paper.reporter)
    assert status_of(claim) == "asserted"


def test_a_control_link_that_joins_the_two_lines_voids(paper: Gazette) -> None:
    claim = paper.confirmed()
    diver, pilot = (row.item.by.get() for row in claim.evidence.all())
    owner = paper.voice("Quay Holdings")
    record_control(actor=diver, controller=owner, by=paper.reporter)
    assert status_of(claim) == "confirmed"
    record_control(actor=pilot, controller=owner, by=paper.reporter)
    assert status_of(claim) == "asserted"


def test_a_common_origin_found_later_voids(paper: Gazette) -> None:
    claim = paper.claim()
    source = paper.witness("Agency")
    first, second = paper.witness("Diver"), paper.witness("Pilot")
    relay = paper.item("The agency’s line", "Daily", via=[second])
    paper.support(claim, first, relay)
    paper.sign(claim, paper.ana, paper.bo)
    assert claim.status == "confirmed"
    link_origin(item=relay, origin=source, by=paper.reporter)
    assert status_of(claim) == "confirmed"  # it leads to another witness as well: still two lines
    retract_item(item=second, reason="A forgery.", by=paper.reporter)
    assert status_of(claim) == "corroborated"


def test_a_disinterested_denial_voids_and_one_by_the_accused_does_not(paper: Gazette) -> None:
    claim = paper.confirmed(accused=[owner := paper.voice("Quay Holdings")])
    paper.deny(claim, paper.item("A letter", owner, basis="participant"))
    assert claim.status == "confirmed"
    paper.deny(claim, paper.witness("Harbour master"))
    assert claim.status == "disputed"
    assert standing_checks(claim) == []


def test_unverifiable_is_signed_by_two_and_lapses_with_new_evidence(paper: Gazette) -> None:
    claim = paper.asserted()
    assert paper.sign(claim, paper.ana, verdict="unverifiable").status == "asserted"
    assert paper.sign(claim, paper.bo, verdict="unverifiable").status == "unverifiable"
    paper.support(claim, paper.item("A rumour", "Daily"))
    assert claim.status == "asserted"


# authenticating and setting aside


def test_a_record_is_conclusive_when_two_people_authenticated_it(paper: Gazette) -> None:
    claim = paper.claim()
    tape = paper.record_of("Harbour Radio", paper.ana)
    paper.support(claim, tape)
    assert claim.status == "asserted"
    twin = paper.hire("ana.again", CHECKER, email="ana+2@paper.example")
    with pytest.raises(Refused, match="second person"):
        authenticate_item(item=tape, method="Listened again.", by=twin)
    assert status_of(claim) == "asserted"
    authenticate_item(item=tape, method="Compared with the log.", by=paper.bo)
    assert status_of(claim) == "corroborated"


def test_only_a_record_can_be_authenticated_and_how_is_said(paper: Gazette) -> None:
    with pytest.raises(Refused, match="recording"):
        authenticate_item(item=paper.witness("Diver"), method="Looked.", by=paper.ana)
    with pytest.raises(BadValue, match="method"):
        authenticate_item(item=paper.record_of("Radio"), method=" ", by=paper.ana)


def test_evidence_is_out_when_two_people_set_it_aside(paper: Gazette) -> None:
    claim = paper.corroborated()
    denial = paper.deny(claim, paper.witness("Rival"))[0]
    assert claim.status == "disputed"
    set_aside(evidence=denial, reason="He looked at another quay.", by=paper.ana)
    assert status_of(claim) == "disputed"
    twin = paper.hire("ana.again", EDITOR, email="Ana@paper.example")
    with pytest.raises(Refused, match="second person"):
        set_aside(evidence=denial, reason="Still another quay.", by=twin)
    with pytest.raises(Refused, match="why"):
        set_aside(evidence=denial, reason=" ", by=paper.bo)
    assert status_of(claim) == "disputed"
    set_aside(evidence=denial, reason="His photo shows another quay.", by=paper.bo)
    assert status_of(claim) == "corroborated"
    assert str(SetAside.objects.first()) == f"{denial.pk} by {paper.ana.human_id}"


def test_evidence_is_attached_once_one_way_and_never_after_a_retraction(paper: Gazette) -> None:
    claim, item = paper.claim(), paper.witness("Diver")
    paper.support(claim, item)
    with pytest.raises(Refused, match="already"):
        paper.deny(claim, item)
    with pytest.raises(BadValue, match="'doubts'; evidence"):
        attach_evidence(claim=claim, item=paper.witness("Pilot"), direction="doubts", by=paper.reporter)
    retract_item(item=item, reason="He was not there.", by=paper.reporter)
    with pytest.raises(Refused, match="retracted"):
        paper.support(paper.claim("Another."), item)
