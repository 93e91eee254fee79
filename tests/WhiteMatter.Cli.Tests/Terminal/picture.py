"""Draws what `tmux capture-pane -p -e` prints as an SVG picture, character by character.

    tmux capture-pane -p -e | python3 picture.py > docs/images/repl.svg

Characters that fonts disagree on (Braille patterns, half blocks and bars) are drawn as shapes.
"""
import re
import sys
from html import escape

CELL, LINE = 8.4, 18.0
BACK, FORE = "#1c1f24", "#d7dae0"
COLOURS = ["#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0"]
BRIGHT = ["#7f848e", "#f07178", "#b5e890", "#ffd580", "#82c4ff", "#dd92f0", "#7fdbe6", "#ffffff"]


def apply(codes, style):
    codes = [int(code or 0) for code in codes.split(";")]
    while codes:
        code = codes.pop(0)
        if code == 0:
            style.update(fore=None, back=None, bold=False)
        elif code == 1:
            style["bold"] = True
        elif 30 <= code <= 37:
            style["fore"] = COLOURS[code - 30]
        elif 90 <= code <= 97:
            style["fore"] = BRIGHT[code - 90]
        elif code in (38, 48) and codes:
            if codes.pop(0) == 2:
                colour = "#%02x%02x%02x" % tuple(codes[:3])
                del codes[:3]
            else:
                grey = codes.pop(0)
                colour = "#%02x%02x%02x" % ((8 + 10 * (grey - 232),) * 3) if grey >= 232 else "#000000"
            style["fore" if code == 38 else "back"] = colour
        elif code == 39:
            style["fore"] = None
        elif code == 49:
            style["back"] = None


def shape(letter, x, y, fore):
    """A character that is drawn, or None where a font does."""
    code = ord(letter)
    if 0x2800 < code <= 0x28FF:
        bits = code - 0x2800
        places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
        return "".join(
            f'<circle cx="{x + CELL * (0.27 + 0.46 * column):.2f}" cy="{y + LINE * (0.125 + 0.25 * row):.2f}" r="1.15" fill="{fore}"/>'
            for bit, (column, row) in enumerate(places) if bits >> bit & 1)
    if 0x2581 <= code <= 0x2588:
        height = LINE * (code - 0x2580) / 8
        return f'<rect x="{x:.2f}" y="{y + LINE - height:.2f}" width="{CELL + 0.1:.2f}" height="{height:.2f}" fill="{fore}"/>'
    if letter == "▀":
        return f'<rect x="{x:.2f}" y="{y:.2f}" width="{CELL + 0.1:.2f}" height="{LINE / 2 + 0.1:.2f}" fill="{fore}"/>'
    if letter == "─":
        return f'<path d="M{x:.2f} {y + LINE / 2:.2f}h{CELL + 0.1:.2f}" stroke="{fore}"/>'
    if letter == "│":
        return f'<path d="M{x + CELL / 2:.2f} {y:.2f}v{LINE}" stroke="{fore}"/>'
    if letter == "└":
        return f'<path d="M{x + CELL / 2:.2f} {y:.2f}v{LINE / 2}h{CELL / 2}" fill="none" stroke="{fore}"/>'
    return None


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    style = dict(fore=None, back=None, bold=False)
    parts, widest = [], 0
    for row, line in enumerate(lines):
        y, column, run, start, shown = 8 + row * LINE, 0, "", 0, dict(style)

        def flush():
            if run.strip():
                weight = ' font-weight="bold"' if shown["bold"] else ""
                parts.append(
                    f'<text x="{8 + start * CELL:.2f}" y="{y + 13.5:.2f}" textLength="{len(run) * CELL:.2f}" fill="{shown["fore"] or FORE}"{weight}>{escape(run).replace(" ", chr(160))}</text>')

        for piece in re.split("(\x1b\\[[0-9;]*m)", line):
            if piece.startswith("\x1b"):
                flush()
                run = ""
                apply(piece[2:-1], style)
                shown, start = dict(style), column
                continue
            for letter in piece:
                x, fore = 8 + column * CELL, style["fore"] or FORE
                if style["back"]:
                    parts.append(f'<rect x="{x:.2f}" y="{y:.2f}" width="{CELL + 0.1:.2f}" height="{LINE + 0.1:.2f}" fill="{style["back"]}"/>')
                drawn = shape(letter, x, y, fore)
                if drawn is None:
                    run += letter
                else:
                    flush()
                    parts.append(drawn)
                    run, start = "", column + 1
                column += 1
        flush()
        widest = max(widest, column)
    width, height = 16 + widest * CELL, 16 + len(lines) * LINE
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="13.5" xml:space="preserve">'
          f'<rect width="100%" height="100%" rx="6" fill="{BACK}"/>{"".join(parts)}</svg>')


main()
