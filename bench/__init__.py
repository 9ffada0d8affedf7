"""Speed, measured as ratios taken in one run: `python -m bench` prints the whole table."""
