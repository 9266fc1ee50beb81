"""The tests mirror the packages; `world` is what they stand on."""
