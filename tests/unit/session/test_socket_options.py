"""Settings of the socket are the kernel's numbers."""

import socket

from duckgres.session.socket_options import number_of, system_default, tune


def test_each_setting_has_its_number():
    assert number_of("tcp_keepalives_idle") == socket.TCP_KEEPIDLE


def test_a_connection_is_tuned_and_has_the_systems_defaults():
    with socket.socket() as made:
        tune(made, socket.AF_INET)
        assert made.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        option = number_of("tcp_keepalives_idle")
        assert made.getsockopt(socket.IPPROTO_TCP, option) == system_default(
            socket.AF_INET, option
        )
