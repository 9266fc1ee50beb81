"""The encrypted store: engine, rows, seals, the log's tables, key wraps, the state folder.

Who needs what: `engine` opens the file, `rows` reads and writes tables, `sealed` seals content into
a row, `journal` appends to the log in the same transaction, `vault` holds the keys while unlocked.
"""
