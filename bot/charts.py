"""The income of the last days as a picture: drawn by Pillow in a thread, and cached.

A bot cannot know whether a chat is light or dark, so the picture is a dark card with a
background of its own.
"""

import asyncio
import io
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from bot.formats import SMALL
from bot.translate import Words
from portfolio.overview import MinedDay

WIDTH, HEIGHT = 1080, 640  # pixels; Telegram shows it at the width of a phone
DAYS = 30
KEPT = 64  # pictures, of some 10 KB each

_CARD, _GRID, _BAR, _LAST = "#17212b", "#2b3a4a", "#e8913a", "#ffc46b"
_TEXT, _FAINT = "#f2f5f8", "#9fb0c0"
_LEFT, _RIGHT, _TOP, _BOTTOM = 150, 40, 130, 80
_STEPS = tuple(map(Decimal, ("1", "1.5", "2", "2.5", "3", "4", "5", "7.5", "10")))


class Charts:
    """Draws charts in a thread and keeps the latest."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, tuple[MinedDay, ...]], bytes] = OrderedDict()

    async def income(self, words: Words, days: Sequence[MinedDay]) -> bytes | None:
        """Return a PNG of the last DAYS days, oldest first; None for no days at all."""
        shown = tuple(days[-DAYS:])
        if not shown:
            return None
        key = (words.language, shown)
        if key not in self._kept:
            self._kept[key] = await asyncio.to_thread(draw, words, shown)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]


def draw(words: Words, days: Sequence[MinedDay]) -> bytes:
    """Return a PNG of a bar per day from the first to the last; days without income stay empty."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _CARD)
    pen = ImageDraw.Draw(image)
    values = {day.date: day.value for day in days}
    last = max(values)
    first = max(min(values), last - timedelta(days=DAYS - 1))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    top = _round_up(max(*values.values(), Decimal("1e-8")))
    _head(pen, words, days, sat=top <= SMALL)
    _scale(pen, words, top)
    _bars(pen, span, values, top)
    _dates(pen, words, span)
    file = io.BytesIO()
    # Few colours make a small file; the edges of letters need some of their own.
    image.quantize(64, method=Image.Quantize.FASTOCTREE).save(file, "PNG", compress_level=6)
    return file.getvalue()


def _round_up(value: Decimal) -> Decimal:
    """Return the next value from above that four equal steps of round numbers divide."""
    unit = Decimal(1).scaleb((value / 4).adjusted())
    return next(step * unit * 4 for step in _STEPS if step * unit * 4 >= value)


def _head(pen: ImageDraw.ImageDraw, words: Words, days: Sequence[MinedDay], *, sat: bool) -> None:
    """Write the title, and the average in the unit of the scale."""
    average = sum((day.value for day in days), Decimal(0)) / len(days)
    about = words.plain("chart-average", amount=words.figures.btc(average, sat=sat))
    if not any(day.value for day in days):
        about = words.plain("chart-none")
    pen.text((40, 66), words.plain("chart-title"), _TEXT, _font("SemiBold", 42), anchor="ls")
    pen.text((WIDTH - _RIGHT, 66), about, _FAINT, _font("Regular", 30), anchor="rs")


def _scale(pen: ImageDraw.ImageDraw, words: Words, top: Decimal) -> None:
    """Draw four lines with their amounts, in satoshi or BTC for all of them."""
    sat = top <= SMALL
    unit = "sat" if sat else "BTC"
    pen.text((_LEFT - 16, _TOP - 30), unit, _FAINT, _font("Regular", 24), anchor="rs")
    for step in range(5):
        value = top * step / 4
        y = _y(value, top)
        pen.line((_LEFT, y, WIDTH - _RIGHT, y), _GRID, 2)
        text = words.figures.number(value * 10**8 if sat else value, 2 if sat else 8)
        pen.text((_LEFT - 16, y), text, _FAINT, _font("Regular", 24), anchor="rm")


def _bars(
    pen: ImageDraw.ImageDraw, span: Sequence[date], values: dict[date, Decimal], top: Decimal
) -> None:
    for day in span:
        value = values.get(day, Decimal(0))
        if value <= 0:
            continue
        left, right = _x(day, span)
        box = (left, min(_y(value, top), _y(Decimal(0), top) - 4), right, _y(Decimal(0), top))
        pen.rounded_rectangle(
            box, 6, _LAST if day == span[-1] else _BAR, corners=(True, True, False, False)
        )


def _dates(pen: ImageDraw.ImageDraw, words: Words, span: Sequence[date]) -> None:
    """Write about five dates, the last one always."""
    every = max(1, -(-len(span) // 5))
    for day in span[::-1][::every]:
        left, right = _x(day, span)
        text = words.figures.day(day, today=span[-1])
        font = _font("Regular", 26)
        middle = min((left + right) / 2, WIDTH - 16 - font.getlength(text) / 2)
        pen.text((middle, HEIGHT - _BOTTOM + 34), text, _FAINT, font, anchor="ms")


def _x(day: date, span: Sequence[date]) -> tuple[float, float]:
    """Return the left and right edge of a day's bar."""
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(span), 7)
    width = min(slot * 0.72, 60)
    middle = _LEFT + slot * ((day - span[0]).days + 0.5)
    return middle - width / 2, middle + width / 2


def _y(value: Decimal, top: Decimal) -> float:
    return HEIGHT - _BOTTOM - float(value / top) * (HEIGHT - _TOP - _BOTTOM)


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    content = files("bot").joinpath(f"fonts/Inter-{weight}.otf").read_bytes()
    return ImageFont.truetype(io.BytesIO(content), size)
