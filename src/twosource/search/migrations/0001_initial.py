"""The documents, and the index of the database in use."""

import django.db.models.deletion
from django.db import migrations, models

# Terms are made by twosource.search.words: the tokenizer has only to keep them whole, marks included.
SQLITE_MAKE = (
    """CREATE VIRTUAL TABLE search_terms USING fts5(
        headline, filed, body,
        tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix='2 3'
    )""",
    """CREATE TRIGGER search_document_gone AFTER DELETE ON search_document
        BEGIN DELETE FROM search_terms WHERE rowid = old.story_id; END""",
)
SQLITE_UNMAKE = (
    "DROP TRIGGER IF EXISTS search_document_gone",
    "DROP TABLE IF EXISTS search_terms",
)
POSTGRES_MAKE = (
    "ALTER TABLE search_document ADD COLUMN terms tsvector",
    "CREATE INDEX search_document_terms ON search_document USING gin (terms)",
)
POSTGRES_UNMAKE = ("ALTER TABLE search_document DROP COLUMN IF EXISTS terms",)


def make_index(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES_MAKE if is_postgres else SQLITE_MAKE:
        schema_editor.execute(statement)


def unmake_index(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES_UNMAKE if is_postgres else SQLITE_UNMAKE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stories", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="stories.storypage",
                    ),
                ),
                ("headline", models.TextField()),
                ("filed", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("indexed_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(make_index, unmake_index),
    ]
