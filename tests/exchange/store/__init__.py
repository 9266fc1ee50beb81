"""The encrypted store: engine, rows, seals, journal, keys, unlocking."""
