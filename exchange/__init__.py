"""The product: the domain, the encrypted store, the log, the dispatches.

Knows no screen and prints nothing. `exchange.desk` is the one door.
"""
