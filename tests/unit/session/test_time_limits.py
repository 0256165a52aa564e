"""The limits are as many as the settings they come from."""

from duckgres.session.setting_table import SETTINGS
from duckgres.session.time_limits import NAMES, TimeLimits


def test_every_limit_has_its_setting_in_milliseconds():
    assert len(NAMES) == len(TimeLimits._fields)
    for name, field in zip(NAMES, TimeLimits._fields, strict=True):
        assert SETTINGS[name].unit == "ms"
        assert set(field.split("_")) <= {*name.split("_"), "client"}
