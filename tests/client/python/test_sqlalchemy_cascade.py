"""SQLAlchemy's ORM deletes a parent with its children, and keeps a graph that points at itself."""

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

pytestmark = pytest.mark.slow


class Base(orm.DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "orm_author"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    name: orm.Mapped[str]
    books: orm.Mapped[list["Book"]] = orm.relationship(
        back_populates="author", cascade="all, delete-orphan"
    )


class Book(Base):
    __tablename__ = "orm_book"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    author_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey(Author.id))
    title: orm.Mapped[str]
    author: orm.Mapped[Author] = orm.relationship(back_populates="books")
    pages: orm.Mapped[list["Page"]] = orm.relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )


class Page(Base):
    __tablename__ = "orm_page"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    book_id: orm.Mapped[int] = orm.mapped_column(sa.ForeignKey(Book.id, ondelete="CASCADE"))


class Node(Base):
    __tablename__ = "orm_node"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    up_id: orm.Mapped[int | None] = orm.mapped_column(
        sa.ForeignKey("orm_node.id", deferrable=True, initially="DEFERRED")
    )


@pytest.fixture
def session(target):
    url = sa.URL.create(
        "postgresql+psycopg",
        *(target.user, target.password, target.host, target.port, target.database),
    )
    options = {"use_native_hstore": False, "connect_args": {"sslmode": target.sslmode}}
    engine = sa.create_engine(url, **options)
    tables = [table for table in Base.metadata.sorted_tables]
    with engine.begin() as connection:
        for table in reversed(tables):
            connection.execute(sa.schema.DropTable(table, if_exists=True))
        for table in tables:
            connection.execute(sa.schema.CreateTable(table))
    with orm.Session(engine) as session:
        yield session
    with engine.begin() as connection:
        for table in reversed(tables):
            connection.execute(sa.schema.DropTable(table))
    engine.dispose()


def count(session, kind):
    return session.scalar(sa.select(sa.func.count()).select_from(kind))


def test_children_go_with_their_parent(session):
    for name in ("one", "two"):
        books = [Book(title=f"{name} {n}", pages=[Page(), Page()]) for n in range(3)]
        session.add(Author(name=name, books=books))
    session.commit()
    first = session.scalars(sa.select(Author).where(Author.name == "one")).one()
    session.delete(first)
    session.commit()
    assert [count(session, kind) for kind in (Author, Book, Page)] == [1, 3, 6]


def test_an_orphan_goes_and_a_stranger_is_refused(session):
    author = Author(name="one", books=[Book(title="a", pages=[Page()]), Book(title="b")])
    session.add(author)
    session.commit()
    author.books.pop(0)
    author.name = "other"
    session.commit()
    assert [count(session, kind) for kind in (Author, Book, Page)] == [1, 1, 0]
    session.add(Book(author_id=999, title="nobody's"))
    with pytest.raises(sa.exc.IntegrityError, match="orm_book_author_id_fkey"):
        session.commit()
    session.rollback()


def test_a_savepoint_brings_the_children_back(session):
    author = Author(name="one", books=[Book(title="a", pages=[Page()])])
    session.add(author)
    session.flush()
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.delete(Author))
    nested = session.begin_nested()
    session.execute(sa.delete(Book))
    assert count(session, Page) == 0
    nested.rollback()
    assert [count(session, kind) for kind in (Author, Book, Page)] == [1, 1, 1]
    session.commit()


def test_what_is_deferred_is_looked_at_in_the_end(session):
    session.execute(sa.insert(Node), [{"id": 1, "up_id": 2}, {"id": 2, "up_id": 1}])
    session.commit()
    session.execute(sa.insert(Node), [{"id": 3, "up_id": 9}])
    with pytest.raises(sa.exc.IntegrityError, match="orm_node_up_id_fkey"):
        session.commit()
    session.rollback()
    assert count(session, Node) == 2
