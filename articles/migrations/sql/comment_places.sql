-- On which page readers see each comment (articles_commentplace), and how many an article has (articles_commentcount).

-- The planner expects far more rows of a recursion than there are, and would read the whole table for each level; so
-- these two functions may only use indexes.

-- Approved comments, and those that are shown as removed, since approved replies are below them. `is_reply`: whether it
-- answers a comment. UNION drops repetitions, and so ends cycles.
CREATE OR REPLACE FUNCTION articles_comments_shown(articles bigint[])
    RETURNS TABLE (id bigint, article_id bigint, posted timestamptz, kind varchar, is_reply boolean)
    LANGUAGE sql STABLE SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    WITH RECURSIVE shown AS (
        SELECT id, parent_id, article_id, posted, kind FROM articles_comment
        WHERE article_id = ANY (articles) AND status = 'approved'
        UNION
        SELECT p.id, p.parent_id, p.article_id, p.posted, p.kind
        FROM shown s JOIN articles_comment p ON p.id = s.parent_id
        WHERE s.kind = 'comment' AND p.kind = 'comment'
    )
    SELECT s.id, s.article_id, s.posted, s.kind, coalesce(p.kind = 'comment', false)
    FROM shown s LEFT JOIN articles_comment p ON p.id = s.parent_id
$$;

-- All comments of the threads that begin with these, each with the comment at its top and when that was posted.
CREATE OR REPLACE FUNCTION articles_comments_below(tops bigint[])
    RETURNS TABLE (id bigint, top bigint, began timestamptz)
    LANGUAGE sql STABLE SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    WITH RECURSIVE below AS (
        SELECT id, id AS top, posted AS began FROM articles_comment WHERE id = ANY (tops)
        UNION
        SELECT c.id, b.top, b.began FROM below b JOIN articles_comment c ON c.parent_id = b.id
        WHERE c.kind = 'comment'
    )
    SELECT * FROM below
$$;

-- Computes both tables for these articles as a whole, so that there is nothing to drift, and writes what differs.
--
-- A thread stays whole up to `longest_part` comments; a longer one is cut into parts of so many. In each order, the
-- number of comments before a part chooses its page: with fewer than `page_size` it begins on the first, with fewer
-- than twice as many on the next, and so on; pages on which no part begins have no number. So a page has at most
-- page_size - 1 + longest_part comments. Pingbacks and trackbacks have no threads: page_size on each page.
CREATE OR REPLACE FUNCTION articles_place_comments(articles bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_nestloop = off AS $$  -- It expects few threads, and would compare each with each.
DECLARE
    page_size CONSTANT int := 50;
    longest_part CONSTANT int := 100;
BEGIN
    -- One writer at a time for each article, in order; what others committed meanwhile is seen by the next statement.
    PERFORM FROM articles_article WHERE id = ANY (articles) ORDER BY id FOR NO KEY UPDATE;

    WITH shown AS MATERIALIZED (
        SELECT *, count(*) OVER (PARTITION BY article_id) > page_size AS is_long FROM articles_comments_shown(articles)
    ),
    below AS (
        SELECT * FROM articles_comments_below((
            SELECT array_agg(id) FROM shown WHERE is_long AND kind = 'comment' AND NOT is_reply
        ))
    ),
    tops AS (  -- A comment of a cycle has no top, and is its own.
        SELECT id, article_id, s.posted, coalesce(b.top, id) AS top, coalesce(b.began, s.posted) AS began
        FROM shown s LEFT JOIN below b USING (id) WHERE is_long AND s.kind = 'comment'
    ),
    threads AS MATERIALIZED (
        SELECT id, article_id, top, began, count(*) OVER (PARTITION BY top) AS size,
            (row_number() OVER (PARTITION BY top ORDER BY posted, id) - 1) / longest_part AS part
        FROM tops
    ),
    parts AS (
        SELECT article_id, top, part, size, began, count(*) AS comments
        FROM threads GROUP BY article_id, top, part, size, began
    ),
    begins AS (  -- From 0, and with gaps for the pages on which no part begins.
        SELECT *,
            (sum(comments) OVER (PARTITION BY article_id ORDER BY began, top, part) - comments)::int
                / page_size AS oldest,
            (sum(comments) OVER (PARTITION BY article_id ORDER BY began DESC, top DESC, part) - comments)::int
                / page_size AS newest,
            (sum(comments) OVER (PARTITION BY article_id ORDER BY size DESC, began, top, part) - comments)::int
                / page_size AS liveliest
        FROM parts
    ),
    pages AS (
        SELECT article_id, top, part,
            dense_rank() OVER (PARTITION BY article_id ORDER BY oldest) AS oldest,
            dense_rank() OVER (PARTITION BY article_id ORDER BY newest) AS newest,
            dense_rank() OVER (PARTITION BY article_id ORDER BY liveliest) AS liveliest
        FROM begins
    ),
    places AS MATERIALIZED (
        SELECT t.id, t.article_id, p.oldest, p.newest, p.liveliest
        FROM threads t JOIN pages p USING (article_id, top, part)
        UNION ALL
        SELECT id, article_id, page, page, page FROM (
            SELECT id, article_id,
                (row_number() OVER (PARTITION BY article_id ORDER BY posted, id) - 1) / page_size + 1 AS page
            FROM shown WHERE is_long AND kind <> 'comment'
        ) pings
        UNION ALL
        SELECT id, article_id, 1, 1, 1 FROM shown WHERE NOT is_long  -- Most articles: all on one page in every order.
    ),
    gone AS (
        DELETE FROM articles_commentplace old WHERE old.article_id = ANY (articles)
        AND NOT EXISTS (SELECT FROM places WHERE places.id = old.comment_id)
    )
    INSERT INTO articles_commentplace AS old (comment_id, article_id, oldest, newest, liveliest)
    SELECT * FROM places
    ON CONFLICT (comment_id) DO UPDATE
    SET article_id = EXCLUDED.article_id, oldest = EXCLUDED.oldest, newest = EXCLUDED.newest,
        liveliest = EXCLUDED.liveliest
    WHERE (old.article_id, old.oldest, old.newest, old.liveliest)
        <> (EXCLUDED.article_id, EXCLUDED.oldest, EXCLUDED.newest, EXCLUDED.liveliest);

    INSERT INTO articles_commentcount AS old (article_id, comments)
    SELECT article, (
        SELECT count(*) FROM articles_comment
        WHERE article_id = article AND status = 'approved' AND kind = 'comment'
    ) FROM unnest(articles) AS article
    ON CONFLICT (article_id) DO UPDATE SET comments = EXCLUDED.comments WHERE old.comments <> EXCLUDED.comments;
    DELETE FROM articles_commentcount WHERE article_id = ANY (articles) AND comments = 0;
END $$;

-- Held comments and spam change no page, so a flood of them costs nothing here.
CREATE OR REPLACE FUNCTION articles_comments_placed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT article_id) INTO changed FROM new_rows WHERE status = 'approved';
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT article_id) INTO changed FROM old_rows WHERE status = 'approved';
    ELSE
        SELECT array_agg(DISTINCT article_id) INTO changed FROM (
            SELECT unnest(ARRAY[o.article_id, n.article_id]) AS article_id FROM old_rows o JOIN new_rows n USING (id)
            WHERE (o.article_id, o.status, o.kind, o.parent_id, o.posted)
                IS DISTINCT FROM (n.article_id, n.status, n.kind, n.parent_id, n.posted)
            AND ('approved' IN (o.status, n.status) OR EXISTS (SELECT FROM articles_commentplace WHERE comment_id = id))
        ) AS of_either;
    END IF;
    IF changed IS NOT NULL THEN
        PERFORM articles_place_comments(changed);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER place_insert AFTER INSERT ON articles_comment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_comments_placed();
CREATE OR REPLACE TRIGGER place_update AFTER UPDATE ON articles_comment
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT
    EXECUTE FUNCTION articles_comments_placed();
CREATE OR REPLACE TRIGGER place_delete AFTER DELETE ON articles_comment
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_comments_placed();
