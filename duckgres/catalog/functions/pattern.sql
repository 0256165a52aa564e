-- Patterns. What is a constant was translated by the rules; `pattern` is always RE2's here.

-- A pattern that matches LIKE ANY / ALL, `~` ANY / ALL: the answer is unknown when one is.
CREATE MACRO any_true(answers) AS
    CASE WHEN answers IS NULL THEN NULL
         WHEN list_contains(answers, true) THEN true
         WHEN len(list_filter(answers, lambda answer: answer IS NULL)) > 0 THEN NULL
         ELSE false
    END;
CREATE MACRO all_true(answers) AS
    CASE WHEN answers IS NULL THEN NULL
         WHEN list_contains(answers, false) THEN false
         WHEN len(list_filter(answers, lambda answer: answer IS NULL)) > 0 THEN NULL
         ELSE true
    END;
CREATE MACRO like_each(string, patterns) AS
    list_transform(patterns, lambda pattern: like_escape(string, pattern, '\'));
CREATE MACRO ilike_each(string, patterns) AS
    list_transform(patterns, lambda pattern: ilike_escape(string, pattern, '\'));
CREATE MACRO not_like_each(string, patterns) AS
    list_transform(patterns, lambda pattern: NOT like_escape(string, pattern, '\'));
CREATE MACRO not_ilike_each(string, patterns) AS
    list_transform(patterns, lambda pattern: NOT ilike_escape(string, pattern, '\'));
CREATE MACRO match_each(string, patterns, flags) AS
    list_transform(patterns, lambda pattern: regexp_matches(string, _pg_matching(pattern, flags)));
CREATE MACRO not_match_each(string, patterns, flags) AS
    list_transform(patterns, lambda pattern: NOT regexp_matches(string, _pg_matching(pattern, flags)));

CREATE MACRO found(string, pattern) AS
    CASE WHEN regexp_matches(string, pattern) THEN regexp_extract(string, pattern) END;

CREATE MACRO found_group(string, pattern, number) AS
    CASE WHEN regexp_matches(string, pattern) THEN regexp_extract(string, pattern, number) END;

CREATE MACRO found_place(string, pattern) AS
    CASE WHEN regexp_matches(string, pattern)
         THEN main.length(regexp_extract(string, '\A((?s:.)*?)(?:' || pattern || ')', 1)) + 1
         ELSE 0
    END;

-- An array of one-element arrays, and of arrays of groups: what regexp_matches makes rows of.
CREATE MACRO each_found(string, pattern) AS
    list_transform(regexp_extract_all(string, pattern), lambda part: [part]);
CREATE MACRO each_alone(parts) AS list_transform(parts, lambda part: [part]);
CREATE MACRO each_together
    (a, b) AS list_transform(list_zip(a, b), lambda row: [row[1], row[2]]),
    (a, b, c) AS list_transform(list_zip(a, b, c), lambda row: [row[1], row[2], row[3]]),
    (a, b, c, d) AS list_transform(list_zip(a, b, c, d), lambda row: [row[1], row[2], row[3], row[4]]);
