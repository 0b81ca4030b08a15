"""The values and sums of the program: plain Python, no file, no clock, no library."""
