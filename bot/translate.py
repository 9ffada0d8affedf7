"""Texts in the user's language: Fluent messages, with every value from outside escaped."""

from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from typing import cast

from fluent.runtime import FluentBundle, FluentResource

from accounts.preferences import DEFAULT_TIME_ZONE, LANGUAGES
from bot.formats import Formats


class Markup(str):
    """Text that is HTML already and must not be escaped."""

    __slots__ = ()


class Words:
    """Looks up the messages of one language. `figures` formats its numbers and dates."""

    def __init__(self, language: str, time_zone: str, bundle: FluentBundle) -> None:
        self.language = language
        self.figures = Formats(language, time_zone)
        self._bundle = bundle

    def __call__(self, name: str, /, **values: str | int) -> Markup:
        """Return a message as HTML; every text among `values` is escaped unless it is Markup.

        Raises LookupError for a missing message or value: a fault in our code.
        """
        safe = {key: _html(value) for key, value in values.items()}
        return Markup(self.plain(name, **safe))

    def plain(self, name: str, /, **values: str | int) -> str:
        """Return a message as plain text: for buttons, toasts and file names."""
        message = self._bundle.get_message(name)
        if message.value is None:
            raise LookupError(f"the message {name} has no text")
        text, errors = self._bundle.format_pattern(message.value, values)
        if errors:
            raise LookupError(f"the message {name} cannot be made: {errors[0]}")
        return cast(str, text)


@lru_cache(maxsize=2000)  # there are some 600 time zones
def words(language: str, time_zone: str = DEFAULT_TIME_ZONE) -> Words:
    """Return the texts of one of LANGUAGES, with times in an IANA time zone."""
    return Words(language, time_zone, _bundle(language))


@cache
def _bundle(language: str) -> FluentBundle:
    if language not in LANGUAGES:
        raise ValueError("no such language")
    # Some clients of Telegram show the isolation marks of Fluent as boxes.
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(source(language)))
    return bundle


def source(language: str) -> str:
    """Return the Fluent file of a language."""
    return files("locales").joinpath(f"{language}.ftl").read_text("utf-8")


def _html(value: str | int) -> str | int:
    return escape(value, quote=False) if type(value) is str else value
