"""What the authority in charge asks of the requests of the units below it."""
