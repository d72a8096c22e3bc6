-- Every page shows the menus. Runs after site.sql.

CREATE OR REPLACE TRIGGER journal_site AFTER INSERT OR UPDATE OR DELETE ON articles_menulink
    FOR EACH ROW EXECUTE FUNCTION articles_journal_site();
