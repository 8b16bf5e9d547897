"""Parts of office files that pack what they show, and parts that show nothing to anybody.

The first are pictures, films, sounds, fonts and PDF.

Each is known by the ending of its name and by its first bytes, which have to agree. The offsets and
bytes are those of the formats' own definitions (ISO 15948, ISO 10918, TIFF 6.0, ISO 32000, ISO
14496-12, RIFF, ASF, OpenType).
"""

from collections.abc import Mapping

_Signs = tuple[tuple[int, bytes], ...]  # where one stands, and what; one of them is enough

_TIFF: _Signs = ((0, b"II*\0"), (0, b"MM\0*"))
_JPEG: _Signs = ((0, b"\xff\xd8\xff"),)
_FILM: _Signs = ((4, b"ftyp"), (4, b"moov"), (4, b"mdat"), (4, b"wide"), (4, b"free"))
_FONT: _Signs = ((0, b"\0\1\0\0"), (0, b"true"), (0, b"ttcf"), (0, b"OTTO"))
_SIGNS: Mapping[str, _Signs] = {
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": ((0, b"GIF8"),),
    "bmp": ((0, b"BM"),),
    "tif": _TIFF,
    "tiff": _TIFF,
    "wdp": ((0, b"II\xbc"),),
    "ico": ((0, b"\0\0\1\0"),),
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xfa"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    "mp4": _FILM,
    "m4a": _FILM,
    "m4v": _FILM,
    "mov": _FILM,
    "wav": ((8, b"WAVE"),),
    "avi": ((8, b"AVI "),),
    "wmv": ((0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),),
    "ttf": _FONT,
    "otf": _FONT,
    "pdf": ((0, b"%PDF-"),),
}
_SETTINGS = "settings.xml"


def shows_nothing(name: str) -> bool:
    """Whether a part holds settings of a printer or a program, which say nothing of the document.

    Examples
    --------
    >>> shows_nothing("xl/printerSettings/printerSettings1.bin"), shows_nothing("word/settings.xml")
    (True, False)
    """
    folder, _, last = name.lower().rpartition("/")
    if last == _SETTINGS:  # of an OpenDocument file, or of an object in it
        return not folder or (folder.startswith("object ") and "/" not in folder)
    return folder.endswith("printersettings")


def packs_what_it_shows(name: str, first: bytes) -> bool:
    """Whether a part is what the ending of its name says, and so holds little plain text.

    Examples
    --------
    >>> packs_what_it_shows("media/a.gif", b"GIF89a"), packs_what_it_shows("a.gif", b"SECRET")
    (True, False)
    """
    signs = _SIGNS.get(name.rpartition(".")[2].lower(), ())
    return any(first.startswith(sign, at) for at, sign in signs)
