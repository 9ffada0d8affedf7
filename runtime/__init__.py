"""What every process needs: settings, logs, metrics, the clock. It imports nothing of ours."""
