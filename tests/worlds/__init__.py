"""Random small worlds for hypothesis: all on which the price of an order line depends, in awkward numbers."""
