"""An independent implementation of taper's mathematics in mpmath, from the written definitions only."""
