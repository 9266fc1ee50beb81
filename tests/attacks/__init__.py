"""What each attacker of docs/threat-model.md tries, with real files and raw keys."""
