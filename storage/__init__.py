"""What every package keeps in Redis by: connections, keys, locks, batches, sealed values."""
