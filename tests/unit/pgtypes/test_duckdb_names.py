import pytest

from duckgres.pgtypes.duckdb_names import TypeName, parse_type_name


def names(parsed):
    return [(name, part.text) for name, part in parsed.parts]


def test_words_are_one_name():
    assert parse_type_name("TIMESTAMP WITH TIME ZONE").name == "TIMESTAMP WITH TIME ZONE"
    assert parse_type_name("TIME WITH TIME ZONE[]").parts[0][1].name == "TIME WITH TIME ZONE"


def test_a_decimal_has_its_numbers():
    assert parse_type_name("DECIMAL(10,2)").numbers == (10, 2)


@pytest.mark.parametrize("text", ["INTEGER[]", "INTEGER[3]"])
def test_lists_of_any_and_of_fixed_length_are_lists(text):
    assert parse_type_name(text) == TypeName(
        "LIST", parts=(("", TypeName("INTEGER", text="INTEGER")),), text=text
    )


def test_quotes_in_labels_and_field_names_are_undone():
    assert parse_type_name("ENUM('a', 'b''c', 'x, y)')").labels == ("a", "b'c", "x, y)")
    parsed = parse_type_name('STRUCT(a INTEGER, "b c" VARCHAR, "d""e" INTEGER[])')
    assert names(parsed) == [("a", "INTEGER"), ("b c", "VARCHAR"), ('d"e', "INTEGER[]")]


def test_a_struct_may_have_no_names():
    parsed = parse_type_name(
        "STRUCT(INTEGER, TIMESTAMP WITH TIME ZONE, DECIMAL(3,1), STRUCT(a DATE))"
    )
    assert [name for name, _ in parsed.parts] == ["", "", "", ""]
    assert parsed.parts[3][1].parts[0][0] == "a"


def test_a_field_named_like_a_type_is_quoted():
    parsed = parse_type_name('STRUCT(date INTEGER, "time" TIME WITH TIME ZONE, "NULL" INTEGER)')
    assert names(parsed) == [
        ("date", "INTEGER"),
        ("time", "TIME WITH TIME ZONE"),
        ("NULL", "INTEGER"),
    ]


def test_the_null_type_keeps_its_quotes():
    assert parse_type_name('"NULL"[]').parts[0][1].name == '"NULL"'
    assert names(parse_type_name('STRUCT("NULL", INTEGER)')) == [("", '"NULL"'), ("", "INTEGER")]


@pytest.mark.parametrize(
    "text", ["", "INTEGER[", "STRUCT(a", "(", "INTEGER)", "STRUCT()", "'x'", "A B"]
)
def test_what_is_no_type_name_is_a_value_error(text):
    with pytest.raises(ValueError, match="DuckDB"):
        parse_type_name(text)
