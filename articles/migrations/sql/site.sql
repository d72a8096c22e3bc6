-- Every page shows something of the site's own settings. Runs after journal.sql.
-- FOR EACH ROW: deleting an article deletes links to it, mostly none, which changes no page.

CREATE OR REPLACE FUNCTION articles_journal_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_change (article_id) VALUES (0)
    ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER journal_site AFTER INSERT OR UPDATE OR DELETE ON articles_site
    FOR EACH ROW EXECUTE FUNCTION articles_journal_site();
