"""The parts of script/wheels and script/release."""
