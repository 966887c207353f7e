"""One module per library: the specs, and how that library computes their rates."""
