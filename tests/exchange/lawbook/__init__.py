"""The book of law: what heads add to it."""
