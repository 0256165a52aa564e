-- information_schema: what no database of ours has a row of.

CREATE VIEW {is}check_constraint_routine_usage AS SELECT
    NULL::VARCHAR AS constraint_catalog, NULL::VARCHAR AS constraint_schema,
    NULL::VARCHAR AS constraint_name, NULL::VARCHAR AS specific_catalog, NULL::VARCHAR AS specific_schema,
    NULL::VARCHAR AS specific_name
WHERE false;

CREATE VIEW {is}routine_column_usage AS SELECT
    NULL::VARCHAR AS specific_catalog, NULL::VARCHAR AS specific_schema, NULL::VARCHAR AS specific_name,
    NULL::VARCHAR AS routine_catalog, NULL::VARCHAR AS routine_schema, NULL::VARCHAR AS routine_name,
    NULL::VARCHAR AS table_catalog, NULL::VARCHAR AS table_schema, NULL::VARCHAR AS table_name,
    NULL::VARCHAR AS column_name
WHERE false;

CREATE VIEW {is}routine_routine_usage AS SELECT
    NULL::VARCHAR AS specific_catalog, NULL::VARCHAR AS specific_schema, NULL::VARCHAR AS specific_name,
    NULL::VARCHAR AS routine_catalog, NULL::VARCHAR AS routine_schema, NULL::VARCHAR AS routine_name
WHERE false;

CREATE VIEW {is}routine_sequence_usage AS SELECT
    NULL::VARCHAR AS specific_catalog, NULL::VARCHAR AS specific_schema, NULL::VARCHAR AS specific_name,
    NULL::VARCHAR AS routine_catalog, NULL::VARCHAR AS routine_schema, NULL::VARCHAR AS routine_name,
    NULL::VARCHAR AS sequence_catalog, NULL::VARCHAR AS sequence_schema, NULL::VARCHAR AS sequence_name
WHERE false;

CREATE VIEW {is}routine_table_usage AS SELECT
    NULL::VARCHAR AS specific_catalog, NULL::VARCHAR AS specific_schema, NULL::VARCHAR AS specific_name,
    NULL::VARCHAR AS routine_catalog, NULL::VARCHAR AS routine_schema, NULL::VARCHAR AS routine_name,
    NULL::VARCHAR AS table_catalog, NULL::VARCHAR AS table_schema, NULL::VARCHAR AS table_name
WHERE false;

CREATE VIEW {is}transforms AS SELECT
    NULL::VARCHAR AS udt_catalog, NULL::VARCHAR AS udt_schema, NULL::VARCHAR AS udt_name,
    NULL::VARCHAR AS specific_catalog, NULL::VARCHAR AS specific_schema, NULL::VARCHAR AS specific_name,
    NULL::VARCHAR AS group_name, NULL::VARCHAR AS transform_type
WHERE false;

CREATE VIEW {is}triggered_update_columns AS SELECT
    NULL::VARCHAR AS trigger_catalog, NULL::VARCHAR AS trigger_schema, NULL::VARCHAR AS trigger_name,
    NULL::VARCHAR AS event_object_catalog, NULL::VARCHAR AS event_object_schema,
    NULL::VARCHAR AS event_object_table, NULL::VARCHAR AS event_object_column
WHERE false;

CREATE VIEW {is}triggers AS SELECT
    NULL::VARCHAR AS trigger_catalog, NULL::VARCHAR AS trigger_schema, NULL::VARCHAR AS trigger_name,
    NULL::VARCHAR AS event_manipulation, NULL::VARCHAR AS event_object_catalog,
    NULL::VARCHAR AS event_object_schema, NULL::VARCHAR AS event_object_table,
    NULL::INTEGER AS action_order, NULL::VARCHAR AS action_condition, NULL::VARCHAR AS action_statement,
    NULL::VARCHAR AS action_orientation, NULL::VARCHAR AS action_timing,
    NULL::VARCHAR AS action_reference_old_table, NULL::VARCHAR AS action_reference_new_table,
    NULL::VARCHAR AS action_reference_old_row, NULL::VARCHAR AS action_reference_new_row,
    NULL::TIMESTAMPTZ AS created
WHERE false;

CREATE VIEW {is}_pg_foreign_table_columns AS SELECT
    NULL::VARCHAR AS nspname, NULL::VARCHAR AS relname, NULL::VARCHAR AS attname,
    NULL::VARCHAR[] AS attfdwoptions
WHERE false;

CREATE VIEW {is}column_options AS SELECT
    NULL::VARCHAR AS table_catalog, NULL::VARCHAR AS table_schema, NULL::VARCHAR AS table_name,
    NULL::VARCHAR AS column_name, NULL::VARCHAR AS option_name, NULL::VARCHAR AS option_value
WHERE false;

CREATE VIEW {is}_pg_foreign_data_wrappers AS SELECT
    NULL::UINTEGER AS oid, NULL::UINTEGER AS fdwowner, NULL::VARCHAR[] AS fdwoptions,
    NULL::VARCHAR AS foreign_data_wrapper_catalog, NULL::VARCHAR AS foreign_data_wrapper_name,
    NULL::VARCHAR AS authorization_identifier, NULL::VARCHAR AS foreign_data_wrapper_language
WHERE false;

CREATE VIEW {is}foreign_data_wrapper_options AS SELECT
    NULL::VARCHAR AS foreign_data_wrapper_catalog, NULL::VARCHAR AS foreign_data_wrapper_name,
    NULL::VARCHAR AS option_name, NULL::VARCHAR AS option_value
WHERE false;

CREATE VIEW {is}foreign_data_wrappers AS SELECT
    NULL::VARCHAR AS foreign_data_wrapper_catalog, NULL::VARCHAR AS foreign_data_wrapper_name,
    NULL::VARCHAR AS authorization_identifier, NULL::VARCHAR AS library_name,
    NULL::VARCHAR AS foreign_data_wrapper_language
WHERE false;

CREATE VIEW {is}_pg_foreign_servers AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR[] AS srvoptions, NULL::VARCHAR AS foreign_server_catalog,
    NULL::VARCHAR AS foreign_server_name, NULL::VARCHAR AS foreign_data_wrapper_catalog,
    NULL::VARCHAR AS foreign_data_wrapper_name, NULL::VARCHAR AS foreign_server_type,
    NULL::VARCHAR AS foreign_server_version, NULL::VARCHAR AS authorization_identifier
WHERE false;

CREATE VIEW {is}foreign_server_options AS SELECT
    NULL::VARCHAR AS foreign_server_catalog, NULL::VARCHAR AS foreign_server_name,
    NULL::VARCHAR AS option_name, NULL::VARCHAR AS option_value
WHERE false;

CREATE VIEW {is}foreign_servers AS SELECT
    NULL::VARCHAR AS foreign_server_catalog, NULL::VARCHAR AS foreign_server_name,
    NULL::VARCHAR AS foreign_data_wrapper_catalog, NULL::VARCHAR AS foreign_data_wrapper_name,
    NULL::VARCHAR AS foreign_server_type, NULL::VARCHAR AS foreign_server_version,
    NULL::VARCHAR AS authorization_identifier
WHERE false;

CREATE VIEW {is}_pg_foreign_tables AS SELECT
    NULL::VARCHAR AS foreign_table_catalog, NULL::VARCHAR AS foreign_table_schema,
    NULL::VARCHAR AS foreign_table_name, NULL::VARCHAR[] AS ftoptions,
    NULL::VARCHAR AS foreign_server_catalog, NULL::VARCHAR AS foreign_server_name,
    NULL::VARCHAR AS authorization_identifier
WHERE false;

CREATE VIEW {is}foreign_table_options AS SELECT
    NULL::VARCHAR AS foreign_table_catalog, NULL::VARCHAR AS foreign_table_schema,
    NULL::VARCHAR AS foreign_table_name, NULL::VARCHAR AS option_name, NULL::VARCHAR AS option_value
WHERE false;

CREATE VIEW {is}foreign_tables AS SELECT
    NULL::VARCHAR AS foreign_table_catalog, NULL::VARCHAR AS foreign_table_schema,
    NULL::VARCHAR AS foreign_table_name, NULL::VARCHAR AS foreign_server_catalog,
    NULL::VARCHAR AS foreign_server_name
WHERE false;

CREATE VIEW {is}_pg_user_mappings AS SELECT
    NULL::UINTEGER AS oid, NULL::VARCHAR[] AS umoptions, NULL::UINTEGER AS umuser,
    NULL::VARCHAR AS authorization_identifier, NULL::VARCHAR AS foreign_server_catalog,
    NULL::VARCHAR AS foreign_server_name, NULL::VARCHAR AS srvowner
WHERE false;

CREATE VIEW {is}user_mapping_options AS SELECT
    NULL::VARCHAR AS authorization_identifier, NULL::VARCHAR AS foreign_server_catalog,
    NULL::VARCHAR AS foreign_server_name, NULL::VARCHAR AS option_name, NULL::VARCHAR AS option_value
WHERE false;

CREATE VIEW {is}user_mappings AS SELECT
    NULL::VARCHAR AS authorization_identifier, NULL::VARCHAR AS foreign_server_catalog,
    NULL::VARCHAR AS foreign_server_name
WHERE false;
