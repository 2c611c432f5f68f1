"""What stories are filed under, noted whenever it changes; on PostgreSQL, narrow rows for the vectors.

What was indexed before is found again once `twosource reindex` has run, which `twosource upgrade` does.
"""

import django.db.models.deletion
from django.db import migrations, models

EVENTS = (("came", "INSERT", "new"), ("changed", "UPDATE", "new"), ("went", "DELETE", "old"))
SQLITE_MAKE = tuple(
    f"""CREATE TRIGGER search_filing_{name} AFTER {event} ON search_filing
        BEGIN INSERT INTO search_change (token, story_id) VALUES (random(), {row}.story_id); END"""
    for name, event, row in EVENTS
)
SQLITE_UNMAKE = tuple(f"DROP TRIGGER IF EXISTS search_filing_{name}" for name, _event, _row in EVENTS)

# One transaction at a time notes changes, so that their numbers come in the order of the commits.
POSTGRES_MAKE = (
    """CREATE FUNCTION search_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('search_change'));
        INSERT INTO search_change (token, story_id) VALUES (
            (random() * 9e18)::bigint, CASE WHEN TG_OP = 'DELETE' THEN old.story_id ELSE new.story_id END
        );
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER search_filing_changed AFTER INSERT OR UPDATE OR DELETE ON search_filing
        FOR EACH ROW EXECUTE FUNCTION search_note_change()""",
    "ALTER TABLE search_document DROP COLUMN terms",
    "ALTER TABLE search_document ADD COLUMN words text",
    """CREATE TABLE search_vectors (
        story_id bigint PRIMARY KEY,
        every tsvector NOT NULL, top tsvector NOT NULL
    ) WITH (toast_tuple_target = 128)""",
    # No foreign key: Django empties the tables it knows of, and PostgreSQL would refuse it for one it does not.
    """CREATE FUNCTION search_drop_vectors() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM search_vectors WHERE story_id = old.story_id;
        ELSE
            TRUNCATE search_vectors;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER search_document_went AFTER DELETE ON search_document
        FOR EACH ROW EXECUTE FUNCTION search_drop_vectors()""",
    """CREATE TRIGGER search_document_emptied AFTER TRUNCATE ON search_document
        FOR EACH STATEMENT EXECUTE FUNCTION search_drop_vectors()""",
    "ALTER TABLE search_vectors ALTER COLUMN every SET STORAGE EXTERNAL",
    "ALTER TABLE search_vectors ALTER COLUMN top SET STORAGE EXTERNAL",
    "CREATE INDEX search_vectors_every ON search_vectors USING gin (every)",
    "CREATE INDEX search_vectors_top ON search_vectors USING gin (top)",
)
POSTGRES_UNMAKE = (
    "DROP TRIGGER IF EXISTS search_document_went ON search_document",
    "DROP TRIGGER IF EXISTS search_document_emptied ON search_document",
    "DROP FUNCTION IF EXISTS search_drop_vectors",
    "DROP TABLE IF EXISTS search_vectors",
    "ALTER TABLE search_document DROP COLUMN IF EXISTS words",
    "ALTER TABLE search_document ADD COLUMN terms tsvector",
    "CREATE INDEX search_document_terms ON search_document USING gin (terms)",
    "DROP TRIGGER IF EXISTS search_filing_changed ON search_filing",
    "DROP FUNCTION IF EXISTS search_note_change",
)


def make_index(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES_MAKE if is_postgres else SQLITE_MAKE:
        schema_editor.execute(statement, None)


def unmake_index(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES_UNMAKE if is_postgres else SQLITE_UNMAKE:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
        ('stories', '0007_falls_first_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('token', models.BigIntegerField()),
                ('story_id', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('story', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='stories.storypage')),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('marks', models.TextField(blank=True)),
                ('made_as', models.CharField(db_index=True, max_length=40)),
            ],
        ),
        migrations.RunPython(make_index, unmake_index),
    ]
