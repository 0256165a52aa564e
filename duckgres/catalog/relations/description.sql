-- What is said of objects, and what they are made of, one by one.
CREATE VIEW described AS
    SELECT d.objoid AS _pg_oid, d.objsubid AS _pg_place, d.description AS _pg_text, c.relname AS _pg_catalog
    FROM {pg}pg_description AS d JOIN _pg.main.fixed_pg_class AS c ON c.oid = d.classoid;
CREATE MACRO obj_description
    (object) AS (SELECT min(_pg_d._pg_text) FROM {pg}described AS _pg_d WHERE _pg_d._pg_oid = object AND _pg_d._pg_place = 0),
    (object, catalog) AS (SELECT min(_pg_d._pg_text) FROM {pg}described AS _pg_d
        WHERE _pg_d._pg_oid = object AND _pg_d._pg_place = 0 AND _pg_d._pg_catalog = catalog);
CREATE MACRO col_description(relation, place) AS (SELECT min(_pg_d._pg_text) FROM {pg}described AS _pg_d
    WHERE _pg_d._pg_oid = relation AND _pg_d._pg_catalog = 'pg_class' AND _pg_d._pg_place = place);

CREATE VIEW column_texts AS
    SELECT relid AS _pg_relid, num AS _pg_num, name AS _pg_name, sequence AS _pg_sequence FROM {now}att;
CREATE MACRO pg_get_serial_sequence(relation, column_name) AS (
    SELECT min(_pg.main.quoted_name(_pg.main.path_parts(_pg_a._pg_sequence)[1]) || '.'
               || _pg.main.quoted_name(_pg.main.path_parts(_pg_a._pg_sequence)[2]))
    FROM {pg}column_texts AS _pg_a WHERE _pg_a._pg_relid = {pg}regclass_in(relation) AND _pg_a._pg_name = column_name);

CREATE VIEW sequence_texts AS
    SELECT s.relid AS _pg_oid, d.last_value AS _pg_last, {'start_value': s.start, 'minimum_value': s.min,
        'maximum_value': s.max, 'increment': s.increment, 'cycle_option': s.cycle, 'cache_size': s.cache,
        'data_type': s.typid} AS _pg_parameters
    FROM {now}seq AS s JOIN {now}rel AS r ON r.oid = s.relid
    LEFT JOIN duckdb_sequences() AS d ON d.sequence_oid = abs(r.id)
        AND d.database_name = CASE WHEN r.id < 0 THEN 'temp' ELSE current_database() END;
CREATE MACRO pg_sequence_last_value(sequence) AS
    (SELECT _pg_s._pg_last FROM {pg}sequence_texts AS _pg_s WHERE _pg_s._pg_oid = sequence);
CREATE MACRO pg_sequence_parameters(sequence) AS
    (SELECT _pg_s._pg_parameters FROM {pg}sequence_texts AS _pg_s WHERE _pg_s._pg_oid = sequence);

CREATE MACRO pg_index_column_has_property(index, place, property) AS (
    SELECT CASE lower(property)
        WHEN 'asc' THEN _pg_i._pg_options[place::INTEGER] & 1 = 0 WHEN 'desc' THEN _pg_i._pg_options[place::INTEGER] & 1 = 1
        WHEN 'nulls_first' THEN _pg_i._pg_options[place::INTEGER] & 2 = 2
        WHEN 'nulls_last' THEN _pg_i._pg_options[place::INTEGER] & 2 = 0
        WHEN 'orderable' THEN true WHEN 'distance_orderable' THEN false WHEN 'returnable' THEN true
        WHEN 'search_array' THEN true WHEN 'search_nulls' THEN true END
    FROM {pg}index_texts AS _pg_i WHERE _pg_i._pg_oid = index AND place::INTEGER BETWEEN 1 AND _pg_i._pg_nkeys);
CREATE VIEW files AS SELECT oid AS _pg_oid, nullif(relfilenode, 0) AS _pg_number FROM {pg}pg_class;
CREATE MACRO pg_relation_filenode(relation) AS (SELECT _pg_f._pg_number FROM {pg}files AS _pg_f WHERE _pg_f._pg_oid = relation);

-- What pg_describe_object says; place is 0 but for columns.
CREATE VIEW described_objects AS
    SELECT 1259 AS _pg_class, oid AS _pg_oid, 0 AS _pg_place, concat(
        CASE kind WHEN 'r' THEN 'table ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view '
            WHEN 'S' THEN 'sequence ' WHEN 'i' THEN 'index ' ELSE 'composite type ' END,
        _pg.main.visible_name(schema, name)) AS _pg_text
    FROM {now}rel
    UNION ALL
    SELECT 1259, r.oid, a.num, concat('column ', _pg.main.quoted_name(a.name), ' of ',
        CASE r.kind WHEN 'r' THEN 'table ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' ELSE 'sequence ' END,
        _pg.main.visible_name(r.schema, r.name))
    FROM {now}att AS a JOIN {now}rel AS r ON r.oid = a.relid
    UNION ALL
    SELECT 1247, _pg_oid, 0, 'type ' || _pg_words FROM {pg}shown_types
    UNION ALL
    SELECT 2606, c.oid, 0, concat('constraint ', _pg.main.quoted_name(c.name),
        coalesce(' on table ' || _pg.main.visible_name(r.schema, r.name), ' on type ' || t._pg_words))
    FROM {now}con AS c LEFT JOIN {now}rel AS r ON r.oid = c.relid
    LEFT JOIN {pg}shown_types AS t ON t._pg_oid = c.typid
    UNION ALL
    SELECT 2604, d.oid, 0, concat('default value for column ', _pg.main.quoted_name(a.name), ' of table ',
        _pg.main.visible_name(r.schema, r.name))
    FROM {pg}pg_attrdef AS d JOIN {now}att AS a ON a.relid = d.adrelid AND a.num = d.adnum
    JOIN {now}rel AS r ON r.oid = d.adrelid
    UNION ALL
    SELECT 2615, oid, 0, 'schema ' || _pg.main.quoted_name(name) FROM {now}ns
    UNION ALL
    SELECT 2618, v._pg_rule, 0, 'rule _RETURN on view ' || _pg.main.visible_name(v._pg_schema, v._pg_name)
    FROM {pg}view_texts AS v
    UNION ALL
    SELECT 1255, _pg_oid, 0, concat('function ', _pg.main.visible_name(_pg_schema, _pg_name), '(', _pg_types, ')')
    FROM {pg}proc_texts;
CREATE MACRO pg_describe_object(catalog, object, sub) AS (
    SELECT _pg_d._pg_text FROM {pg}described_objects AS _pg_d
    WHERE _pg_d._pg_class = catalog::BIGINT AND _pg_d._pg_oid = object AND _pg_d._pg_place = sub);
