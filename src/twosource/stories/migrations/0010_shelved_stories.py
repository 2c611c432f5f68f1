"""Every story that readers may see in lists is put on the shelves they page through."""

from collections import Counter, defaultdict

from django.db import migrations
from django.utils import timezone

AT_ONCE = 2_000


def shelve_live_stories(apps, schema_editor):
    stories = apps.get_model("stories", "StoryPage").objects.filter(live=True, first_published_at__isnull=False)
    sections = dict(apps.get_model("wagtailcore", "Page").objects.filter(depth=3).values_list("path", "pk"))
    filed = _filed(apps)
    found, counted = [], Counter()
    rows = stories.values_list("pk", "path", "topic_id", "first_published_at", "expire_at", "retracted_at")
    for pk, path, topic, at, until, retracted in rows.iterator():
        names = {"ending"} if until else set()
        if retracted is None:
            names |= {"paper", f"day:{timezone.localtime(at):%Y-%m-%d}", *filed.get(pk, ())}
            names |= {f"section:{sections[path[:-4]]}"} if path[:-4] in sections else set()
            names |= {f"topic:{topic}"} if topic else set()
        counted.update(names)
        found += [(name, pk, at, until) for name in names]
    _write(apps, found, counted)


def _filed(apps):
    """The shelves of tags and bylines, by story."""
    filed = defaultdict(set)
    tags = apps.get_model("stories", "StoryPage").tags.through.objects
    for story, tag in tags.values_list("storypage_id", "tag_id").iterator():
        filed[story].add(f"tag:{tag}")
    bylines = apps.get_model("stories", "StoryByline").objects
    for story, byline in bylines.values_list("story_id", "byline_id").iterator():
        filed[story].add(f"byline:{byline}")
    return filed


def _write(apps, found, counted):
    shelves = apps.get_model("stories", "Shelf").objects
    model = apps.get_model("stories", "Shelved")
    shelves.bulk_create(shelves.model(name=name, stories=n) for name, n in sorted(counted.items()))
    ids = dict(shelves.values_list("name", "pk"))
    rows = (model(shelf_id=ids[name], story_id=pk, at=at, until=until) for name, pk, at, until in found)
    model.objects.bulk_create(rows, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("stories", "0009_shelves")]
    operations = [migrations.RunPython(shelve_live_stories, migrations.RunPython.noop)]
