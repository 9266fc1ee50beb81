"""The post's book of law: the texts that ship, and those that its heads added."""
