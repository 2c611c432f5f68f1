"""`twosource manage forget_second_factor USERNAME`: for somebody who lost device and recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from twosource.people.models import User
from twosource.people.twofactor import forget_second_factor


class Command(BaseCommand):
    help = "Forget an account's second factor; its owner sets up a new one at the next log-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(
                f"username: {options['username']!r} is nobody's here; the desk's user list has them."
            )
        forget_second_factor(user=user, by=None)
        self.stdout.write(f"{user.username} sets up a new second factor at the next log-in.")
