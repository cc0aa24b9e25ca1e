"""Pages about segments, a module for each."""
