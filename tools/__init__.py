"""What sets up, runs, checks and measures the project: `python -m tools.<name>`, called by the Makefile."""
