"""One module a library: the specs to print and how that library is made to print them."""
