"""The table must say what the figures say."""

import pytest

from bench.load.measure import Figure, Target, percentile
from bench.load.measures import MEASURES
from bench.report import Results


def cells(target, **values):
    results = Results()
    for server, found in values.items():
        for value in found:
            results.add(server, Figure("m", value, "µs"))
    row = results.table([target] if target else []).splitlines()[2]
    return [cell.strip() for cell in row.split("|")[1:-1]]


def test_median_of_the_rounds():
    assert cells(None, duckgres=[9, 1, 2], postgres=[4, 8, 4])[2:4] == ["2", "4"]


def test_ratios():
    assert cells(None, duckgres=[2], postgres=[4], embedded=[1])[5:7] == ["0.50", "2.00"]


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (Target("m", 0.6, "postgres"), "yes"),
        (Target("m", 0.4, "postgres"), "NO"),
        (Target("m", 1.5, "postgres", at_least=True), "NO"),
        (Target("m", 1, "embedded+"), "yes"),
        (Target("m", 0.5, "embedded+"), "NO"),
        (Target("m", 2), "yes"),
        (Target("m", 1.9), "NO"),
        (Target("other", 0), ""),
    ],
)
def test_verdict(target, verdict):
    assert cells(target, duckgres=[2], postgres=[4], embedded=[1])[-1] == verdict


def test_nothing_to_compare_with_is_no_verdict():
    assert cells(Target("m", 1, "postgres"), duckgres=[2])[-1] == "not measured"
    assert cells(Target("m", 1), postgres=[2])[-1] == "not measured"


def test_words_of_targets():
    assert str(Target("m", 0.6, "postgres")) == "≤ 0.6 × postgres"
    assert str(Target("m", 1.5, "postgres", at_least=True)) == "≥ 1.5 × postgres"
    assert str(Target("m", 150, "embedded+")) == "≤ embedded + 150"
    assert str(Target("m", 100)) == "≤ 100"


def test_every_target_is_of_one_metric():
    metrics = [target.metric for measure in MEASURES.values() for target in measure.targets]
    assert len(metrics) == len(set(metrics))


def test_percentile():
    values = [float(n) for n in range(100, 0, -1)]
    assert percentile(values, 0.99) == 100
    assert percentile(values, 0.5) == 51
    assert percentile([3.0], 0.99) == 3
