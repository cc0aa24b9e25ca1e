"""Settings, URLs and the registry of card tabs: sees every room, is imported by none."""
