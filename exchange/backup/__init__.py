"""Backups: a store copied while it is in use, restored after a fire, moved to another machine."""
