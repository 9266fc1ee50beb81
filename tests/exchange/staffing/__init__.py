"""Changes of who works at the post, and of what each may know."""
