from django.db import migrations

# The planner takes a row of the index for cheap to read, and doesn't know that its terms lie outside the table: it would
# read all of them rather than the index made for it, forty times slower. A function has planner settings of its own.
KEYS = """
CREATE FUNCTION search_keys(content_types integer[], field text, query tsquery) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off SET jit = off
AS $$
BEGIN
    RETURN QUERY EXECUTE format(
        'SELECT object_id::bigint FROM wagtailsearch_indexentry WHERE %I @@ $1 AND (content_type_id + 0) = ANY ($2)',
        field
    ) USING query, content_types;
END
$$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(KEYS, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_keys")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, remove)]
