"""XMP (ISO 16684-1): the properties of a packet, in whatever of RDF's forms a program wrote them."""

import re
from dataclasses import dataclass, field

from defusedxml import ElementTree
from django.conf import settings

from core.file_text import decode

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/1.1/": "dc",
    "http://purl.org/dc/terms/": "dc",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
}
# What XML 1.0 doesn't allow and programs copy from elsewhere.
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.I,
)


@dataclass
class Properties:
    """By name, « dc:creator », the texts of a packet; those of a choice of languages begin with the site's."""

    texts: dict[str, list[str]] = field(default_factory=dict)

    def all(self, name: str) -> list[str]:
        return self.texts.get(name, [])

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")


def read_xmp(packet: bytes) -> Properties:
    """Raises what an XML parser does on a packet that is broken; an empty packet has no properties."""
    properties = Properties()
    if not packet.strip(b"\x00 \r\n\t"):
        return properties
    for node in _nodes(_parsed(packet)):
        for name, text in node.items():
            _keep(properties, name, [text])
        for element in node:
            _keep(properties, element.tag, _texts(element))
    return properties


def _parsed(packet: bytes):
    """The root element; a packet in UTF-8 may stand among bytes that aren't its own."""
    try:
        return ElementTree.fromstring(packet)
    except ElementTree.ParseError:
        start, end = packet.find(b"<"), packet.rfind(b">") + 1
        inner = re.search(rb"<((?:\w+:)?(?:xmpmeta|xapmeta|RDF))\b.*</\1\s*>", packet, re.S)
        cut = inner[0] if inner else packet[start:end]
        return ElementTree.fromstring(_mended(_FORBIDDEN.sub(b"", cut)))


def _mended(xml: bytes) -> bytes:
    """What programs forget: the coding of other letters, « & » written out, prefixes declared."""
    text = re.sub(r"&(?!#?\w+;)", "&amp;", decode([xml])[0])
    used = set(re.findall(r"(?:</?|\s)([A-Za-z][\w.-]*):[\w.-]+(?=[\s=/>])", text))
    declared = set(re.findall(r"xmlns:([\w.-]+)\s*=", text)) | {"xml", "xmlns"}
    known = {prefix: address for address, prefix in reversed(_NAMESPACES.items())}
    known["rdf"] = _RDF.strip("{}")
    missing = "".join(
        f' xmlns:{prefix}="{known.get(prefix, prefix)}"' for prefix in sorted(used - declared)
    )
    return re.sub(r"<[\w:.-]+", lambda tag: tag[0] + missing, text, count=1).encode()


def _nodes(root) -> list:
    """What holds the properties: the nodes of each RDF, whatever wraps it, or of a packet without one."""
    graphs = list(root.iter(f"{_RDF}RDF"))
    if graphs:
        return [node for graph in graphs for node in graph]
    return list(root.iter(f"{_RDF}Description"))


def _keep(properties: Properties, name: str, texts: list[str]) -> None:
    namespace, _, local = name.rpartition("}")
    prefix = _NAMESPACES.get(namespace.lstrip("{"))
    texts = [text.strip() for text in texts if text and text.strip()]
    if prefix and texts:
        properties.texts.setdefault(f"{prefix}:{local}", []).extend(texts)


def _texts(element) -> list[str]:
    """The items of an array, or the one text of an element."""
    for kind in ("Seq", "Bag", "Alt"):
        found = element.find(f"{_RDF}{kind}")
        if found is not None:
            items = list(found)
            if kind == "Alt":
                items = sorted(items, key=_preference)[:1]
            return [_text(item) for item in items]
    return [_text(element)]


def _preference(item) -> int:
    language = item.get(_LANGUAGE, "").lower()
    if language.split("-")[0] == settings.LANGUAGE_CODE.split("-")[0]:
        return 0 if _text(item).strip() else 3
    return 1 if language == "x-default" and _text(item).strip() else 2 if _text(item).strip() else 3


def _text(element) -> str:
    """A literal, or the value of a structure that says more about it (rdf:value)."""
    value = next(element.iter(f"{_RDF}value"), None)
    if value is None:
        attribute = next(
            (e.get(f"{_RDF}value") for e in element.iter() if e.get(f"{_RDF}value")), None
        )
        return attribute or "".join(element.itertext())
    return "".join(value.itertext())
