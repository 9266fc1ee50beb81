"""Erasing: a request's key and rows in one transaction, then whatever else of ours still holds it."""
