"""Who there is: services and their cards and keys, the members of the post, their grants."""
