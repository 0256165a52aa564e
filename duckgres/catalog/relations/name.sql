-- Names and numbers: what the reg* types read and show, and what is visible.
--
-- What a function is called with stands in its text as it is written by the client. So the relations that
-- functions read have columns and aliases that nobody else has: a c.oid of his must not be taken for ours.

CREATE VIEW class_names AS
    SELECT oid AS _pg_oid, name AS _pg_name, schema AS _pg_schema FROM {now}rel
    UNION ALL
    SELECT oid, relname, CASE relnamespace WHEN 11 THEN 'pg_catalog' WHEN 99 THEN 'pg_toast'
        ELSE 'information_schema' END
    FROM _pg.main.fixed_pg_class;
CREATE VIEW schema_names AS SELECT oid AS _pg_oid, name AS _pg_name FROM {now}ns;
CREATE VIEW role_names AS SELECT oid AS _pg_oid, rolname AS _pg_name FROM {pg}pg_roles;
CREATE VIEW proc_names AS
    SELECT oid AS _pg_oid, name AS _pg_name, schema AS _pg_schema FROM {now}proc
    UNION ALL
    SELECT oid, proname, CASE pronamespace WHEN 11 THEN 'pg_catalog' ELSE 'information_schema' END
    FROM _pg.main.fixed_pg_proc;

-- Types with the words that format_type has for them: of an array, those of its element. kind is the
-- number of the one whose modifier is shown.
CREATE VIEW type_names AS
    SELECT t.oid AS _pg_oid, t.typname AS _pg_name,
        CASE t.typnamespace WHEN 11 THEN 'pg_catalog' ELSE 'information_schema' END AS _pg_schema,
        e.oid IS NOT NULL AS _pg_is_array, coalesce(e.oid, t.oid) AS _pg_kind,
        t.typarray AS _pg_array,
        CASE WHEN t.typnamespace = 11 THEN _pg.main.type_words(coalesce(e.typname, t.typname))
             ELSE 'information_schema.' || coalesce(e.typname, t.typname) END AS _pg_words
    FROM _pg.main.fixed_pg_type AS t
    LEFT JOIN _pg.main.fixed_pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
    UNION ALL
    SELECT t.oid, t.name, t.schema, e.oid IS NOT NULL, 0::UINTEGER, t.arrayid,
        _pg.main.visible_name(t.schema, coalesce(e.name, t.name))
    FROM {now}typ AS t LEFT JOIN {now}typ AS e ON e.oid = t.elem AND t.elem <> 0;
CREATE VIEW shown_types AS
    SELECT _pg_oid, _pg_words || CASE WHEN _pg_is_array THEN '[]' ELSE '' END AS _pg_words FROM {pg}type_names;

CREATE MACRO format_type(type, typmod) AS CASE
    WHEN type IS NULL THEN NULL
    WHEN type::BIGINT = 0 THEN '-'
    ELSE coalesce((
        SELECT concat(CASE
            WHEN _pg_t._pg_kind = 1043 THEN CASE WHEN typmod > 4
                THEN concat('character varying(', typmod - 4, ')') ELSE 'character varying' END
            WHEN _pg_t._pg_kind = 1042 THEN CASE WHEN typmod > 4 THEN concat('character(', typmod - 4, ')')
                WHEN typmod IS NULL THEN 'character' ELSE 'bpchar' END
            WHEN _pg_t._pg_kind = 1560 THEN CASE WHEN typmod >= 0 THEN concat('bit(', typmod, ')')
                WHEN typmod IS NULL THEN 'bit' ELSE '"bit"' END
            WHEN _pg_t._pg_kind = 1562 AND typmod >= 0 THEN concat('bit varying(', typmod, ')')
            WHEN _pg_t._pg_kind = 1700 AND typmod >= 4 THEN 'numeric' || _pg.main.numeric_modifier(typmod)
            WHEN _pg_t._pg_kind IN (1083, 1114) AND typmod >= 0
                THEN concat(split(_pg_t._pg_words, ' ')[1], '(', typmod, ') without time zone')
            WHEN _pg_t._pg_kind IN (1184, 1266) AND typmod >= 0
                THEN concat(split(_pg_t._pg_words, ' ')[1], '(', typmod, ') with time zone')
            WHEN _pg_t._pg_kind = 1186 AND typmod >= 0 THEN 'interval' || _pg.main.interval_modifier(typmod)
            ELSE _pg_t._pg_words END, CASE WHEN _pg_t._pg_is_array THEN '[]' END)
        FROM {pg}type_names AS _pg_t WHERE _pg_t._pg_oid = type), '???')
    END;

CREATE MACRO to_regclass(text) AS
    CASE WHEN _pg.main.is_number(text) THEN text::UINTEGER
         WHEN text = '-' THEN 0::UINTEGER
         ELSE (SELECT min_by(_pg_c._pg_oid, coalesce(list_position(current_schemas(true), _pg_c._pg_schema), 0))
               FROM {pg}class_names AS _pg_c
               WHERE _pg_c._pg_name = _pg.main.name_parts(text)[-1]
                 AND CASE WHEN len(_pg.main.name_parts(text)) > 1
                          THEN _pg_c._pg_schema = replace(_pg.main.name_parts(text)[-2], 'pg_temp', 'pg_temp_1')
                          ELSE _pg.main.is_visible(_pg_c._pg_schema) END) END;
CREATE MACRO regclass_in(text) AS CASE WHEN text IS NOT NULL THEN coalesce({pg}to_regclass(text::VARCHAR),
    error(concat('pg_error:42P01:relation "', system.main.array_to_string(_pg.main.name_parts(text::VARCHAR), '.'),
          '" does not exist'))::UINTEGER) END;
CREATE MACRO regclass_out(class) AS CASE WHEN class IS NULL THEN NULL WHEN class::BIGINT = 0 THEN '-' ELSE coalesce(
    (SELECT _pg.main.visible_name(_pg_c._pg_schema, _pg_c._pg_name) FROM {pg}class_names AS _pg_c WHERE _pg_c._pg_oid = class),
    class::VARCHAR) END;

CREATE MACRO to_regtype(text) AS
    CASE WHEN _pg.main.is_number(text) THEN text::UINTEGER
         WHEN text = '-' THEN 0::UINTEGER
         ELSE (SELECT min_by(CASE WHEN ends_with(text, ']') THEN _pg_t._pg_array ELSE _pg_t._pg_oid END,
                             coalesce(list_position(current_schemas(true), _pg_t._pg_schema), 0))
               FROM {pg}type_names AS _pg_t
               WHERE _pg_t._pg_words = _pg.main.type_alias(_pg.main.type_of_text(text)) AND NOT _pg_t._pg_is_array
                  OR _pg_t._pg_name = _pg.main.name_parts(_pg.main.type_of_text(text))[-1]
                     AND lower(_pg.main.type_of_text(text)) <> 'char'
                     AND NOT contains(_pg.main.type_of_text(text), ' ')
                     AND CASE WHEN len(_pg.main.name_parts(_pg.main.type_of_text(text))) > 1
                              THEN _pg_t._pg_schema = _pg.main.name_parts(_pg.main.type_of_text(text))[-2]
                              ELSE _pg.main.is_visible(_pg_t._pg_schema) END) END;
CREATE MACRO regtype_in(text) AS CASE WHEN text IS NOT NULL THEN coalesce({pg}to_regtype(text::VARCHAR),
    error(concat('pg_error:42704:type "', text, '" does not exist'))::UINTEGER) END;
CREATE MACRO regtype_out(type) AS CASE WHEN type IS NULL THEN NULL WHEN type::BIGINT = 0 THEN '-' ELSE coalesce((
    SELECT _pg_t._pg_words FROM {pg}shown_types AS _pg_t WHERE _pg_t._pg_oid = type),
    type::VARCHAR) END;

CREATE MACRO to_regnamespace(text) AS
    CASE WHEN _pg.main.is_number(text) THEN text::UINTEGER WHEN text = '-' THEN 0::UINTEGER
         ELSE (SELECT min(_pg_n._pg_oid) FROM {pg}schema_names AS _pg_n WHERE _pg_n._pg_name = _pg.main.name_parts(text)[1]) END;
CREATE MACRO regnamespace_in(text) AS CASE WHEN text IS NOT NULL THEN coalesce({pg}to_regnamespace(text::VARCHAR),
    error(concat('pg_error:3F000:schema "', text, '" does not exist'))::UINTEGER) END;
CREATE MACRO regnamespace_out(schema) AS
    CASE WHEN schema IS NULL THEN NULL WHEN schema::BIGINT = 0 THEN '-' ELSE coalesce(
        (SELECT _pg.main.quoted_name(_pg_n._pg_name) FROM {pg}schema_names AS _pg_n WHERE _pg_n._pg_oid = schema), schema::VARCHAR) END;

CREATE MACRO to_regrole(text) AS
    CASE WHEN _pg.main.is_number(text) THEN text::UINTEGER WHEN text = '-' THEN 0::UINTEGER
         ELSE (SELECT min(_pg_r._pg_oid) FROM {pg}role_names AS _pg_r WHERE _pg_r._pg_name = _pg.main.name_parts(text)[1]) END;
CREATE MACRO regrole_in(text) AS CASE WHEN text IS NOT NULL THEN coalesce({pg}to_regrole(text::VARCHAR),
    error(concat('pg_error:42704:role "', text, '" does not exist'))::UINTEGER) END;
CREATE MACRO regrole_out(role) AS
    CASE WHEN role IS NULL THEN NULL WHEN role::BIGINT = 0 THEN '-' ELSE coalesce(
        (SELECT _pg.main.quoted_name(_pg_r._pg_name) FROM {pg}role_names AS _pg_r WHERE _pg_r._pg_oid = role), role::VARCHAR) END;
CREATE MACRO pg_get_userbyid(role) AS CASE WHEN role IS NOT NULL THEN coalesce(
    (SELECT _pg_r._pg_name FROM {pg}role_names AS _pg_r WHERE _pg_r._pg_oid = role), concat('unknown (OID=', role, ')')) END;

CREATE MACRO to_regproc(text) AS
    CASE WHEN _pg.main.is_number(text) THEN text::UINTEGER WHEN text = '-' THEN 0::UINTEGER
         ELSE (SELECT CASE WHEN count(*) = 1 THEN min(_pg_p._pg_oid) END FROM {pg}proc_names AS _pg_p
               WHERE _pg_p._pg_name = _pg.main.name_parts(text)[-1]
                 AND CASE WHEN len(_pg.main.name_parts(text)) > 1
                          THEN _pg_p._pg_schema = _pg.main.name_parts(text)[-2]
                          ELSE _pg.main.is_visible(_pg_p._pg_schema) END) END;
CREATE MACRO regproc_in(text) AS CASE WHEN text IS NOT NULL THEN coalesce({pg}to_regproc(text::VARCHAR),
    CASE WHEN EXISTS (FROM {pg}proc_names AS _pg_p WHERE _pg_p._pg_name = _pg.main.name_parts(text::VARCHAR)[-1])
         THEN error(concat('pg_error:42725:more than one function named "', text, '"'))
         ELSE error(concat('pg_error:42883:function "', text, '" does not exist')) END::UINTEGER) END;
CREATE MACRO regproc_out(function) AS
    CASE WHEN function IS NULL THEN NULL WHEN function::BIGINT = 0 THEN '-' ELSE coalesce(
        (SELECT _pg.main.visible_name(_pg_p._pg_schema, _pg_p._pg_name) FROM {pg}proc_names AS _pg_p WHERE _pg_p._pg_oid = function),
        function::VARCHAR) END;
CREATE MACRO regprocedure_out(function) AS
    CASE WHEN function IS NULL THEN NULL WHEN function::BIGINT = 0 THEN '-' ELSE coalesce(
        (SELECT concat(_pg.main.visible_name(_pg_p._pg_schema, _pg_p._pg_name), '(', _pg_p._pg_types, ')')
         FROM {pg}proc_texts AS _pg_p WHERE _pg_p._pg_oid = function),
        function::VARCHAR) END;

CREATE MACRO pg_table_is_visible(class) AS
    (SELECT _pg.main.is_visible(_pg_c._pg_schema) FROM {pg}class_names AS _pg_c WHERE _pg_c._pg_oid = class);
CREATE MACRO pg_type_is_visible(type) AS
    (SELECT _pg.main.is_visible(_pg_t._pg_schema) FROM {pg}type_names AS _pg_t WHERE _pg_t._pg_oid = type);
CREATE MACRO pg_function_is_visible(function) AS
    (SELECT _pg.main.is_visible(_pg_p._pg_schema) FROM {pg}proc_names AS _pg_p WHERE _pg_p._pg_oid = function);
