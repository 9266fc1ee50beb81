"""The register of messages, and the sealed files that carry them from post to post."""
