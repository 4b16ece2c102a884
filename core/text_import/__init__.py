"""Texts written elsewhere, in Word or on the clipboard, become blocks of a body; what is left out is listed."""
