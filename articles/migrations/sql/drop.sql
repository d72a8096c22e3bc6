-- Undoes all other files here. CASCADE drops the triggers with their functions.
DROP FUNCTION
    articles_journal_article(), articles_journal_part(), articles_journal_comment(), articles_journal_tag(), articles_journal_author(),
    articles_journal_category(), articles_journal_media(), articles_link_listed_from(), articles_article_listed_from(),
    articles_count_days(), articles_list_links(), articles_list_moved_categories(),
    articles_list_in_categories(bigint[])
    CASCADE;
ALTER TABLE articles_comment DROP CONSTRAINT comment_parent_same_article, DROP CONSTRAINT comment_same_article_key;
DROP TABLE articles_change;
