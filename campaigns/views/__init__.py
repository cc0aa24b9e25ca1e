"""Pages about campaigns, a module for each."""
