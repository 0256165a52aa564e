"""What an ordinary user may try, and must not get: one statement a line, by what it is after.

``{port}`` is that of a listener on loopback which must hear nothing, ``{secret}`` a file whose
content must not be seen, ``{made}`` one that must not come to be, ``{data}`` the server's data
directory, ``{other}`` another user's database file.
"""

FILES = """
select * from read_text('{secret}')
select * from read_blob('{secret}')
select * from read_csv('{secret}')
select * from read_csv_auto('{secret}')
select * from read_json('{secret}')
select * from read_json_auto('{secret}')
select * from read_json_objects('{secret}')
select * from read_ndjson('{secret}')
select * from read_ndjson_objects('{secret}')
select * from read_parquet('{secret}')
select * from parquet_scan('{secret}')
select * from parquet_metadata('{secret}')
select * from parquet_schema('{secret}')
select * from parquet_kv_metadata('{secret}')
select * from parquet_file_metadata('{secret}')
select * from parquet_bloom_probe('{secret}', 'a', 1)
select * from read_duckdb('{other}')
select * from sniff_csv('{secret}')
select * from glob('{data}/*')
select * from '{secret}'
select * from "{secret}"
from '{secret}'
from '{secret}' t
from "{secret}"
table "{secret}"
from read_text('{secret}')
from read_text(['{secret}'])
from READ_TEXT($${secret}$$)
from "read_text"('{secret}')
from main.read_text('{secret}')
from system.main.read_text('{secret}')
from/**/read_text /* a */ ( -- b
 '{secret}')
select * from U&"read\\005ftext"('{secret}')
select * from U&"read!005ftext" uescape '!' ('{secret}')
from read_text\u00a0('{secret}')
explain analyze select * from read_text('{secret}')
explain from read_text('{secret}')
prepare p1 as select * from read_text('{secret}')
prepare p2 as from read_text('{secret}')
declare c1 cursor with hold for select * from read_text('{secret}')
create view v1 as select * from read_text('{secret}')
create or replace view v2 as from read_text('{secret}')
create table t1 as select * from read_text('{secret}')
create table t2 as from read_text('{secret}')
create macro m1() as table select * from read_text('{secret}')
create macro m2(f) as table from read_text(f)
create function f1() returns text language sql as 'select content from read_text(''{secret}'')'
create function f2() returns text language sql as E'select read\\x5ftext(''{secret}'')'
insert into mine select 1 from read_text('{secret}')
update mine set a = 1 from read_text('{secret}')
delete from mine using read_text('{secret}')
with w as (select * from read_text('{secret}')) select * from w
with w as (from read_text('{secret}')) from w
select (select content from read_text('{secret}'))
select exists (select 1 from read_text('{secret}'))
select * from mine, lateral (select * from read_text('{secret}')) x
pivot read_text('{secret}') on filename using count(*)
unpivot read_text('{secret}') on size
summarize select * from read_text('{secret}')
summarize '{secret}'
describe '{secret}'
describe select * from read_text('{secret}')
copy (select * from read_text('{secret}')) to stdout
copy mine from '{secret}'
copy mine from program 'cat {secret}'
copy (select 1) to '{made}'
copy (select 1) to '{made}' (format parquet)
copy (select 1) to program 'touch {made}'
copy mine to '{made}' (format csv, partition_by (a))
copy from database x to y
explain analyze copy (select 1) to '{made}'
export database '{made}'
import database '{data}'
attach '{other}' as stolen
attach '{made}' as made
attach ':memory:' as room
attach if not exists '{other}' (read_only)
attach 'ducklake:{made}' as lake
detach database postgres
use memory
create table mine2 (a text default (select content from read_text('{secret}')))
select pg_read_file('{secret}')
select pg_read_binary_file('{secret}')
select pg_ls_dir('{data}')
select * from pg_stat_file('{secret}')
select lo_import('{secret}')
select lo_export(1, '{made}')
load '{made}'
install json from '{data}'
force install json
""".strip().replace("-- b\n ", "\n ")

NETWORK = """
select * from read_csv('http://127.0.0.1:{port}/x.csv')
select * from 'http://127.0.0.1:{port}/x.csv'
select * from read_parquet('s3://bucket/x?s3_endpoint=127.0.0.1:{port}')
from 'https://127.0.0.1:{port}/x.parquet'
attach 'http://127.0.0.1:{port}/x.db' as x
attach 'host=127.0.0.1 port={port}' as pg (type postgres)
attach 'ducklake:postgres:host=127.0.0.1 port={port}' as lake
select * from postgres_scan('host=127.0.0.1 port={port}', 'public', 't')
select * from postgres_query('host=127.0.0.1 port={port}', 'select 1')
call postgres_execute('host=127.0.0.1 port={port}', 'select 1')
call postgres_attach('host=127.0.0.1 port={port}')
select * from mysql_query('host=127.0.0.1 port={port}', 'select 1')
install httpfs from 'http://127.0.0.1:{port}'
install spatial
install x from community
load httpfs
update extensions
copy (select 1) to 'http://127.0.0.1:{port}/x'
create secret s (type s3, endpoint '127.0.0.1:{port}')
create persistent secret s (type s3)
create or replace temporary secret s (type http)
drop secret s
set custom_extension_repository = 'http://127.0.0.1:{port}'
pragma custom_extension_repository = 'http://127.0.0.1:{port}'
""".strip()

TELLING = """
select * from duckdb_databases()
select * from duckdb_databases
select path from "duckdb_databases"
select * from main.duckdb_databases
select * from system.main.duckdb_databases
select * from pragma_database_list
select * from pragma_database_size()
pragma database_list
pragma database_size
pragma show_databases
show databases
select * from duckdb_settings()
select * from duckdb_secrets()
select * from duckdb_secret_types()
select * from which_secret('s3://x', 's3')
select * from duckdb_extensions()
select * from duckdb_logs()
select * from duckdb_logs
select * from duckdb_logs_parsed('QueryLog')
select * from duckdb_log_contexts()
select * from duckdb_temporary_files()
select * from duckdb_external_file_cache()
select * from duckdb_profiling_settings()
select getenv('HOME')
select 'HOME'.getenv()
select ['HOME'].list_transform(x -> getenv(x))
select [getenv(x) for x in ['HOME']]
select current_setting('temp_directory')
select current_setting('temp_' || 'directory')
select current_setting('secret_directory')
from mine select current_setting('home_directory')
select current_setting('allowed_directories')
show temp_directory
show data_directory
show secret_directory
select * from query('select * from duckdb_databases()')
from query('fr' || 'om duckdb_databases()')
select * from query_table('duckdb_databases')
from query_table(['duckdb_databases'])
select * from json_execute_serialized_sql(json_serialize_sql('select * from duckdb_databases()'))
select json_serialize_plan('select * from duckdb_databases()')
pragma json_execute_serialized_sql('x')
create view v9 as select * from duckdb_databases()
create macro m9() as table from duckdb_settings()
select * from pg_hba_file_rules
select * from pg_shadow
select * from pg_authid
""".strip()

LOOSENING = """
set memory_limit = '1TB'
set max_memory = '1TB'
set threads = 1000
set global threads = 1000
set session threads = 1000
set temp_directory = '/'
set enable_external_access = true
set lock_configuration = false
set allowed_directories = ['/']
set allow_unsigned_extensions = true
set schema = 'a' || 'b'
set local enable_external_access to true
reset lock_configuration
reset global enable_external_access
pragma enable_external_access = true
pragma memory_limit = '1TB'
pragma threads = 1000
pragma enable_logging
pragma enable_profiling
pragma disable_checkpoint_on_shutdown
pragma enable_verification
pragma force_checkpoint
select set_config('enable_external_access', 'true', false)
call enable_logging(storage = 'file', storage_config = {{'path': '{made}'}})
from enable_logging()
select * from disable_logging()
call truncate_duckdb_logs()
call enable_profiling()
select write_log('x')
call force_checkpoint()
call checkpoint()
checkpoint postgres
force checkpoint
set variable x = (select content from read_text('{secret}'))
alter database test set alias to other
alter system set threads = 1000
create database x
drop database test
""".strip()

INNER = """
create or replace macro _pg.main.btrim(a) as 1
create table _pg.main.t (a int)
create view _pg.main.v as select 1
create schema _pg.x
drop schema _pg.main cascade
drop function _pg.main.btrim
drop macro _pg.main.btrim
select _pg.main.btrim('x')
from _pg.main.x
use _pg
select _pg_clock(1)
select "_PG_CLOCK"(1)
select _Pg_Clock(1) from mine
select * from _pg_now.main.x
select * from _pg_rel
create temp table _pg_rel (a int)
drop table if exists _pg_rel
delete from _pg_now.main.rel
create table system.main.x (a int)
create or replace macro system.main.lower(a) as 1
""".strip()

KILLING = """
select * from pandas_scan(null)
select * from "pandas_scan"(null)
from pandas_scan(0)
select * from arrow_scan(0, 0, 0)
select * from arrow_scan_dumb(1::bigint::pointer, 0, 0)
call arrow_scan(1, 2, 3)
select * from seq_scan('mine')
select * from python_map_function(null, null)
select variant_bytes_to_variant('\\x00'::blob)
""".strip()

GIANTS = """
select length(repeat('x', 1000000000))
select len(range(1000000000000))
select list_sum(range(5000000000))
select array_agg(r) from range(10000000000) t(r)
select string_agg(r::text, ',') from range(10000000000) t(r)
select length(lpad('x', 20000000, 'y'))
select count(*) from range(1000000) a, range(1000000) b, range(1000) c
select bitstring('1', 5000000)
""".strip()


def statements(text, **values):
    """Return the statements of a subject, filled."""
    lines = text.format(**values).split("\n")
    found = []
    for line in lines:
        if line.startswith(" "):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found
