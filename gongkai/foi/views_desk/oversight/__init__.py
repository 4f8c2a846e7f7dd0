"""Pages of the supervision of requests."""
