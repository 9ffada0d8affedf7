"""Generated test images."""

from io import BytesIO

from PIL import Image, ImageDraw


def bars(width: int, height: int) -> bytes:
    """Draw a small bar chart as PNG."""
    image = Image.new("RGB", (width, height), "#16182c")
    draw = ImageDraw.Draw(image)
    count, floor = 24, height - 24
    step = (width - 48) / count
    for i in range(count):
        left = 24 + i * step
        top = floor - (0.25 + ((i * 37) % 60) / 100) * (height - 60)
        draw.rounded_rectangle((left, top, left + step * 0.6, floor), 3, fill="#6fe3bd")
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
