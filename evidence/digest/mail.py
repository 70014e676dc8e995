"""A digest by e-mail: text with an HTML alternative, over SMTP with verified TLS."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import quote

from evidence.digest.mail_settings import MailSettings
from evidence.digest.model import Digest
from evidence.digest.sending import SECONDS, identity
from evidence.digest.text import plain
from evidence.digest.wording import subject
from evidence.errors import ConfigProblem, EvidenceError, ServiceUnavailable

Render = Callable[[Digest, str], str]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address, told by a message of its own: no recipient sees another."""

    settings: MailSettings
    address: Address
    render: Render
    context: ssl.SSLContext | None = None  # default: the system's authorities
    timeout: float = SECONDS
    days: int = 7

    @property
    def name(self) -> str:
        """The address."""
        return self.address.addr_spec

    @property
    def key(self) -> str:
        """The ledger's name; the part before the @ may tell capitals apart."""
        return f"mail:{self.address.username}@{self.address.domain.lower()}"

    def lost(self) -> bool:
        """A mail that was accepted stays accepted."""
        return False

    def send(self, digest: Digest) -> None:
        """Hand the message to the server; raises where it did not accept it.

        ServiceUnavailable where the server cannot be reached or refuses for now,
        ConfigProblem where the settings are wrong. Never names the password.
        """
        letter = message(digest, self.settings, self.address, self.render)
        try:
            self._hand_over(letter)
        except smtplib.SMTPNotSupportedError as error:
            raise self._not_supported(error) from error
        except smtplib.SMTPAuthenticationError as error:
            raise ConfigProblem(
                f"The mail server {self.settings.host} does not accept the name and password"
                f" ({error.smtp_code}).",
                "Check user in [mail], and EVIDENCE_SMTP_PASSWORD.",
            ) from None  # its cause may repeat what was sent
        except ssl.SSLError as error:
            why = getattr(error, "verify_message", "") or error.reason or "no TLS"
            raise ConfigProblem(
                f"The mail server {self.settings.host} could not be trusted: {plain(str(why))}.",
                "Check host, port and security in [mail].",
            ) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise ServiceUnavailable(
                f"The mail server {self.settings.host}:{self.settings.port} did not take the"
                f" message: {_said(error)}.",
                "What was not delivered comes with the next run.",
            ) from error

    def _hand_over(self, letter: EmailMessage) -> None:
        settings = self.settings
        context = self.context or ssl.create_default_context()
        if settings.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.host, settings.port, timeout=self.timeout, context=context
            )
        else:
            connection = smtplib.SMTP(settings.host, settings.port, timeout=self.timeout)
        try:
            if settings.security == "starttls":
                connection.starttls(context=context)
            if settings.user:
                connection.login(settings.user, settings.password)
            connection.send_message(letter, settings.sender.addr_spec, [self.address.addr_spec])
        finally:
            # The message is accepted or refused by now: a quarrel over goodbye changes nothing.
            connection.close()

    def _not_supported(self, error: smtplib.SMTPNotSupportedError) -> EvidenceError:
        if "STARTTLS" in str(error):
            return ConfigProblem(
                f"The mail server {self.settings.host} offers no STARTTLS; nothing was sent"
                " in the clear.",
                'Write security = "tls" in [mail] if it speaks TLS from the start.',
            )
        return ConfigProblem(
            f"The mail server {self.settings.host} cannot do what is asked: {_said(error)}.",
            "Check user and the addresses in [mail].",
        )


def message(
    digest: Digest, settings: MailSettings, address: Address, render: Render
) -> EmailMessage:
    """The message for one address.

    Headers are made of cleaned text by the email package, which refuses a line break in one.
    """
    letter = EmailMessage()
    letter["Subject"] = plain(subject(digest))
    letter["From"] = settings.sender
    letter["To"] = address
    letter["Date"] = format_datetime(digest.generated)
    known = identity(f"mail:{address.addr_spec}", digest)
    letter["Message-ID"] = f"<{known}@{settings.sender.domain}>"
    sender = quote(settings.sender.addr_spec, safe="@")
    letter["List-Unsubscribe"] = f"<mailto:{sender}?subject=unsubscribe>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    letter.set_content(render(digest, "txt"))
    letter.add_alternative(render(digest, "html"), subtype="html")
    return letter


def _said(error: Exception) -> str:
    """What the server said or the system knows, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _answer(code, said)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, TimeoutError) or str(error).endswith("timed out"):
        return "it did not answer in time"
    return plain(str(error) or type(error).__name__).rstrip(". ")


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {plain(text)}".rstrip(". ")
