"""Keys found elsewhere than in the database, or once for several statements."""

from typing import Any

from django.db.models import BigIntegerField, Func, TextField, Value


class KeyList(Func):
    """A subquery that gives some keys, from one parameter: databases limit how many a statement may have."""

    output_field = BigIntegerField()

    def __init__(self, keys: list[int]):
        super().__init__(Value(",".join(map(str, keys)), output_field=TextField()))

    def as_sql(self, compiler, connection, *args: Any, **extra: Any) -> Any:
        template = "(SELECT unnest(('{' || %(expressions)s || '}')::bigint[]))"
        return super().as_sql(compiler, connection, template=template)

    def as_sqlite(self, compiler, connection, **extra: Any) -> Any:
        template = "(SELECT value FROM json_each('[' || %(expressions)s || ']'))"
        return super().as_sql(compiler, connection, template=template)
