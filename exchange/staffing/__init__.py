"""Who leaves, changes his work or loses a grant: what he held is taken from him and replaced at once."""
