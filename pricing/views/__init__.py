"""Pages about prices, a module for each."""
