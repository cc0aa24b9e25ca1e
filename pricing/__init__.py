"""For how much: items, sales prices, line discounts, customer terms and the price rule."""
