#!/usr/bin/env python3
"""Draws icon.png: a white check mark whose long stroke is a twig ("virga") on a slanted square; no library needed."""
import pathlib
import struct
import zlib

SIZE = 256
OVER = 3  # samples per pixel and axis


def distance(x, y, ax, ay, bx, by):
    dx, dy = bx - ax, by - ay
    t = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
    return ((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2) ** 0.5


STROKES = [((62, 138), (108, 184), 11), ((108, 184), (198, 66), 11), ((150, 129), (150, 88), 7), ((171, 101), (208, 110), 7)]


def sample(x, y):
    """Colour and coverage of one point."""
    cx, cy = min(max(x, 52), SIZE - 52), min(max(y, 52), SIZE - 52)
    if ((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 > 44:
        return (0, 0, 0, 0)
    if any(distance(x, y, *a, *b) <= width for a, b, width in STROKES):
        return (255, 255, 255, 255)
    shade = y / SIZE
    return (int(24 + 22 * shade), int(110 - 36 * shade), int(92 - 12 * shade), 255)


def pixel(px, py):
    total = [0, 0, 0, 0]
    for i in range(OVER * OVER):
        r, g, b, a = sample(px + (i % OVER + 0.5) / OVER, py + (i // OVER + 0.5) / OVER)
        for channel, value in enumerate((r * a, g * a, b * a, a)):
            total[channel] += value
    alpha = total[3]
    return bytes((*(total[c] // alpha if alpha else 0 for c in range(3)), alpha // (OVER * OVER)))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(SIZE)) for y in range(SIZE))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0))
png += chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
pathlib.Path(__file__).with_name("icon.png").write_bytes(png)
