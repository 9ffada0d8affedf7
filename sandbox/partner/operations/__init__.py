"""Implementations of the operations, by section of the document. Each returns its `data`."""
