"""Machine-readable zones: ICAO's own examples, round trips, and what one altered sign gives."""
