create table t(a integer primary key, b integer not null, c varchar, d date, n decimal(5,2), s smallint, l bigint, check (b > 0))
create table u(id integer primary key, t_a integer references t(a))
create table w(x integer, y text)
create view v as select * from w
create sequence q
create type mood as enum ('sad','ok')
create table sm(k mood)
insert into t values (1, 1, 'one', '2024-01-01', 1.5, 1, 1)
insert into u values (1,1)
insert into w values (1,'a'),(2,'b')
