-- What PostgreSQL brings with it, and what is the same in every database: recorded rows (data/), and the
-- columns that have one value in all of them.

CREATE VIEW pg_operator AS SELECT
    oid, oprname, 11::UINTEGER AS oprnamespace, 10::UINTEGER AS oprowner, oprkind, oprcanmerge, oprcanhash,
    oprleft, oprright, oprresult, oprcom, oprnegate, oprcode, oprrest, oprjoin
FROM _pg.main.fixed_pg_operator;

CREATE VIEW pg_cast AS SELECT
    oid, castsource, casttarget, castfunc, castcontext, castmethod
FROM _pg.main.fixed_pg_cast;

CREATE VIEW pg_am AS SELECT
    oid, amname, amhandler, amtype
FROM _pg.main.fixed_pg_am;

CREATE VIEW pg_amop AS SELECT
    oid, amopfamily, amoplefttype, amoprighttype, amopstrategy, amoppurpose, amopopr, amopmethod,
    amopsortfamily
FROM _pg.main.fixed_pg_amop;

CREATE VIEW pg_amproc AS SELECT
    oid, amprocfamily, amproclefttype, amprocrighttype, amprocnum, amproc
FROM _pg.main.fixed_pg_amproc;

CREATE VIEW pg_opclass AS SELECT
    oid, opcmethod, opcname, 11::UINTEGER AS opcnamespace, 10::UINTEGER AS opcowner, opcfamily, opcintype,
    opcdefault, opckeytype
FROM _pg.main.fixed_pg_opclass;

CREATE VIEW pg_opfamily AS SELECT
    oid, opfmethod, opfname, 11::UINTEGER AS opfnamespace, 10::UINTEGER AS opfowner
FROM _pg.main.fixed_pg_opfamily;

CREATE VIEW pg_aggregate AS SELECT
    aggfnoid, aggkind, aggnumdirectargs, aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
    aggmtransfn, aggminvtransfn, aggmfinalfn, aggfinalextra, false AS aggmfinalextra, aggfinalmodify,
    aggmfinalmodify, aggsortop, aggtranstype, aggtransspace, aggmtranstype, aggmtransspace, agginitval,
    aggminitval
FROM _pg.main.fixed_pg_aggregate;

CREATE VIEW pg_language AS SELECT
    oid, lanname, 10::UINTEGER AS lanowner, false AS lanispl, lanpltrusted, 0::UINTEGER AS lanplcallfoid,
    0::UINTEGER AS laninline, lanvalidator, NULL::VARCHAR[] AS lanacl
FROM _pg.main.fixed_pg_language;

CREATE VIEW pg_collation AS SELECT
    oid, collname, 11::UINTEGER AS collnamespace, 10::UINTEGER AS collowner, collprovider,
    true AS collisdeterministic, collencoding, collcollate, collctype, colliculocale,
    NULL::VARCHAR AS collversion
FROM _pg.main.fixed_pg_collation;

CREATE VIEW pg_conversion AS SELECT
    oid, conname, 11::UINTEGER AS connamespace, 10::UINTEGER AS conowner, conforencoding, contoencoding,
    conproc, true AS condefault
FROM _pg.main.fixed_pg_conversion;

CREATE VIEW pg_range AS SELECT
    rngtypid, rngsubtype, rngmultitypid, 0::UINTEGER AS rngcollation, rngsubopc, rngcanonical, rngsubdiff
FROM _pg.main.fixed_pg_range;

CREATE VIEW pg_ts_config AS SELECT
    oid, cfgname, 11::UINTEGER AS cfgnamespace, 10::UINTEGER AS cfgowner, 3722::UINTEGER AS cfgparser
FROM _pg.main.fixed_pg_ts_config;

CREATE VIEW pg_ts_config_map AS SELECT
    mapcfg, maptokentype, 1 AS mapseqno, mapdict
FROM _pg.main.fixed_pg_ts_config_map;

CREATE VIEW pg_ts_dict AS SELECT
    oid, dictname, 11::UINTEGER AS dictnamespace, 10::UINTEGER AS dictowner, dicttemplate, dictinitoption
FROM _pg.main.fixed_pg_ts_dict;

CREATE VIEW pg_ts_template AS SELECT
    oid, tmplname, 11::UINTEGER AS tmplnamespace, tmplinit, tmpllexize
FROM _pg.main.fixed_pg_ts_template;

CREATE VIEW pg_timezone_abbrevs AS SELECT
    abbrev, utc_offset, is_dst
FROM _pg.main.fixed_pg_timezone_abbrevs;

CREATE VIEW pg_ts_parser AS SELECT
    3722::UINTEGER AS oid, 'default' AS prsname, 11::UINTEGER AS prsnamespace, 3717::UINTEGER AS prsstart,
    3718::UINTEGER AS prstoken, 3719::UINTEGER AS prsend, 3720::UINTEGER AS prsheadline,
    3721::UINTEGER AS prslextype;

-- psql's \dT+ and pgAdmin ask for the zones that SET TimeZone takes.
CREATE VIEW pg_timezone_names AS
SELECT z.name, CASE WHEN n.utc_offset = z.utc_offset THEN z.abbrev ELSE z.other_abbrev END AS abbrev,
    n.utc_offset, n.utc_offset <> z.utc_offset AS is_dst
FROM pg_timezone_names() AS n JOIN _pg.main.fixed_pg_timezone_names AS z ON z.name = n.name;
