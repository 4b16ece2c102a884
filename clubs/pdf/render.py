"""Makes a PDF of what lies in a folder: `python -m clubs.pdf.render FOLDER BASE_URL`; prints its number of pages.

Run as a program of its own, without Django, so that its limits stop it and nothing else. The folder holds
`report.html` and the files that it names as `part:photo.jpg`; nothing is fetched from anywhere else. Without
arguments it only tries whether WeasyPrint finds the libraries that it needs; exit status 3 says that it doesn't.
"""

import sys
from contextlib import redirect_stdout
from mimetypes import guess_type
from pathlib import Path

NO_LIBRARIES = 3


def weasyprint():
    if sys.platform == "darwin":
        from ctypes.macholib import dyld

        dyld.DEFAULT_LIBRARY_FALLBACK.append("/opt/homebrew/lib")  # not looked through by itself
    try:
        with redirect_stdout(sys.stderr):  # it explains itself at length
            import weasyprint
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(NO_LIBRARIES)
    return weasyprint


def make(folder: Path, base_url: str) -> int:
    """Writes `report.pdf` into the folder; links are taken from `base_url`. Returns the number of pages."""
    printer = weasyprint()

    class Folder(printer.URLFetcher):  # type: ignore[name-defined]
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            if scheme != "part" or "/" in name:
                raise ValueError(f"Nothing is fetched from {url}")
            kind = guess_type(name)[0] or "application/octet-stream"
            body = (folder / name).read_bytes()
            return printer.urls.URLFetcherResponse(url, body, {"Content-Type": kind})

    html = printer.HTML(
        string=(folder / "report.html").read_text(encoding="utf-8"),
        base_url=base_url,
        url_fetcher=Folder(),
    )
    cache = folder / "cache"  # photos wait on the disk
    cache.mkdir()
    options = {"pdf_variant": "pdf/ua-1", "cache": cache}
    document = html.render(**options)
    document.write_pdf(folder / "report.pdf", **options)
    return len(document.pages)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        weasyprint()
    else:
        print(make(Path(sys.argv[1]), sys.argv[2]))
