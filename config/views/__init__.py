"""Pages of the frame: home, search, the account, and the answers when something went wrong."""
