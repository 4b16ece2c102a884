"""Titles, captions and names that programs, cameras and phones write where nobody has written anything."""

import re

from core.file_text import clean_line

_EXTENSIONS = (
    r"docx?|docm|dotx?|odt|ott|fodt|rtf|pptx?|pptm|ppsx?|potx?|odp|xlsx?|xlsm|ods|csv|pdf|txt|md|"
    r"html?|php|aspx?|indd|indb|indt|idml|qx[dpb]|pub|ai|psd|cdr|svg|eps|ps|fm|tex|dvi|pages|key|"
    r"numbers|vsdx?|mpp|dwg|sla|afpub|afdesign|jpe?g|jfif|jpe|png|gif|tiff?|bmp|heic|heif|avif|webp|"
    r"dng|cr[23]|nef|arw|orf|rw2|raf|mp4|mov|zip|eml|msg"
)
_FILE_NAME = re.compile(rf"\.(?:{_EXTENSIONS})(?: ?\[.*\]| ?\(.*\))?$", re.I)

_NUMBER = r"(?:[-_ ]?\(?\d{1,3}\)?(?!\d)){0,2}"
_LENGTH = 200  # characters: what is longer was written by somebody
_UNTITLED = (
    "sans[-_ ]?(?:titre|nom)|untitled|unnamed|unbenannt|sin título|senza titolo|ohne titel|no title"
)
_MADE = (
    r"processed|created|made|edited|shot|taken|generated|captured|photographed|written|produced|"
    r"rendered|exported"
)
_MAKERS = (
    r"apple|iphone|ipad|android|google|nikon|canon|olympus|sony|panasonic|lumix|fujifilm|fuji|pentax|"
    r"kodak|ricoh|leica|casio|samsung|huawei|honor|xiaomi|redmi|oppo|oneplus|realme|vivo|wiko|"
    r"motorola|nokia|lg|hp|epson|gopro|dji"
)
_APPS = "snapchat|instagram|snapseed|vsco|canva|facebook|picasa|whatsapp|gimp|photoshop"
# What cameras, phones and messengers put before a number when they name a file.
_PREFIXES = (
    r"img|mg|dscn?|dscf|dsc_|p|pict|mvi|pxl|dji|gopr|gp|cimg|hpim|sam|sdc|kimg|wp|wa|fb_img|received|"
    r"image|photo|scan|dcp|imgp|imag|pano|burst|mmexport|cam|vlcsnap|snapchat|video|vid|tumblr|"
    r"resized|cropped|thumbnail"
)
# What some phones note of a picture: its mode, its filter.
_MODES = (
    r"cof|dav|bty|btf|btr|mde|hdrpl|rhdr|hdr|sdr|sdn|srgb|edf|ozedf|oznor|oznorWO|nor|ptr|fptr|rptr|"
    r"rpt|dig|burst|vivid|qrf|qpt|mfnr|jhdr|yhdr|mma|maker|pt|kjhk|ptfbty|rbty|edof"
)

_ANY_CASE = (
    # office programs, page makers, printers and scanners
    r"microsoft (?:office )?(?:word|powerpoint|excel|publisher|visio)(?: ?[-–—] ?.*)?",
    r"présentation powerpoint|powerpoint[- ](?:presentation|präsentation)|presentación de powerpoint",
    r"(?:document|doc|classeur|book|workbook|présentation|presentation|brochure|feuil(?:le)?|sheet|tableur"
    rf"|diapositive|slide|diapo){_NUMBER}",
    r"(?:mise en page|layout|composition|maquette)[-_ ]?\d{1,3}",
    r"(?:nouveau|new) (?:document )?microsoft .*|new doc(?:ument)?[\d\W]*|camscanner.*",
    r"(?:(?:document|présentation|presentation|classeur|diaporama|image|photo) )?"
    rf"(?:{_UNTITLED})(?: (?:document|presentation|spreadsheet|image))?{_NUMBER}",
    r"titre|title|titre du document|document title|objet|subject|nom du document|titre de la présentation",
    r"\(?(?:anonymous|none|null|undefined|unspecified|unknown|inconnue?|default|n/?a)\)?",
    r"(?:cliquez|click|modifiez|tapez|saisissez) .*(?:titre|title|texte|text|nom|sujet)(?: du masque)?",
    r"(?:scan|numérisation|impression|print|copie|fax)[-_ .:\d]*\d",
    r"scanned(?: (?:document|image|(?:from|by|with) .*))?",
    r"full page photo|page vierge|blank page|print preview|aperçu avant impression",
    r"adobe (?:photoshop|indesign|illustrator|acrobat|lightroom|express|stock|pdf)\b.*",
    r"(?:https?|file|about|blob|data):\S*|[a-z]:\\.*|\\\\.*",
    # cameras, phones and image editors
    r"(?:[-\w]+ ){0,4}digital (?:still )?cameras?\W*|(?:sony|samsung|minolta) (?:dsc|camera).*|camera pictures",
    r"(?:exif[-_ ]?)?jpe?g(?:[-_ ](?:picture|t\d+|file|image))?|my beautiful picture|<?kenox\b.*",
    rf"(?:{_MADE}|optimi[sz]ed) (?:with|by|using) .*|file written by .*",
    rf"(?:créée?|réalisée?|modifiée?|prise?) (?:avec|par|sur) (?:adobe|l['’]ia|{_MAKERS}|{_APPS})\b.*",
    r"(?:creator|software) ?:.*|lead technologies.*|acd systems.*|applemark|(?:ai[- ])?generated image",
    r"screen[-_ ]?shot(?:[-_ ].*\d.*)?|capture d['’]? ?écran.*|capture[-_ .:\d]*",
    r"(?:image )?whatsapp[-_ ].*\d.*|signal-\d.*",
    rf"(?:image|photo|picture|img|camera|dcim|dscn?|dsc[f0]|dcfc|{_MAKERS}|{_APPS})(?:[-_ ]?\(?\d{{1,4}}\)?)?",
    r"(?:\w+\s*[:=]\s*[-\w.]+\s*[;,]\s*){2,}.*|\[.*\]|\{.*\}|binary comment|charset=.*|oplus_\d+",
    # names of files without their extension, numbers, nothing at all
    rf"_?(?:{_PREFIXES})[-_ ]?\(?\d{{2,}}\)?[-_\w()]*(?: ?\(\d+\))?",
    r"[^\s@]*_[^\s@]*|[0-9a-f]{8}-[0-9a-f]{4}-\S+|[0-9a-f]{16,}|[\W\d_]*",
)
_WRITTEN_BY_PROGRAMS = re.compile(f"{'|'.join(_ANY_CASE)}|(?-i:{_MODES})", re.I)


def is_written_by_program(text: str, own_words: str = "") -> bool:
    """Whether a title, a caption or a name is one that a program, a camera or a phone writes by itself.

    `own_words` are the maker, the model and the program that the file names elsewhere: a text that says nothing
    else is theirs. Nothing at all is nobody's: True for an empty text.
    """
    text = clean_line(text)
    if len(text) > _LENGTH:
        return False
    if _WRITTEN_BY_PROGRAMS.fullmatch(text) or _FILE_NAME.search(text):
        return True
    return set(_words(text)) <= set(_words(own_words))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
