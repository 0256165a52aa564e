"""PostgreSQL 15.18's answers, as ``record_samples`` wrote them down."""

import json
from pathlib import Path

LINES = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="ascii"))
VALUES = [line for line in LINES if "binary" in line]
WRONG = [line for line in LINES if "wrong" in line]
ZONE_NAMES = [line for line in LINES if "zone_name" in line]


def of_types(*names):
    """Return the recorded values of these types."""
    return [line for line in VALUES if line["type"] in names]


def label(line):
    """Name a recorded line in a test's id."""
    text = line.get("input", line.get("wrong", line.get("zone_name")))
    return f"{line.get('type', 'zone')} {text!a}"
