"""The command line: a thin skin over the office. Must not decide, store or render anything."""
