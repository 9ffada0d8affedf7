"""The operator's contact for questions, as a link."""


def link_of(contact: str | None) -> str | None:
    """Return the address that opens a contact; None for one that is only a text."""
    if contact is None:
        return None
    if contact.startswith("@"):
        return f"https://t.me/{contact[1:]}"
    return contact if contact.startswith("https://") else None
