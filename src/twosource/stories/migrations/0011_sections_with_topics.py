"""What a section and a topic have in common gets a shelf of its own; and stories are found by when they changed."""

from collections import defaultdict

from django.db import migrations, models

AT_ONCE = 2_000


def shelve_both(apps, schema_editor):
    """By what stands on the shelves of sections and of topics: those are right already."""
    shelves, rows = apps.get_model("stories", "Shelf").objects, apps.get_model("stories", "Shelved").objects
    topics = {}
    for story, name in _standing(rows, "topic:").iterator():
        topics[story] = name.partition(":")[2]
    found = defaultdict(list)
    ends = {}
    for story, name, at, until in _standing(rows, "section:", "at", "until").iterator():
        if story in topics:
            found[f"both:{name.partition(':')[2]}:{topics[story]}"].append((story, at))
            ends |= {story: until} if until else {}
    shelves.bulk_create(shelves.model(name=name, stories=len(on)) for name, on in sorted(found.items()))
    ids = dict(shelves.filter(name__startswith="both:").values_list("name", "pk"))
    new = (
        rows.model(shelf_id=ids[name], story_id=story, at=at, until=ends.get(story))
        for name, on in found.items()
        for story, at in on
    )
    rows.bulk_create(new, batch_size=AT_ONCE)


def _standing(rows, kind, *more):
    return rows.filter(shelf__name__startswith=kind).order_by().values_list("story_id", "shelf__name", *more)


def take_down(apps, schema_editor):
    shelves = apps.get_model("stories", "Shelf").objects.filter(name__startswith="both:")
    apps.get_model("stories", "Shelved").objects.filter(shelf__in=shelves).delete()
    shelves.delete()


class Migration(migrations.Migration):
    dependencies = [("stories", "0010_shelved_stories")]
    operations = [
        migrations.AddIndex(
            model_name="storypage",
            index=models.Index(fields=["changed_at"], name="story_changed"),
        ),
        migrations.RunPython(shelve_both, take_down),
    ]
