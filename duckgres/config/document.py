"""A YAML file as a tree that remembers its lines.

Knows YAML and no setting. PyYAML's loader forgets where a value stood and lets a key win silently
over its first occurrence; so the nodes are composed and walked here.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from duckgres.config.problems import ConfigError, Given, Problem

# A mapping's value is again such a dict; everything else is what SafeLoader makes of it.
Section = dict[str, Given]


def read_document(path: Path, name: str) -> tuple[Section, list[Problem]]:
    """Return the file's top section and what is wrong with its keys.

    Args:
        path: The file.
        name: What problems call it.

    Raises:
        ConfigError: It cannot be read, or is not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise _refused(name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _refused(name, "is not UTF-8 text") from error
    return parse_document(text, name)


def parse_document(text: str, name: str) -> tuple[Section, list[Problem]]:
    """Return the top section of a YAML text, as ``read_document`` does."""
    problems: list[Problem] = []
    try:
        loader = yaml.SafeLoader(text)  # its reader refuses control characters right here
        node = loader.get_single_node()
        if node is None or node.tag == "tag:yaml.org,2002:null":
            return {}, []
        if not isinstance(node, yaml.MappingNode):
            raise _refused(f"{name}:1", "expected settings of the form name: value")
        return _Walk(loader, name, problems).section(node), problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}" if mark else name
        raise _refused(where, f"not valid YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _refused(f"{name}:{line}", f"not valid YAML: {error.reason}") from error
    except RecursionError as error:
        raise _refused(name, "nested too deeply, or inside itself") from error


def _refused(where: str, message: str) -> ConfigError:
    return ConfigError([Problem(where, message)])


class _Walk:
    """The nodes of one document on their way to sections."""

    def __init__(self, loader: yaml.SafeLoader, name: str, problems: list[Problem]) -> None:
        self._loader = loader
        self._name = name
        self._problems = problems

    def section(self, node: yaml.MappingNode) -> Section:
        self._refuse_duplicates(node)
        self._loader.flatten_mapping(node)  # merges "<<"
        # What "<<" brings stands first, so that the section's own keys win.
        return {
            key.value: Given(self._value(value), self._where(key))
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode)
        }

    def _refuse_duplicates(self, node: yaml.MappingNode) -> None:
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._problems.append(Problem(self._where(key), "a name must be plain text"))
            elif key.value in lines:
                message = f'"{key.value}" is here twice, first in line {lines[key.value]}'
                self._problems.append(Problem(self._where(key), message))
            else:
                lines[key.value] = key.start_mark.line + 1

    def _value(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return self.section(node)
        try:
            return self._loader.construct_object(node, deep=True)
        except ValueError:  # 2026-13-45 looks like a date; the text is what was meant
            return node.value

    def _where(self, node: yaml.Node) -> str:
        return f"{self._name}:{node.start_mark.line + 1}"
