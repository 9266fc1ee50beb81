"""The tamper-evident log: pure functions over bytes; no database, no clock."""
