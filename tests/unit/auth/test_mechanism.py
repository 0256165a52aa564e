from duckgres.auth.mechanism import authentication_failed


def test_the_one_error_of_a_failed_proof_is_postgresqls():
    error = authentication_failed("x")
    assert (error.severity, error.sqlstate) == ("FATAL", "28P01")
    assert error.message == 'password authentication failed for user "x"'
