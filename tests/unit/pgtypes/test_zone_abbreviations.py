"""Abbreviations of zones."""

from duckgres.pgtypes.zone_abbreviations import ABBREVIATIONS


def test_some():
    assert ABBREVIATIONS["cest"] == 7200
    assert ABBREVIATIONS["nst"] == -12_600
    assert ABBREVIATIONS["utc"] == 0
    assert len(ABBREVIATIONS) > 150
    assert all(
        abs(seconds) <= 14 * 3600 and name.islower() for name, seconds in ABBREVIATIONS.items()
    )
