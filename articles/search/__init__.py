"""Full-text search: an index that follows the journal, the query language, and the results with their facets."""
