"""Papers: the bordereau d'envoi, the note verbale, and the note to the reader of a dispatch."""
