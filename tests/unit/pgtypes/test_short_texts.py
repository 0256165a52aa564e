"""What is remembered of texts."""

from duckgres.pgtypes.short_texts import LONGEST, remembered


def test_short_texts_are_worked_out_once_and_long_ones_each_time():
    asked = []

    @remembered(2)
    def length(text):
        asked.append(text[:1])
        return len(text)

    for text in ("a", "b" * LONGEST, "c" * (LONGEST + 1)) * 2:
        assert length(text) == len(text)
    assert asked == ["a", "b", "c", "c"]
