"""What each operation does, by section of the document. An operation returns its `data`."""
