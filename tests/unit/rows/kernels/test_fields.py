"""Every family reaches the file that writes it."""

import pytest

BY_FAMILY = {
    "1": b"1",
    "true": b"t",
    "1.5::DOUBLE": b"1.5",
    "1.5::FLOAT": b"1.5",
    "1.50::DECIMAL(5,2)": b"1.50",
    "date '2020-02-29'": b"2020-02-29",
    "time '01:02:03'": b"01:02:03",
    "timestamp '2020-02-29 01:02:03'": b"2020-02-29 01:02:03",
    "interval '3 days'": b"3 days",
    "uuid '00112233-4455-6677-8899-aabbccddeeff'": b"00112233-4455-6677-8899-aabbccddeeff",
}


@pytest.mark.parametrize(("sql", "text"), BY_FAMILY.items())
def test_family_is_written_by_its_file(fields, sql, text):
    assert fields(f"SELECT {sql}") == [[text]]


def test_families_side_by_side(fields):
    assert fields(f"SELECT {', '.join(BY_FAMILY)}") == [list(BY_FAMILY.values())]
