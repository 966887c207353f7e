# The parts of script/docs: one file a thing that is kept true.
