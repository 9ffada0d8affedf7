"""Shared parts of all storage in Redis: connections, keys, locks, batches, encryption."""
