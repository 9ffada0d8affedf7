"""What a view returns: a message, independent of Telegram's types."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

TEXT_LIMIT = 4096  # characters after Telegram has read the HTML, so counting the HTML is safe
CAPTION_LIMIT = 1024


class Does(Enum):
    """What a button does with its `to`."""

    TAP = "callback data"
    APP = "address in the mini-app"
    LINK = "web address"
    SHARE = "inline query in a chat to choose"


@dataclass(frozen=True)
class Button:
    """A button under a message. `label` is plain text."""

    label: str
    to: str
    does: Does = Does.TAP


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class File:
    """Bytes that go with a message."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Screen:
    """A message: HTML, buttons, and a picture or a document whose caption the text then is.

    `toast` is shown for a moment where a button was tapped. With `alert` it is a window to close,
    and the message of the button stays as it is; the text is sent where no window can be shown.
    """

    text: str
    rows: Rows = ()
    photo: File | None = None
    document: File | None = None
    toast: str = ""
    alert: bool = False


def rows(*lines: Iterable[Button]) -> Rows:
    """Return the rows of buttons, without empty ones."""
    return tuple(line for line in map(tuple, lines) if line)


def fit(lines: Sequence[str], limit: int = TEXT_LIMIT) -> str:
    """Join lines to a text that Telegram takes; what does not fit ends in an ellipsis."""
    text = "\n".join(lines)
    if len(text) <= limit:
        return text
    kept: list[str] = []
    length = 1
    for line in lines:
        length += len(line) + 1
        if length > limit:
            break
        kept.append(line)
    return "\n".join([*kept, "…"])
