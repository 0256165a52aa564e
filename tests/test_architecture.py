"""The house rules that can be counted: sizes, docstrings, a test per module, who imports whom.

Reads the sources of the modules that exist; imports none of them.
"""

import ast
from configparser import ConfigParser
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "duckgres"
TESTS = ROOT / "tests"
MAX_FILE = 400  # lines
MAX_FUNCTION = 50  # lines, decorators and docstring left out

# Files past the limit, and why. This list only gets shorter.
KNOWN_LONG: dict[str, str] = {}

# Functions past the limit, as file::name, and why. This list only gets shorter.
KNOWN_LONG_FUNCTIONS: dict[str, str] = {}

# Modules without a test file of their own, and where they are tested instead.
TESTED_ELSEWHERE = {
    "duckgres/__main__.py": "tests/unit/test_cli.py",
    "duckgres/session/services.py": "tests/unit/server/test_rooms.py",  # filled there, only fields
}

# Third-party packages that stay in one place each.
KEPT_IN = {
    "duckdb": ("duckgres.engine",),
    "duckdb_extensions": ("duckgres.engine",),
    "postgast": ("duckgres.sql",),
    "google": ("duckgres.sql",),  # protobuf, which postgast's trees are made of
    "pyarrow": (
        "duckgres.rows",
        "duckgres.engine.result",
        "duckgres.engine.scroll",
        "duckgres.engine.functions",
        "duckgres.engine.kept_rows",
    ),
    "numba": ("duckgres.rows.kernels",),
    "gevent": (
        "duckgres.engine.pool",
        "duckgres.engine.timing",
        "duckgres.session.transport",
        "duckgres.server",
    ),
}

MODULES = sorted(PACKAGE.rglob("*.py"))
TEST_FILES = sorted(TESTS.rglob("*.py"))


def relative(path):
    return path.relative_to(ROOT).as_posix()


def ids(paths):
    return pytest.mark.parametrize("path", paths, ids=relative)


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def functions_of(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def length_of(function):
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return function.end_lineno - body[0].lineno + 1 if body else 0


@ids(MODULES + TEST_FILES)
def test_a_file_has_at_most_400_lines(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_FILE or relative(path) in KNOWN_LONG, f"{lines} lines"


@ids(MODULES)
def test_a_function_has_at_most_50_lines(path):
    long = [
        f"{relative(path)}::{function.name}: {length_of(function)}"
        for function in functions_of(tree_of(path))
        if length_of(function) > MAX_FUNCTION
        and f"{relative(path)}::{function.name}" not in KNOWN_LONG_FUNCTIONS
    ]
    assert long == []


def test_known_long_names_only_what_is_long():
    for name in KNOWN_LONG:
        path = ROOT / name
        if path.exists():
            assert len(path.read_text(encoding="utf-8").splitlines()) > MAX_FILE, name
    for name in KNOWN_LONG_FUNCTIONS:
        file, _, wanted = name.partition("::")
        lengths = [
            length_of(function)
            for function in functions_of(tree_of(ROOT / file))
            if function.name == wanted
        ]
        assert max(lengths) > MAX_FUNCTION, name


@ids(MODULES)
def test_what_is_public_has_a_docstring(path):
    tree = tree_of(path)
    missing = [] if ast.get_docstring(tree) else ["the module"]
    missing += undocumented(tree, "")
    assert missing == []


def undocumented(node, prefix):
    """Yield the public names without docstring; what is inside a function is private."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef) or child.name.startswith("_"):
            continue
        if ast.get_docstring(child) is None and not is_overload(child):
            yield prefix + child.name
        if isinstance(child, ast.ClassDef):
            yield from undocumented(child, f"{prefix}{child.name}.")


def is_overload(node):
    names = {getattr(item, "attr", getattr(item, "id", "")) for item in node.decorator_list}
    return bool(names & {"overload", "override", "setter"})


def has_code(path):
    """Tell whether there is more than a docstring, imports and names for others."""
    plain = ast.Import | ast.ImportFrom | ast.Expr
    return any(not isinstance(node, plain) for node in tree_of(path).body)


@ids([path for path in MODULES if path.name != "__init__.py" or has_code(path)])
def test_every_module_has_its_test_file(path):
    inner = path.relative_to(PACKAGE)
    if relative(path) in TESTED_ELSEWHERE:
        test = ROOT / TESTED_ELSEWHERE[relative(path)]
    elif path.name == "__init__.py":
        if inner.parent == Path():
            return  # the version
        test = TESTS / "unit" / inner.parent / "test_package.py"
    else:
        test = TESTS / "unit" / inner.parent / f"test_{inner.name}"
    assert test.exists(), f"{relative(test)} is missing"


@ids([path for path in TEST_FILES if path.name.startswith("test_")])
def test_a_test_file_tests_something(path):
    assert any(function.name.startswith("test_") for function in functions_of(tree_of(path)))


# Who imports whom -------------------------------------------------------------------------------


@cache
def layers():
    """Return a layer's height by its name, 0 at the top, as setup.cfg has them."""
    parser = ConfigParser()
    parser.read(ROOT / "setup.cfg")
    rows = parser["importlinter:contract:layers"]["layers"].split("\n")
    names = [[name.strip() for name in row.split("|")] for row in rows if row.strip()]
    return {name: height for height, row in enumerate(names) for name in row}


def imports_of(path):
    """Yield the full names of the modules a file imports, also within functions."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path.parent / "x")
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def is_within(module, package):
    return module == package or module.startswith(f"{package}.")


@ids(MODULES)
def test_imports_go_down_only(path):
    own = module_name(path).split(".")[1:2]
    if not own or own[0] not in layers():
        return  # duckgres itself, __main__, sqlstate: they belong to no layer
    wrong = {
        name
        for name in imports_of(path)
        if name.startswith("duckgres.")
        and (other := name.split(".")[1]) in layers()
        and other != own[0]
        and layers()[other] <= layers()[own[0]]
    }
    assert wrong == set()


@ids(MODULES)
def test_packages_stay_where_they_belong(path):
    wrong = {
        name
        for name in imports_of(path)
        if (root := name.partition(".")[0]) in KEPT_IN
        and not any(is_within(module_name(path), place) for place in KEPT_IN[root])
    }
    assert wrong == set()


PACKAGES = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_is_a_layer_and_on_the_map(package):
    assert package in layers()
    assert f"`{package}/`" in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_every_layer_exists_or_is_to_be_built():
    for name in layers():
        assert (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file(), name


# These rules themselves --------------------------------------------------------------------------


def test_the_rules_see_what_they_are_to_see(tmp_path):
    source = (
        '"""Doc."""\nimport gevent.pool\nfrom . import x\nclass A:\n  def f(self):\n    pass\n'
    )
    tree = ast.parse(source)
    assert list(undocumented(tree, "")) == ["A", "A.f"]
    assert length_of(functions_of(tree)[0]) == 1
    assert is_within("duckgres.server.tls", "duckgres.server")
    assert not is_within("duckgres.serverless", "duckgres.server")
    heights = layers()
    assert heights["cli"] < heights["server"] < heights["wire"] < heights["errors"]
    assert "duckgres.config.model" in set(imports_of(PACKAGE / "cli.py")) | set(
        imports_of(PACKAGE / "config/load.py")
    )
