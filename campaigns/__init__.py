"""What we do: campaigns, their status codes, target group and entries."""
