-- information_schema's own tables: what PostgreSQL says of its SQL.

CREATE VIEW {is}sql_features AS SELECT
    feature_id, feature_name, sub_feature_id, sub_feature_name, is_supported,
    NULL::VARCHAR AS is_verified_by, comments
FROM _pg.main.fixed_sql_features;

CREATE VIEW {is}sql_implementation_info AS SELECT
    implementation_info_id, implementation_info_name, integer_value, character_value, comments
FROM _pg.main.fixed_sql_implementation_info;

CREATE VIEW {is}sql_parts AS SELECT
    feature_id, feature_name, 'NO' AS is_supported, NULL::VARCHAR AS is_verified_by, '' AS comments
FROM _pg.main.fixed_sql_parts;

CREATE VIEW {is}sql_sizing AS SELECT
    sizing_id, sizing_name, supported_value, comments
FROM _pg.main.fixed_sql_sizing;
