"""The one table: which fact is heard by which handlers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings

if TYPE_CHECKING:
    from twosource.ledger.actions import Handler
    from twosource.ledger.facts import Fact


def _of_stories() -> dict[type[Fact], tuple[Handler, ...]]:
    """Facts about stories, and about what readers see around them."""
    from twosource.edge.handlers import touch_pages as pages
    from twosource.search import handlers as search
    from twosource.shortlinks import events as minted
    from twosource.shortlinks import handlers as shortlinks
    from twosource.stories import events as stories
    from twosource.stories import handlers as heard

    return {
        # The short address stands on the page, and readers have the page before the index knows of it.
        stories.StoryPublished: (
            shortlinks.mint_published,
            pages,
            search.index_published,
            heard.draw_pictures,
            heard.reconcile_published,
        ),
        stories.StoryScheduled: (heard.draw_scheduled,),
        stories.StoryUnpublished: (pages, search.forget_unpublished),
        stories.StoryCorrected: (pages, search.index_corrected),
        stories.StoryMoved: (pages, search.refile_moved),
        stories.GateOverruled: (pages,),
        stories.ObligationOpened: (pages,),
        stories.ObligationClosed: (pages,),
        stories.CarryingChanged: (pages,),
        stories.SurroundingsEdited: (pages, search.index_renamed),
        minted.LinkMinted: (pages,),
    }


def _of_claims() -> dict[type[Fact], tuple[Handler, ...]]:
    """Facts about claims, what they rest on, and who was asked."""
    from twosource.edge.handlers import touch_pages as pages
    from twosource.replies import events as replies
    from twosource.search.handlers import refile_claims_changed as refile
    from twosource.stories.handlers import reconcile_claims as owed
    from twosource.verification import events as claims

    return {
        claims.ClaimOpened: (pages,),
        claims.ClaimWordsEdited: (pages,),
        claims.CarryingWordsEdited: (pages,),
        claims.StatementDescribed: (pages, refile),
        claims.StakeDeclared: (pages,),
        claims.ActorAccused: (pages, owed),
        claims.EvidenceAttached: (pages,),
        claims.EvidenceSetAside: (pages,),
        claims.CheckRecorded: (pages,),
        claims.ClaimWithdrawn: (pages,),
        claims.PremiseRecorded: (pages, owed),
        claims.PremiseEnded: (pages, owed),
        claims.StatusChanged: (pages, owed, refile),
        claims.SupportChanged: (pages, owed),
        claims.OriginLinked: (pages,),
        claims.ItemRetracted: (pages,),
        claims.ItemAuthenticated: (pages,),
        claims.NearCopyDecided: (pages,),
        claims.ControlRecorded: (pages,),
        claims.VoiceRetracted: (pages,),
        replies.CommentRequested: (pages, owed),
        replies.OutcomeLogged: (pages, owed),
        replies.RequestWaived: (pages, owed),
    }


def _of_discussions() -> dict[type[Fact], tuple[Handler, ...]]:
    """Facts about what readers say to each other. New words are counted soon; what is taken back is gone at once."""
    from twosource.discussion import events as talk
    from twosource.edge.handlers import stir_pages as soon
    from twosource.edge.handlers import touch_pages as pages

    return {
        talk.ThreadOpened: (soon,),
        talk.CommentsPosted: (soon,),
        talk.CommentReported: (soon,),  # what many report waits
        talk.CommentSupported: (soon,),
        talk.ThreadRuled: (pages,),
        talk.CommentEdited: (pages,),
        talk.CommentDeleted: (pages,),
        talk.CommentDecided: (pages,),
        talk.StandardsEdited: (pages,),
    }


def _of_readers() -> dict[type[Fact], tuple[Handler, ...]]:
    """Facts about who talks here."""
    from twosource.discussion.departures import reader_left
    from twosource.edge.handlers import touch_pages as pages
    from twosource.readers import events as readers

    return {
        readers.ReaderRenamed: (pages,),
        readers.ReaderLeft: (reader_left, pages),
    }


class Wiring(AppConfig):
    name = "twosource"
    label = "twosource"
    verbose_name = "Twosource"

    def ready(self) -> None:
        from twosource.ledger.actions import connect

        self._open_windows()
        self._open_belongings()
        self._open_parting()
        connect({**_of_stories(), **_of_claims(), **_of_discussions(), **_of_readers()})

    def _open_belongings(self) -> None:
        """What a reader gets who downloads all they wrote, room by room."""
        from twosource.discussion import departures
        from twosource.readers.belongings import open_belongings

        open_belongings(
            {
                "comments": departures.comments_of, "reports": departures.reports_of,
                "supported": departures.supports_of, "followed": departures.followings_of,
            }
        )  # fmt: skip

    def _open_parting(self) -> None:
        """What stays of a reader who leaves."""
        from twosource.discussion.moderation.bans import what_stays_banned
        from twosource.readers.parting import open_parting

        open_parting([what_stays_banned])

    def _open_windows(self) -> None:
        """Which of a window's kinds this newsroom has."""
        self._open_mail()
        self._open_bucket()
        self._open_purgers()

    def _open_bucket(self) -> None:
        from twosource.outside.objects import S3Objects, open_bucket

        section, keys = settings.TWOSOURCE.bucket, settings.OUTWARD_KEYS
        if not section.name:
            return open_bucket(None)
        names = keys["bucket_access_key"], keys["bucket_secret_key"]
        return open_bucket(S3Objects(section.name, section.endpoint, section.region, *names))

    def _open_purgers(self) -> None:
        from twosource.outside.purging import (
            CloudflarePurger,
            FastlyPurger,
            Purger,
            VarnishPurger,
            open_purgers,
        )

        section, keys = settings.TWOSOURCE.purge, settings.OUTWARD_KEYS
        found: list[Purger] = [VarnishPurger(each, keys["varnish_secret"]) for each in section.varnish]
        if section.fastly_service:
            found.append(FastlyPurger(section.fastly_service, keys["fastly_token"], section.fastly_soft))
        if section.cloudflare_zone:
            found.append(CloudflarePurger(section.cloudflare_zone, keys["cloudflare_token"]))
        open_purgers(found)

    def _open_mail(self) -> None:
        from twosource.outside.mail import FileMail, SmtpMail, open_mail

        section, name = settings.TWOSOURCE.mail, settings.TWOSOURCE.newsroom.name
        if section.kind == "file":
            open_mail(
                FileMail(settings.TWOSOURCE_FOLDER / "data" / "mail", settings.DEFAULT_FROM_EMAIL, name)
            )
        else:
            open_mail(
                SmtpMail(
                    section.sender, name, section.host, section.port, section.security,
                    section.username, settings.EMAIL_HOST_PASSWORD,
                )
            )  # fmt: skip
