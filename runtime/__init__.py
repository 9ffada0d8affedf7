"""What every process of ours needs: settings, logs, metrics, and the clock."""
