"""What was agreed: orders, order lines, and the runs that put campaign prices on them."""
