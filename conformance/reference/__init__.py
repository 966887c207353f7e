"""The mathematics of taper a second time, in mpmath, from the written definitions alone."""
