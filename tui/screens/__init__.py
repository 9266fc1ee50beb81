"""The screens, one a file: an area each, or what opens above one."""
