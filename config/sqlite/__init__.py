"""SQLite as Django has it, plus the exact decimal functions of the price rule."""
