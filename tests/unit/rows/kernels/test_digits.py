"""Decimal digits of every length."""


def test_numbers_of_every_length(fields):
    values = sorted(
        {sign * (10**n + d) for n in range(19) for d in (-1, 0, 1) for sign in (1, -1)}
    )
    listed = ", ".join(f"('{value}'::BIGINT)" for value in values)
    assert fields(f"FROM (VALUES {listed})") == [[b"%d" % value] for value in values]


def test_all_numbers_of_four_digits(fields):
    assert fields("FROM range(12000)") == [[b"%d" % value] for value in range(12_000)]


def test_fraction_loses_its_zeros(fields):
    sql = "SELECT time '00:00:00' + to_microseconds(i) FROM (VALUES (1), (10), (120000)) t(i)"
    assert fields(sql) == [[b"00:00:00.000001"], [b"00:00:00.00001"], [b"00:00:00.12"]]
