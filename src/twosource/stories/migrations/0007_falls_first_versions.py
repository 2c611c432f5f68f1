"""Every live story gets the version its readers have before them, so that a later fall is noticed."""

from django.db import migrations
from django.utils import timezone

SILENCE = ("", "open", "no_reply")


def give_live_stories_a_version(apps, schema_editor):
    """What is so now is what readers were told: pages have always shown the present status.

    A rule of the gate that objects today objected to nothing readers saw then; the first look after the upgrade
    opens an obligation for it.
    """
    stories = apps.get_model("stories", "StoryPage").objects.filter(live=True)
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for story in stories.iterator():
        revision = revisions.filter(pk=story.live_revision_id or story.latest_revision_id or 0).first()
        content = revision.content if revision else _content(story)
        version = apps.get_model("stories", "Version").objects.create(
            story=story, revision=revision, content=content, changed_at=story.changed_at,
            at=story.last_published_at or story.first_published_at or timezone.now(),
            notes=list(story.corrections.values_list("note_id", flat=True)),
        )
        if story.retracted_at is None:
            _show(apps, story, version)


def _content(story):
    return {
        "pk": story.pk,
        "title": story.title,
        "slug": story.slug,
        "standfirst": story.standfirst,
        "dateline": story.dateline,
        "body": list(story.body.raw_data),
    }


def _show(apps, story, version):
    carried = apps.get_model("stories", "StoryClaim").objects.filter(story=story)
    modes = {}
    for row in carried.order_by("sort_order", "pk"):
        modes.setdefault(row.claim_id, set()).add(row.mode)
    claims = apps.get_model("verification", "Claim").objects.in_bulk(list(modes))
    requests = apps.get_model("replies", "Request").objects.filter(claim__in=list(modes))
    replies = {}
    for row in requests.exclude(outcome__in=SILENCE):
        replies.setdefault(row.claim_id, {})[str(row.pk)] = row.outcome
    shown = apps.get_model("stories", "Shown")
    shown.objects.bulk_create(
        shown(
            version=version, story=story, claim=claims[claim_id], modes=sorted(ways), at=version.at,
            status=claims[claim_id].status, replies=replies.get(claim_id, {}),
        )
        for claim_id, ways in modes.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0006_falls"),
        ("replies", "0001_initial"),
        ("verification", "0005_falls"),
    ]

    operations = [migrations.RunPython(give_live_stories_a_version, migrations.RunPython.noop)]
