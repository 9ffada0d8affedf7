"""The errors of a login, whichever way it goes."""

from typing import Literal

Reason = Literal[
    "payload_too_long",
    "payload_unknown",
    "payload_used",
    "login_busy",
    "wallet_incomplete",
    "ton_api_unavailable",
    "other_account",
    "order_open",
    "way_not_offered",
    "link_invalid",
    "link_expired",
    "link_taken",
]
LinkReason = Literal["link_invalid", "link_expired", "link_taken"]


class LoginError(Exception):
    """A login that cannot continue; the text is for the user.

    Attributes:
        reason: why, as a code from a closed set.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason: Reason = reason


class WayNotOfferedError(LoginError):
    """A login in a way that the operator does not offer."""

    def __init__(self) -> None:
        super().__init__("way_not_offered", "This way to log in is not offered here.")


class OrderOpenError(LoginError):
    """A login that would change the account while an order of the present one is open."""

    def __init__(self) -> None:
        message = "An order is still open. You can change the account when it has ended."
        super().__init__("order_open", message)


_LINK_MESSAGES: dict[LinkReason, str] = {
    "link_invalid": "This link is not valid here.",
    "link_expired": "This link has expired. Ask for a new one.",
    "link_taken": "This link was used by somebody else, or you have used another one before.",
}


class LinkError(LoginError):
    """A link for a known user that cannot be used."""

    def __init__(self, reason: LinkReason) -> None:
        super().__init__(reason, _LINK_MESSAGES[reason])


def busy() -> LoginError:
    """Return the error of a login that another request is still handling."""
    return LoginError("login_busy", "This login is still being handled. Try again shortly.")
