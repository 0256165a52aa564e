from duckgres.engine.errors.report import parse_report


def _parse(said, text=""):
    return parse_report("BinderException", said, text, lambda offset: offset + 1)


def test_json_report_is_taken_apart():
    said = (
        'Binder Error: {"exception_type":"Binder","exception_message":"a: b","position":"7",'
        '"name":"n","type":"Table","call":"f(INTEGER)"}'
    )
    report = _parse(said)
    assert (report.kind, report.message, report.offset) == ("Binder", "a: b", 7)
    assert (report.name, report.entry, report.call) == ("n", "Table", "f(INTEGER)")


def test_json_without_a_title_is_read_too():
    said = '{"exception_type":"Extension Autoloading","exception_message":"at URL: http://x"}'
    report = _parse(said)
    assert (report.kind, report.message) == ("Extension Autoloading", "at URL: http://x")


def test_plain_message_has_the_kind_of_its_class():
    report = _parse("Connection Error: Connection already closed!")
    assert (report.kind, report.message) == ("Binder", "Connection already closed!")


def test_json_of_a_user_is_a_message():
    assert _parse('Invalid Input Error: {"a":1}').message == '{"a":1}'
    assert _parse("Invalid Input Error: {broken").message == "{broken"


def test_offsets_are_characters_inside_and_bytes_for_the_map():
    text = "select 'é', nosuch"
    offset = len("select 'é', ".encode())
    said = f'Binder Error: {{"exception_type":"B","exception_message":"m","position":"{offset}"}}'
    report = _parse(said, text)
    assert report.offset == text.index("nosuch")
    assert report.answer("42703", "m", at=report.offset).fields.position == offset + 1


def test_no_position_is_none():
    report = _parse('Binder Error: {"exception_type":"Binder","exception_message":"m"}')
    assert report.offset is None
    assert report.answer("42703", "m", at=report.offset).fields.position is None
