"""People register for what is held on a date: who has a place, who waits, and what they are told."""
