"""Cryptography of exchange: passphrases, identities, seals, notes, age files.

Knows nothing of requests, databases or screens. Every primitive comes from a library
(`cryptography`, `argon2-cffi`); what is written here are the formats around them.
"""
