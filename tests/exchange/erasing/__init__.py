"""Erasing a request: who may, what is left of it, what goes on after an interruption."""
