"""How orders and runs are written on pages."""
