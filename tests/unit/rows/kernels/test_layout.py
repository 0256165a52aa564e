"""The numbers that kernels and plan share."""

from duckgres.rows.kernels import layout, numeric


def names(first, last):
    """Return the constants between two of the file, which stand in order of their values."""
    listed = [name for name in vars(layout) if name.isupper()]
    return listed[listed.index(first) : listed.index(last) + 1]


def test_members_of_a_descriptor_have_places_of_their_own():
    members = [getattr(layout, name) for name in names("FAMILY", "SLOTS")]
    assert sorted(members) == list(range(layout.DESCRIPTOR_SIZE))


def test_families_are_told_apart():
    families = [getattr(layout, name) for name in names("NONE", "UUID_BINARY")]
    assert families == sorted(set(families))


def test_modes_are_told_apart():
    modes = [getattr(layout, name) for name in names("SLOT", "ELEMENT")]
    assert len(set(modes)) == len(modes)


def test_slack_covers_the_digits_of_a_wide_number():
    digits, behind = 40, 8
    assert numeric.SCRATCH + digits + behind <= layout.SLACK
