# The parts of script/docs: one module for each check.
