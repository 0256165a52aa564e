"""YAML with its lines."""

import pytest

from duckgres.config.document import parse_document, read_document
from duckgres.config.problems import ConfigError


def refusal(text):
    with pytest.raises(ConfigError) as caught:
        parse_document(text, "f")
    return str(caught.value)


def test_values_keep_type_and_line():
    section, problems = parse_document("a: 5\n\ntls:\n  cert: x\nlist: [p, q]\n", "f")
    assert problems == []
    assert (section["a"].value, section["a"].where) == (5, "f:1")
    assert section["tls"].value["cert"].where == "f:4"
    assert section["list"].value == ["p", "q"]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n"])
def test_an_empty_file_sets_nothing(text):
    assert parse_document(text, "f") == ({}, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1\nb: 2\n", "f:2: not valid YAML: expected"),
        ("a: 1\n\tb: 2\n", "f:2: not valid YAML: "),
        ("- a\n", "f:1: expected settings of the form name: value"),
        ("just text", "f:1: expected settings of the form name: value"),
        ("a: 1\nb: \x07\n", "f:2: not valid YAML: special characters are not allowed"),
        ("a: !!python/object:os.system x\n", "f:1: not valid YAML: could not determine"),
        ("a: *nobody\n", "f:1: not valid YAML: found undefined alias"),
        ("a: &a {b: *a}\n", "f: nested too deeply, or inside itself"),
        ("a: " + "[" * 500, "f: nested too deeply, or inside itself"),
        ("a: 1\n---\nb: 2\n", "f:2: not valid YAML: but found another document"),
    ],
)
def test_bad_yaml_is_one_line_with_its_place(text, said):
    assert refusal(text).startswith(said)
    assert "\n" not in refusal(text)


def test_a_name_given_twice_is_a_problem():
    _, problems = parse_document("a: 1\nb: 2\na: 3\n", "f")
    assert [str(problem) for problem in problems] == ['f:3: "a" is here twice, first in line 1']


def test_a_name_must_be_plain():
    _, problems = parse_document("[a]: 1\n", "f")
    assert str(problems[0]) == "f:1: a name must be plain text"


def test_names_stay_text():
    section, _ = parse_document("on: 1\n1234: 2\n", "f")
    assert list(section) == ["on", "1234"]


def test_merge_keys_lose_against_own_keys():
    section, problems = parse_document("x: &x {p: 1, q: 2}\ny:\n  <<: *x\n  p: 3\n", "f")
    assert problems == []
    assert {name: entry.value for name, entry in section["y"].value.items()} == {"p": 3, "q": 2}


def test_what_only_looks_like_a_date_is_text():
    assert parse_document("a: 2026-13-45\n", "f")[0]["a"].value == "2026-13-45"


def test_a_file_is_read_with_or_without_byte_order_mark(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_bytes("\ufeffa: ö\n".encode())
    assert read_document(path, "f")[0]["a"].value == "ö"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "f: cannot be read: No such file or directory"),
        (lambda path: path.mkdir(), "f: cannot be read: Is a directory"),
        (lambda path: path.write_bytes(b"a: \xff"), "f: is not UTF-8 text"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path, make, said):
    make(tmp_path / "f.yaml")
    with pytest.raises(ConfigError) as caught:
        read_document(tmp_path / "f.yaml", "f")
    assert str(caught.value) == said
