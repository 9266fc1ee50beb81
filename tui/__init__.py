"""Everything that a person touches: the `exchange` command. It holds no rule of the domain."""

VERSION = "0.1.0"
"""As pyproject.toml says (a test compares them): asking the installed package's takes too long."""
