"""The pages written from the table."""

from pathlib import Path

import pytest
import yaml

from duckgres.config import docs
from duckgres.config.flags import parse_command_line
from duckgres.config.load import load
from duckgres.config.model import SETTINGS, Config

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("page", docs.PAGES, ids=str)
def test_pages_are_up_to_date(page):
    assert (ROOT / page).read_text(encoding="utf-8") == docs.PAGES[page](), "run: make docs"


def test_the_example_sets_nothing_but_defaults(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = ROOT / "conf/duckgres.example.yaml"
    config = load(parse_command_line(["--config", str(path)]), {}).config
    assert config == Config(source_file=path)


def test_the_example_shows_every_setting_where_it_belongs():
    # With the comment signs of settings and sections gone it is a file that sets everything.
    lines = docs.example_yaml().splitlines()
    names = {part for setting in SETTINGS for part in setting.path.split(".")}
    bare = [
        line.replace("# ", "", 1) if line.strip("# ").partition(":")[0] in names else line
        for line in lines
    ]
    document = yaml.safe_load("\n".join(bare))
    for setting in SETTINGS:
        node = document
        for name in setting.path.split("."):
            assert name in node, setting.path
            node = node[name]


def test_the_settings_page_has_a_row_for_every_setting():
    page = docs.settings_markdown()
    for setting in SETTINGS:
        assert f"| `{setting.path}` | `{setting.flag}` | `{setting.env}` |" in page


def test_pages_are_written_and_checked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert docs.main(["--check"]) == 1
    assert "docs/settings.md is out of date" in capsys.readouterr().err
    assert not (tmp_path / "docs").exists()
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
