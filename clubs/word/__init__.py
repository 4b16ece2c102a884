"""Reports written in Word: a .docx becomes a draft report, and what could not be taken over is listed."""
