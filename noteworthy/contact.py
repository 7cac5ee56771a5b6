"""An address where a reader reports a concern, from whoever runs the site: e-mail or web."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to."""

    words: str
    """As it is shown."""
    link: str

    def about(self, subject: str) -> str:
        """Return the link for a concern about something: a letter begun, or the web address as it is."""
        return f"{self.link}?subject={quote(subject)}" if self.link.startswith("mailto:") else self.link


def understood(given: str) -> Contact | None:
    """Return what an address means; ``None`` where it is neither an e-mail nor a web address."""
    given = given.strip()
    parts = urlsplit(given)
    if not given.isprintable() or any(sign in given for sign in " <>\"'"):
        return None
    if parts.scheme in ("http", "https") and parts.netloc:
        return Contact(given, given)
    name, at, host = given.partition("@")
    if name and at and "." in host and not parts.scheme and "?" not in given:
        return Contact(given, f"mailto:{quote(given, safe='@.+-_')}")
    return None
