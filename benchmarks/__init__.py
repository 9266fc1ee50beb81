"""What must be fast, measured as ratios against a floor of the same run."""
