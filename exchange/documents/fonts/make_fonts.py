# mypy: disable-error-code="import-untyped"
"""Make the fonts of this folder from fonts-noto-core and fonts-noto-cjk, unpacked in `x/`; see README.md."""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

_TRUETYPE = Path("x/usr/share/fonts/truetype/noto")
_COLLECTION = Path("x/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_OUT = Path("out")
_SIMPLIFIED_CHINESE = 2  # its place in the collection
_MARKS_ONLY = ("ccmp", "mark", "mkmk")
_ALL_LAYOUT = ("*",)
_WHOLE = {
    "NotoSans-Regular": _MARKS_ONLY,
    "NotoSans-Bold": _MARKS_ONLY,
    "NotoNaskhArabic-Regular": _ALL_LAYOUT,
    "NotoNaskhArabic-Bold": _ALL_LAYOUT,
    "NotoSansHebrew-Regular": _ALL_LAYOUT,
    "NotoSansArmenian-Regular": _ALL_LAYOUT,
    "NotoSansGeorgian-Regular": _ALL_LAYOUT,
    "NotoSansThai-Regular": _ALL_LAYOUT,
    "NotoSansDevanagari-Regular": _ALL_LAYOUT,
}
_OUTLINE_ERROR = 2.0  # thousandths of the size
_NO_LIMITS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentDepth",
)
_SYMBOLS = ((0x20, 0x21), (0x2190, 0x2200), (0x2300, 0x2430), (0x2460, 0x2500), (0x25A0, 0x27C0))
_MATHS = ((0x20, 0x21), (0x2190, 0x2300), (0x27C0, 0x2800))


def _codable(codec: str, first: int, last: int) -> set[int]:
    """Return the codes that `codec` writes in two bytes."""
    found = set()
    for code in range(first, last):
        try:
            if len(chr(code).encode(codec)) == 2:
                found.add(code)
        except UnicodeEncodeError:
            continue
    return found


def _east_asian() -> set[int]:
    codes = _codable("gb2312", 0x3000, 0x10000) | _codable("shift_jis", 0x3000, 0x10000)
    codes |= _codable("euc_kr", 0xAC00, 0xD7B0) | set(range(0x3000, 0x3100)) | set(range(0xFF00, 0xFFF0))
    frequent = (0xA4, 0xC6)  # lead bytes of Big5 level 1
    codes |= {
        code
        for code in _codable("big5", 0x3000, 0x10000)
        if frequent[0] <= chr(code).encode("big5")[0] <= frequent[1]
    }
    return codes - set(range(0xE000, 0xF900))  # private use


def _save(font: TTFont, name: str, codes: set[int], features: tuple[str, ...]) -> None:
    options = subset.Options()
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.layout_features = list(features)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG", "MATH"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    if "CFF " in font:
        _to_truetype(font)
    font.recalcTimestamp = False
    font.save(_OUT / name)


def _to_truetype(font: TTFont) -> None:
    """Turn cubic outlines into quadratic ones: a PDF then needs no character map that readers ignore."""
    drawn, order = font.getGlyphSet(), font.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, _OUTLINE_ERROR, reverse_direction=True))
        table.glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), table
    for name in order:
        table.glyphs[name].recalcBounds(table)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(table.glyphs[name], "xMin", 0))
    font["maxp"].tableVersion = 0x00010000
    font["maxp"].maxZones = 1
    for limit in _NO_LIMITS:
        setattr(font["maxp"], limit, 0)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def _ranges(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last)}


def make() -> None:
    """Write each font into `out/`."""
    _OUT.mkdir(exist_ok=True)
    for name, features in _WHOLE.items():
        font = TTFont(_TRUETYPE / f"{name}.ttf")
        _save(font, f"{name}.ttf", set(font.getBestCmap()), features)
    symbols = TTFont(_TRUETYPE / "NotoSansSymbols2-Regular.ttf")
    _save(symbols, "NotoSansSymbols2-Subset.ttf", _ranges(_SYMBOLS), ())
    maths = TTFont(_TRUETYPE / "NotoSansMath-Regular.ttf")
    _save(maths, "NotoSansMath-Subset.ttf", _ranges(_MATHS), ())
    cjk = TTCollection(_COLLECTION).fonts[_SIMPLIFIED_CHINESE]
    _save(cjk, "NotoSansCJKsc-Subset.ttf", _east_asian(), ())


if __name__ == "__main__":
    make()
