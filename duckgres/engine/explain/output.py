"""A plan's tree written as PostgreSQL writes it: text, JSON, XML, YAML.

Source: src/backend/commands/explain.c and explain_format.c; forms recorded from PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from duckgres.engine.explain.nodes import Node


@dataclass(frozen=True, slots=True)
class Style:
    """What is shown of a plan.

    Attributes:
        costs: Estimates.
        timing: Times of nodes, behind ANALYZE.
        summary: Times of the whole.
        verbose: Schemas of relations.
    """

    costs: bool = True
    timing: bool = True
    summary: bool = False
    verbose: bool = False


class Number(str):
    """Digits as they are shown, which no format quotes."""

    __slots__ = ()


Value = str | int | bool | list[str] | list["Group"]
Group = dict[str, Value]


def text(node: Node, style: Style, times: dict[str, float]) -> list[str]:
    """Return the lines of the text form; ``times`` are those of the whole, in milliseconds."""
    lines = list(_lines(node, style, 0))
    if style.summary:
        lines += [f"{name}: {value:.3f} ms" for name, value in times.items()]
    return lines


def document(node: Node, style: Style, times: dict[str, float]) -> Group:
    """Return the one query that JSON, XML and YAML tell of."""
    found: Group = {"Plan": [_group(node, style)]}
    for name, value in times.items():
        if name == "Execution Time":
            found["Triggers"] = []
        if style.summary:
            found[name] = Number(f"{value:.3f}")
    return found


def _lines(node: Node, style: Style, depth: int) -> Iterator[str]:
    arrow = " " * (6 * depth - 4) + "->  " if depth else ""
    yield arrow + _title(node, style) + _figures(node, style)
    space = " " * (2 + 6 * depth)
    for key, value in node.details.items():
        yield f"{space}{key}: {', '.join(value) if isinstance(value, list) else value}"
    for child in node.children:
        yield from _lines(child, style, depth + 1)


def _title(node: Node, style: Style) -> str:
    relation = node.about.get("Relation Name") or node.about.get("Function Name")
    if relation is None:
        return node.title
    schema = node.about.get("Schema")
    if style.verbose and schema:
        relation = f"{schema}.{relation}"
    return f"{node.title} on {relation}"


def _figures(node: Node, style: Style) -> str:
    found = ""
    if style.costs:
        costs = f"{node.startup:.2f}..{node.total:.2f}"
        found = f"  (cost={costs} rows={node.rows} width={node.width})"
    if node.actual_rows is not None:
        time = f"time={_startup(node):.3f}..{node.milliseconds:.3f} " if style.timing else ""
        found += f" (actual {time}rows={node.actual_rows} loops=1)"
    return found


def _startup(node: Node) -> float:
    """Return when the first row came: DuckDB tells only when the last one did."""
    return node.milliseconds if node.startup else 0.0


def _group(node: Node, style: Style, relationship: str = "") -> Group:
    """Return a node's keys in PostgreSQL's order."""
    found: Group = {"Node Type": node.type}
    _take(found, node, ("Strategy", "Partial Mode", "Operation"))
    if relationship:
        found["Parent Relationship"] = relationship
    _take(found, node, ("Custom Plan Provider",))
    found["Parallel Aware"] = found["Async Capable"] = False
    schema = ("Schema",) if style.verbose else ()
    _take(found, node, ("Join Type", "Relation Name", "Function Name", *schema, "Alias"))
    if style.costs:
        found["Startup Cost"] = Number(f"{node.startup:.2f}")
        found["Total Cost"] = Number(f"{node.total:.2f}")
        found["Plan Rows"], found["Plan Width"] = node.rows, node.width
    if node.actual_rows is not None:
        if style.timing:
            found["Actual Startup Time"] = Number(f"{_startup(node):.3f}")
            found["Actual Total Time"] = Number(f"{node.milliseconds:.3f}")
        found["Actual Rows"], found["Actual Loops"] = node.actual_rows, 1
    found.update(node.details)
    if node.children:
        found["Plans"] = [
            _group(child, style, _relationship(node, index))
            for index, child in enumerate(node.children)
        ]
    return found


def _take(found: Group, node: Node, keys: Sequence[str]) -> None:
    for key in keys:
        if key in node.about:
            found[key] = node.about[key]


def _relationship(parent: Node, index: int) -> str:
    if parent.type == "Append":
        return "Member"
    return "Inner" if index else "Outer"


# JSON


def json(found: Group) -> str:
    """Return the JSON form."""
    return "[\n  " + _json_group(found, 2) + "\n]"


def _json_group(group: Group, indent: int) -> str:
    space = " " * (indent + 2)
    lines = [
        f'{space}"{key}": {_json_value(key, value, indent + 2)}' for key, value in group.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"


def _json_value(key: str, value: Value, indent: int) -> str:
    if isinstance(value, list):
        return _json_list(key, value, indent)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Number) else _json_string(value)


def _json_list(key: str, value: Sequence[str | Group], indent: int) -> str:
    groups = [item for item in value if isinstance(item, dict)]
    if key == "Plan":
        return _json_group(groups[0], indent)
    if value and not groups:
        return "[" + ", ".join(_json_string(str(item)) for item in value) + "]"
    space = " " * (indent + 2)
    inner = ",\n".join(space + _json_group(item, indent + 2) for item in groups)
    return "[\n" + (inner and inner + "\n") + " " * indent + "]"


_JSON_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
}  # fmt: skip


def _json_string(value: str) -> str:
    return '"' + "".join(_JSON_ESCAPES.get(sign, sign) for sign in value) + '"'


# XML


def xml(found: Group) -> str:
    """Return the XML form."""
    lines = ['<explain xmlns="http://www.postgresql.org/2009/explain">', "  <Query>"]
    lines += _xml_lines(found, 4)
    return "\n".join([*lines, "  </Query>", "</explain>"])


def _xml_lines(group: Group, indent: int) -> Iterator[str]:
    space = " " * indent
    for key, value in group.items():
        tag = key.replace(" ", "-")
        if not isinstance(value, list):
            shown = str(value).lower() if isinstance(value, bool) else escape(str(value))
            yield f"{space}<{tag}>{shown}</{tag}>"
            continue
        groups = [item for item in value if isinstance(item, dict)]
        if key == "Plan":
            yield f"{space}<Plan>"
            yield from _xml_lines(groups[0], indent + 2)
            yield f"{space}</Plan>"
            continue
        yield f"{space}<{tag}>"
        for item in value:
            if isinstance(item, dict):
                yield f"{space}  <Plan>"
                yield from _xml_lines(item, indent + 4)
                yield f"{space}  </Plan>"
            else:
                yield f"{space}  <Item>{escape(str(item))}</Item>"
        yield f"{space}</{tag}>"


# YAML


def yaml(found: Group) -> str:
    """Return the YAML form."""
    lines = list(_yaml_lines(found, 2))
    return "- " + "\n".join(lines)[2:]


def _yaml_lines(group: Group, indent: int) -> Iterator[str]:
    space = " " * indent
    for key, value in group.items():
        if not isinstance(value, list):
            yield f"{space}{key}: {_yaml_value(value)}"
            continue
        yield f"{space}{key}: "
        groups = [item for item in value if isinstance(item, dict)]
        if key == "Plan":
            yield from _yaml_lines(groups[0], indent + 2)
            continue
        for item in value:
            if isinstance(item, dict):
                inner = "\n".join(_yaml_lines(item, indent + 4))
                yield f"{space}  - " + inner[indent + 4 :]
            else:
                yield f"{space}  - {_yaml_value(item)}"


def _yaml_value(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Number) else _json_string(value)


FORMATS: dict[str, Callable[[Group], str]] = {"json": json, "xml": xml, "yaml": yaml}
"""The forms that are one document."""
