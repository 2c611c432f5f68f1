"""The one table: which fact is heard by which handlers."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class Wiring(AppConfig):
    name = "twosource"
    label = "twosource"
    verbose_name = "Twosource"

    def ready(self) -> None:
        self._open_windows()
        from twosource.ledger.actions import connect
        from twosource.replies import events as replies
        from twosource.search import handlers as search
        from twosource.shortlinks import handlers as shortlinks
        from twosource.stories import events as stories
        from twosource.stories import handlers as heard
        from twosource.verification import events as claims

        connect(
            {
                stories.StoryPublished: (
                    shortlinks.mint_published,
                    search.index_published,
                    heard.draw_pictures,
                    heard.reconcile_published,
                ),
                stories.StoryScheduled: (heard.draw_scheduled,),
                stories.StoryUnpublished: (search.forget_unpublished,),
                stories.StoryCorrected: (search.index_corrected,),
                claims.StatusChanged: (heard.reconcile_claims, search.refile_claims_changed),
                claims.StatementDescribed: (search.refile_claims_changed,),
                claims.SupportChanged: (heard.reconcile_claims,),
                claims.ActorAccused: (heard.reconcile_claims,),
                claims.PremiseRecorded: (heard.reconcile_claims,),
                claims.PremiseEnded: (heard.reconcile_claims,),
                replies.CommentRequested: (heard.reconcile_claims,),
                replies.OutcomeLogged: (heard.reconcile_claims,),
                replies.RequestWaived: (heard.reconcile_claims,),
            }
        )

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
