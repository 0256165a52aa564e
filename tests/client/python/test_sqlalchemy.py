"""SQLAlchemy core over three drivers; tables are told to it, nothing is reflected."""

import datetime as dt
import ssl
from decimal import Decimal

import pytest
import sqlalchemy as sa

pytestmark = pytest.mark.slow


def trusting():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@pytest.fixture(scope="module", params=["psycopg", "psycopg2", "pg8000"])
def engine(request, target):
    options = {"connect_args": {"ssl_context": trusting()}}
    if request.param != "pg8000":  # the look for hstore reads the catalog
        options = {"use_native_hstore": False, "connect_args": {"sslmode": target.sslmode}}
    url = sa.URL.create(
        f"postgresql+{request.param}",
        *(target.user, target.password, target.host, target.port, target.database),
    )
    made = sa.create_engine(url, **options)
    yield made
    made.dispose()


@pytest.fixture
def people(engine, table):
    columns = (
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("score", sa.Numeric(10, 2)),
        sa.Column("born", sa.Date),
        sa.Column("seen", sa.DateTime),
        sa.Column("active", sa.Boolean),
        sa.Column("weight", sa.Double),
    )
    made = sa.Table(table, sa.MetaData(), *columns)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateTable(made))
    return made


def row(n):
    return {
        "id": n,
        "name": f"n{n}",
        "score": Decimal(n) / 4,
        "born": dt.date(2000, 1, 1) + dt.timedelta(days=n),
        "seen": dt.datetime(2024, 1, 1, 1, 2, 3, n),
        "active": n % 2 == 0,
        "weight": n / 8,
    }


def test_first_connection_learns_the_server(engine):
    with engine.connect() as connection:
        assert connection.dialect.server_version_info >= (15,)
        assert connection.dialect.default_schema_name == "public"


def test_insert_many_and_select(engine, people):
    with engine.begin() as connection:
        connection.execute(people.insert(), [row(n) for n in range(1, 201)])
        query = sa.select(people).where(people.c.id.in_([3, 4])).order_by(people.c.id)
        found = [dict(r._mapping) for r in connection.execute(query)]
    assert found == [row(3), row(4)]


def test_insert_returning(engine, people):
    with engine.begin() as connection:
        statement = people.insert().returning(people.c.id, people.c.name)
        found = connection.execute(statement, [row(7), row(8)]).all()
    assert sorted(tuple(r) for r in found) == [(7, "n7"), (8, "n8")]


def test_update_and_delete_count(engine, people):
    with engine.begin() as connection:
        connection.execute(people.insert(), [row(n) for n in range(10)])
        update = people.update().where(people.c.id < 4).values(name="z")
        assert connection.execute(update).rowcount == 4
        assert connection.execute(people.delete().where(people.c.id >= 8)).rowcount == 2


def test_aggregates_joins_and_paging(engine, people):
    with engine.begin() as connection:
        connection.execute(people.insert(), [row(n) for n in range(20)])
        other = people.alias("other")
        query = (
            sa.select(people.c.active, sa.func.count().label("n"), sa.func.max(other.c.id))
            .join(other, other.c.id == people.c.id)
            .group_by(people.c.active)
            .having(sa.func.count() > 1)
            .order_by(people.c.active)
        )
        assert connection.execute(query).all() == [(False, 10, 19), (True, 10, 18)]
        page = sa.select(people.c.id).order_by(people.c.id.desc()).limit(3).offset(2)
        assert connection.scalars(page).all() == [17, 16, 15]


def test_rollback(engine, people):
    with engine.connect() as connection:
        connection.execute(people.insert(), [row(1)])
        connection.rollback()
        assert connection.scalar(sa.select(sa.func.count()).select_from(people)) == 0


def test_integrity_error(engine, people):
    with engine.begin() as connection:
        connection.execute(people.insert(), [row(1)])
    with engine.connect() as connection:
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(people.insert(), [row(1)])
        connection.rollback()
        assert connection.scalar(sa.select(sa.func.count()).select_from(people)) == 1


def test_programming_error(engine):
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="nosuch"):
        connection.execute(sa.text("select nosuch"))


@pytest.mark.parametrize(
    "level", ["AUTOCOMMIT", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]
)
def test_isolation_levels(engine, level):
    with engine.connect().execution_options(isolation_level=level) as connection:
        assert connection.scalar(sa.select(sa.literal(1))) == 1


def test_text_with_bound_values(engine):
    statement = sa.text("select cast(:a as integer) + 1 as x, cast(:b as text) as y")
    with engine.connect() as connection:
        assert connection.execute(statement, {"a": 1, "b": "q"}).one() == (2, "q")


def test_pool_gives_clean_connections(engine, people):
    with engine.connect() as connection:
        connection.execute(people.insert(), [row(1)])
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(people)) == 0
