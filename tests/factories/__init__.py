"""What tests are made of: one factory per model, and ``cast`` for the names that recur."""
