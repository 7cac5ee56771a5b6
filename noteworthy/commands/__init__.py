"""The commands, grouped by whom they serve; `noteworthy.cli` puts them together. Only these and it speak."""
