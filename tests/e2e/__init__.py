"""The command as its users run it: subprocesses, a terminal."""
