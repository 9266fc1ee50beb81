"""What a file to import holds, whatever wrote it."""
