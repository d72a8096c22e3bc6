-- The id of the first picture of a sanitised body that is here, by its name or by that of the picture that it is a smaller
-- copy of; NULL if there is none. Lists show it where an article has no lead image.
CREATE OR REPLACE FUNCTION articles_first_picture(body text) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    start integer := strpos(body, '<img ');  -- much faster than the pattern, and most bodies have none
    path text;
BEGIN
    IF start = 0 THEN
        RETURN NULL;
    END IF;
    path := replace(substring(substr(body, start) FROM '<img [^>]*\msrc="/wp-content/uploads/([^"?#]+)'), '&amp;', '&');
    IF strpos(path, '%') > 0 THEN
        BEGIN
            SELECT convert_from(string_agg(
                CASE WHEN part[1] ~ '^%[[:xdigit:]]{2}$' THEN decode(substr(part[1], 2), 'hex')
                ELSE convert_to(part[1], 'UTF8') END, ''::bytea ORDER BY n), 'UTF8')
            INTO path FROM regexp_matches(path, '%[[:xdigit:]]{2}|.', 'g') WITH ORDINALITY AS parts (part, n);
        EXCEPTION WHEN character_not_in_repertoire THEN
            RETURN NULL;
        END;
    END IF;
    RETURN (
        SELECT id FROM articles_media
        WHERE file <> '' AND file IN (path, regexp_replace(path, '-\d{1,5}x\d{1,5}(?=\.\w+$)', ''))
        ORDER BY width DESC NULLS LAST LIMIT 1
    );
END $$;
