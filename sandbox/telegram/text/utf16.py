"""Text lengths and offsets as Telegram counts them."""


def units(text: str) -> int:
    """Count UTF-16 code units; a lone surrogate counts as one."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def byte_offset(text: str, index: int) -> int:
    """Return the UTF-8 byte offset of `text[index]`, as used in error messages."""
    return len(text[:index].encode("utf-8", "surrogatepass"))
