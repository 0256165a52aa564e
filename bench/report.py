"""From the figures of all rounds to a table in Markdown, with the targets in a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from bench.load.measure import Figure, Target

COLUMNS = ("duckgres", "postgres", "embedded")


class Results:
    """Figures by metric and server."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self._units: dict[str, str] = {}

    def add(self, server: str, figure: Figure) -> None:
        """Take one round's figure."""
        self._values[figure.metric][server].append(figure.value)
        self._units[figure.metric] = figure.unit

    def table(self, targets: Iterable[Target]) -> str:
        """Return the medians, one metric a row.

        Args:
            targets: Of all measures; those of other metrics are left out.
        """
        by_metric = {target.metric: target for target in targets}
        lines = [
            "| metric | unit | duckgres | postgres | embedded | duckgres : postgres"
            " | duckgres : embedded | target | met |",
            "|---|---|---:|---:|---:|---:|---:|---|---|",
        ]
        for metric, values in self._values.items():
            medians = {name: median(found) for name, found in values.items()}
            cells = [metric, self._units[metric]]
            cells += [_number(medians.get(name)) for name in COLUMNS]
            cells += [_ratio(medians, name) for name in COLUMNS[1:]]
            cells += _verdict(by_metric.get(metric), medians)
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines) + "\n"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _ratio(medians: dict[str, float], other: str) -> str:
    ours, theirs = medians.get("duckgres"), medians.get(other)
    return f"{ours / theirs:.2f}" if ours is not None and theirs else ""


def _verdict(target: Target | None, medians: dict[str, float]) -> list[str]:
    if target is None:
        return ["", ""]
    ours = medians.get("duckgres")
    value = None if ours is None else target.value(ours, medians)
    return [str(target), "not measured" if value is None else "yes" if target.met(value) else "NO"]
