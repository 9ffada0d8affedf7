"""What the chat shows: from answers to messages, pure. A file per subject."""
