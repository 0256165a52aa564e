"""What one setting alone does not show: files, and settings that do not go together.

Reads the certificate as the server will, creates nothing and connects nowhere.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path

from duckgres.config.model import Config
from duckgres.config.problems import Given, Problem


def problems_together(config: Config, given: Mapping[str, Given]) -> list[Problem]:
    """Return what is wrong with a configuration whose single values are right.

    Args:
        config: The configuration.
        given: By path, what was set and where; what is not in it is a default.
    """
    found = [
        *_lake(config),
        *_tls(config),
        *_data_dir(config),
        *_passwords(config),
        *_reserved(config),
        *_allowed(config),
    ]
    return [Problem(_where(path, given), f"{path}: {message}") for path, message in found]


def _where(path: str, given: Mapping[str, Given]) -> str:
    entry = given.get(path) or given.get(path.partition(".")[0])
    return entry.where if entry else ""


def _lake(config: Config) -> list[tuple[str, str]]:
    if not config.ducklake.metadata_store:
        return []
    # Not a warning: a server without its lake would look like an empty one.
    message = "this version does not attach a lake yet; unset it to start without one"
    return [("ducklake.metadata_store", message)]


def _tls(config: Config) -> list[tuple[str, str]]:
    cert, key = config.tls.cert, config.tls.key
    there = {path: _exists(path) for path in (cert, key)}
    if not any(there.values()):
        return []  # the server makes a pair
    for path, name, other in ((cert, "tls.cert", key), (key, "tls.key", cert)):
        if not there[path]:
            return [(name, f"{path} does not exist, but {other} does")]
        reason = _unreadable(path)
        if reason:
            return [(name, f"{path} cannot be read: {reason}")]
    return _pair(cert, key)


def _pair(cert: Path, key: Path) -> list[tuple[str, str]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        # Without a password function OpenSSL would ask the terminal.
        context.load_cert_chain(cert, key, password=lambda: "")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            return [("tls.key", f"{key} is not the key of {cert}")]
        if "-----BEGIN CERTIFICATE-----" not in cert.read_text(errors="replace"):
            return [("tls.cert", f"{cert} is not a certificate in PEM form")]
        reason = (error.reason or str(error)).lower().replace("_", " ")
        return [("tls.key", f"{key} and {cert} cannot be used: {reason}")]
    except ValueError:  # an empty passphrase is not even tried
        return [("tls.key", f"{key} is encrypted; a key without a passphrase is needed")]
    return []


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a directory on the way may not be searched: reading will say so
        return True


def _unreadable(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def _data_dir(config: Config) -> list[tuple[str, str]]:
    if _exists(config.data_dir) and not config.data_dir.is_dir():
        return [("data_dir", f"{config.data_dir} is not a directory")]
    return []


def _allowed(config: Config) -> list[tuple[str, str]]:
    """Databases and keys must not be among the files that users read and write."""
    own = {"data_dir": config.data_dir, "tls.key": config.tls.key}
    found = []
    for text in config.allowed_directories:
        directory = Path(text)
        for name, path in own.items():
            place = path.resolve()
            if place.is_relative_to(directory) or directory.is_relative_to(place):
                found.append(("allowed_directories", f"{text} would open {name}"))
    return found


def _passwords(config: Config) -> list[tuple[str, str]]:
    if config.auth_method != "scram-sha-256":
        return []
    return [
        (f"users.{user.name}", "an md5 verifier cannot log in while auth_method is scram-sha-256")
        for user in config.users.values()
        if _is_md5(user.password)
    ]


def _is_md5(password: str) -> bool:
    digest = password.removeprefix("md5")
    return len(password) == 35 and len(digest) == 32 and set(digest) <= set("0123456789abcdef")


def _reserved(config: Config) -> list[tuple[str, str]]:
    reserved = config.superuser_reserved_connections
    trusted = any(user.trusted for user in config.users.values())
    if not trusted or reserved < config.max_connections:
        return []
    message = f"{reserved} must be less than max_connections ({config.max_connections})"
    return [("superuser_reserved_connections", message)]
