"""When a discussion closes by itself: after the days of its topic, or of the newsroom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings

from twosource.ledger.written import Question, numbers

from .models import TopicPolicy

_OF_TOPICS = Question(
    lambda: TopicPolicy.objects.filter(topic__in=numbers("topics")).values_list(
        "topic_id", "closes_after_days"
    )
)


class Days:
    """After how many days threads close, for stories of these topics; one query at most."""

    def __init__(self, topics: Collection[int] = ()) -> None:
        own = _OF_TOPICS.rows(topics=topics) if topics else ()
        self._own = {topic: days for topic, days in own if days is not None}

    def after(self, moment: datetime | None, topic: int | None = None) -> datetime | None:
        """When what begins at this moment closes; None for never."""
        usual = settings.TWOSOURCE.discussion.closes_after_days
        days = usual if topic is None else self._own.get(topic, usual)
        return moment + timedelta(days=days) if moment is not None and days else None
