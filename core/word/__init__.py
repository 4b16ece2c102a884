"""Texts written in Word: what a .docx holds becomes a page's, and what could not be taken over is listed."""
