-- The front page shows the stories that editors chose, and by sections. Runs after site.sql.

CREATE OR REPLACE TRIGGER journal_part_insert AFTER INSERT ON articles_frontstory
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_update AFTER UPDATE ON articles_frontstory
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_delete AFTER DELETE ON articles_frontstory
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_site AFTER INSERT OR UPDATE OR DELETE ON articles_frontsection
    FOR EACH ROW EXECUTE FUNCTION articles_journal_site();
