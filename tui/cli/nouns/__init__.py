"""The nouns of the command line, a module each, imported only when the noun is named."""
