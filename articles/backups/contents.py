"""What a database holds, as numbers that can be compared: each table's rows and a hash of them."""

from typing import Any

_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
# A sum does not depend on the order of the rows, in which a restored table may differ.
_CONTENT = 'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t'
_SAME_TEXTS = "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 1"


def of(cursor: Any) -> dict[str, list]:
    """Rows and hash of each table, by its name, in the transaction of this cursor."""
    cursor.execute(_SAME_TEXTS)
    cursor.execute(_TABLES)
    contents = {}
    for (table,) in cursor.fetchall():
        cursor.execute(_CONTENT.format(table))
        contents[table] = list(cursor.fetchone())
    return contents
