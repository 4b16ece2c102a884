"""Real files for the demo and the tests, made in memory.

pdf("Titre", pages=12)   docx("Titre")   xlsx("Titre", rows)   tagged("Titre", chapters)   scanned(pdf("Titre"))
"""

from demo.files.accessible import scanned, tagged
from demo.files.office import docx, xlsx
from demo.files.pdf import ASSOCIATION, WORDS, Chapter, pdf

__all__ = ["ASSOCIATION", "WORDS", "Chapter", "docx", "pdf", "scanned", "tagged", "xlsx"]
