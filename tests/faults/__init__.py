"""What interrupts: kills, disks that fail."""
