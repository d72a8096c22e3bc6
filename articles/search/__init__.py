"""Finding articles, in an index that follows the journal."""
