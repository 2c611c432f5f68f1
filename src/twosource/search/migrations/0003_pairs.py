"""On PostgreSQL, which words stand side by side: for phrases of common words. Made from the words that are kept."""

from itertools import pairwise
from zlib import crc32

from django.db import migrations

AT_ONCE = 1_000
MAKE = (
    # Another table, and not another column of the old one: every row would have been written twice, with its indexes.
    """CREATE TABLE search_vectors_new (
        story_id bigint NOT NULL,
        every tsvector NOT NULL, top tsvector NOT NULL, pairs smallint[] NOT NULL
    ) WITH (toast_tuple_target = 128)""",
    *(
        f"ALTER TABLE search_vectors_new ALTER COLUMN {column} SET STORAGE EXTERNAL"
        for column in ("every", "top", "pairs")
    ),
    "CREATE TEMPORARY TABLE search_pairs_made (story_id bigint PRIMARY KEY, pairs smallint[] NOT NULL) ON COMMIT DROP",
)
CHANGE_OVER = (
    """INSERT INTO search_vectors_new (story_id, every, top, pairs)
        SELECT story_id, every, top, pairs FROM search_vectors JOIN search_pairs_made USING (story_id)
        ORDER BY story_id""",
    "DROP TABLE search_vectors",
    "ALTER TABLE search_vectors_new RENAME TO search_vectors",
    "ALTER TABLE search_vectors ADD CONSTRAINT search_vectors_pkey PRIMARY KEY (story_id)",
    *(
        f"CREATE INDEX search_vectors_{column} ON search_vectors USING gin ({column})"
        for column in ("every", "top", "pairs")
    ),
    "ANALYZE search_vectors",
)


def make_pairs(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in MAKE:
        schema_editor.execute(statement, None)
    with schema_editor.connection.cursor() as cursor:
        fill(cursor)
    for statement in CHANGE_OVER:
        schema_editor.execute(statement, None)


def fill(cursor):
    """The pairs of every document that has words, in the order of their numbers."""
    last = 0
    while True:
        cursor.execute(
            """SELECT story_id, words FROM search_document
            WHERE story_id > %s AND words IS NOT NULL ORDER BY story_id LIMIT %s""",
            [last, AT_ONCE],
        )
        rows = cursor.fetchall()
        if not rows:
            return
        cursor.executemany(
            "INSERT INTO search_pairs_made (story_id, pairs) VALUES (%s, %s::smallint[])",
            [(story_id, pairs_in(words)) for story_id, words in rows],
        )
        last = rows[-1][0]


def pairs_in(words):
    """As `search.engines` notes them."""
    found = set()
    for place, part in enumerate(words.split("\f")):
        for pair in pairwise(part.split()):
            found.add(number("", pair))
            if place < 2:
                found.add(number("^", pair))
    return sorted(found)


def number(mark, pair):
    return crc32(f"{mark}{' '.join(pair)}".encode()) % 65_536 - 32_768


def unmake_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_vectors DROP COLUMN pairs", None)


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0002_narrowed"),
    ]

    operations = [
        migrations.RunPython(make_pairs, unmake_pairs),
    ]
