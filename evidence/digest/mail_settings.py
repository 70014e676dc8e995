"""The table [mail] of evidence.toml: where mail goes out, from whom, to whom."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from typing import Literal, cast

from evidence.errors import ConfigProblem

PASSWORD = "EVIDENCE_SMTP_PASSWORD"  # noqa: S105 - the variable's name
Security = Literal["starttls", "tls", "none"]
_PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
_KEYS = frozenset({"host", "port", "security", "user", "from", "to"})
_SECRET = frozenset({"password", "pass", "passwd", "pwd", "secret", "smtp_password"})
_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail is sent. `password` is never shown: its repr is left out."""

    host: str
    port: int
    security: Security
    user: str
    sender: Address
    to: tuple[Address, ...]
    password: str = ""

    def __repr__(self) -> str:
        return f"MailSettings({self.host}:{self.port}, {self.security})"


def mail_settings(table: object, environment: Mapping[str, str]) -> MailSettings:
    """The settings that `table` and the environment give; ConfigProblem where they are wrong."""
    if not isinstance(table, dict):
        raise ConfigProblem(
            "evidence.toml says nothing of a mail server.",
            'Write [mail] with host, security, user, from = "..." and to = ["..."].',
        )
    _refuse_unknown(table)
    security = _text(table, "security", "starttls")
    if security not in _PORTS:
        raise ConfigProblem(
            f"security = {security!r} in [mail] is not known.", "Write starttls, tls or none."
        )
    host = _text(table, "host")
    if not host:
        raise ConfigProblem("[mail] names no host.", 'Write host = "smtp.clinic.org".')
    if security == "none" and not loopback(host):
        raise ConfigProblem(
            f"Mail to {host} would travel in the clear.",
            'Write security = "starttls" or "tls"; "none" is for this machine only.',
        )
    user, password = _text(table, "user"), environment.get(PASSWORD, "")
    if user and not password:
        raise ConfigProblem(
            f"[mail] has a user, and {PASSWORD} is not set.", f"Type: export {PASSWORD}=..."
        )
    return MailSettings(
        host,
        _port(table, security),
        cast("Security", security),
        user,
        address(_text(table, "from"), "from in [mail]"),
        tuple(address(each, "to in [mail]") for each in _list(table)),
        password,
    )


def address(text: str, where: str) -> Address:
    """One address, such as ana@clinic.org; ConfigProblem for anything else."""
    if any(not character.isprintable() or character in ' ,;:<>"()' for character in text):
        raise _no_address(text, where)
    try:
        found = Address(addr_spec=text)
    except (ValueError, MessageError, IndexError):
        raise _no_address(text, where) from None
    if not found.username or not found.domain:
        raise _no_address(text, where)
    return found


def loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number; no look-up is made."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _no_address(text: str, where: str) -> ConfigProblem:
    return ConfigProblem(f"{text!r} ({where}) is no mail address.", "Write name@clinic.org.")


def _refuse_unknown(table: Mapping[str, object]) -> None:
    secrets = sorted(name for name in table if name.lower() in _SECRET)
    if secrets:
        raise ConfigProblem(
            f"The password must not stand in evidence.toml ({secrets[0]} in [mail]).",
            f"Remove the line, change the password, and type: export {PASSWORD}=...",
        )
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise ConfigProblem(
            f"[mail] has no setting {unknown[0]!r}.", f"It has: {', '.join(sorted(_KEYS))}."
        )


def _text(table: Mapping[str, object], name: str, default: str = "") -> str:
    value = table.get(name, default)
    if not isinstance(value, str):
        raise ConfigProblem(f"{name} in [mail] is not a text.", f'Write {name} = "..."')
    return value.strip()


def _list(table: Mapping[str, object]) -> tuple[str, ...]:
    value = table.get("to", [])
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ConfigProblem("to in [mail] is not a list.", 'Write to = ["ana@clinic.org"].')
    return tuple(value)


def _port(table: Mapping[str, object], security: str) -> int:
    value = table.get("port", _PORTS[security])
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _HIGHEST_PORT:
        raise ConfigProblem("port in [mail] is no port.", f"Write port = {_PORTS[security]}.")
    return value
