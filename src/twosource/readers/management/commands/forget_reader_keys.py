"""`twosource manage forget_reader_keys ADDRESS`: for a reader who lost device and recovery codes."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError, CommandParser

from twosource.readers.actions import forget_keys


class Command(BaseCommand):
    help = "Forget a reader's passkeys and second factor; the reader comes in with a code by mail and sets up anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        found = EmailAddress.objects.filter(email=options["address"].strip().lower(), verified=True).first()
        if found is None:
            raise CommandError(
                f"address: {options['address']!r} is no reader's here, or it was never confirmed."
            )
        forget_keys(user=found.user, by=None)
        self.stdout.write(f"{found.email} comes in with a code by mail, and can set up anew.")
