"""tests/unit/media/foreign_files.py FOLDER - the media that test_foreign.c gives to the cage: good ones of every kind,
and broken, cut, lying and swollen ones. A good picture is 64x48 (unless its name says otherwise) with quarters of red,
green, blue and white, clockwise from the top left... written row by row: red green / blue white.
"""
import os
import struct
import subprocess
import sys
import zlib

FOLDER = sys.argv[1]
RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def save(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def colour(x, y, width, height):
    return ((RED, GREEN), (BLUE, WHITE))[y * 2 // height][x * 2 // width]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, kind, rows, interlace=0, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows, 1)) +
            chunk(b"IEND", b""))


def rows_of(width, height, pixel):
    return b"".join(b"\0" + b"".join(pixel(x, y) for x in range(width)) for y in range(height))


def pngs():
    w, h = 64, 48

    def rgb(x, y):
        return bytes(colour(x, y, w, h))

    def rgb16(x, y):
        return b"".join(struct.pack(">H", c * 257) for c in colour(x, y, w, h))

    def rgba(x, y):  # the white quarter is clear, over black
        c = colour(x, y, w, h)
        return bytes((0, 0, 0, 0)) if c == WHITE else bytes((*c, 255))

    save("rgb.png", png(w, h, 8, 2, rows_of(w, h, rgb)))
    save("rgb16.png", png(w, h, 16, 2, rows_of(w, h, rgb16)))
    save("rgba.png", png(w, h, 8, 6, rows_of(w, h, rgba)))
    index = {RED: 0, GREEN: 1, BLUE: 2, WHITE: 3}
    palette = chunk(b"PLTE", bytes(RED + GREEN + BLUE + (0, 0, 0))) + chunk(b"tRNS", bytes((255, 255, 255, 0)))
    packed = b"".join(b"\0" + bytes(sum(index[colour(x + i, y, w, h)] << (6 - 2 * i) for i in range(4))
                                    for x in range(0, w, 4)) for y in range(h))
    save("palette.png", png(w, h, 2, 3, packed, extra=palette))
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    adam7 = b"".join(b"\0" + b"".join(rgb(x, y) for x in range(x0, w, dx))
                     for x0, y0, dx, dy in passes for y in range(y0, h, dy))
    save("interlaced.png", png(w, h, 8, 2, adam7, interlace=1))
    good = png(w, h, 8, 2, rows_of(w, h, rgb))
    save("crc.png", good.replace(b"IDAT", b"IDAT", 1)[:-20] + b"\xff" + good[-19:])
    save("no_rows.png", png(w, h, 8, 2, b""))
    save("few_rows.png", png(w, h, 8, 2, rows_of(w, 10, rgb)))
    text = b"A\0\0" + zlib.compress(bytes(200_000_000), 9)
    save("text_bomb.png", png(w, h, 8, 2, rows_of(w, h, rgb), extra=chunk(b"zTXt", text) * 3))
    profile = b"A\0\0" + zlib.compress(bytes(200_000_000), 9)
    save("profile_bomb.png", png(w, h, 8, 2, rows_of(w, h, rgb), extra=chunk(b"iCCP", profile)))
    packer = zlib.compressobj(9)
    flat = b"".join(packer.compress(bytes(24001)) for _ in range(8000)) + packer.flush()
    head = b"\x89PNG\r\n\x1a\n"
    for name, width, height, interlace in (("flat_8000.png", 8000, 8000, 0), ("lying_30000.png", 30000, 30000, 0),
                                           ("lying_8001.png", 8001, 10, 0), ("huge.png", 2 ** 31 - 1, 2 ** 31 - 1, 0),
                                           ("zero.png", 0, 10, 0)):
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, interlace)
        save(name, head + chunk(b"IHDR", header) + chunk(b"IDAT", flat) + chunk(b"IEND", b""))
    packer = zlib.compressobj(1)
    flat = b"".join(packer.compress(b"\0" + bytes(8 * len(range(x0, 8000, dx))))
                    for x0, y0, dx, dy in passes for _ in range(y0, 8000, dy)) + packer.flush()
    header = struct.pack(">IIBBBBB", 8000, 8000, 16, 6, 0, 0, 1)  # 512 MB of samples
    save("interlaced_8000.png", head + chunk(b"IHDR", header) + chunk(b"IDAT", flat) + chunk(b"IEND", b""))


def gif(width, height, frames, interlace=False, left=0, top=0, screen=None, transparent=None, data=None):
    """A GIF whose LZW stream clears its table often enough to stay at codes of three bits (two-bit colours)."""
    sw, sh = screen or (width, height)
    out = b"GIF89a" + struct.pack("<HHBBB", sw, sh, 0x81, 0, 0) + bytes(RED + GREEN + BLUE + WHITE)
    order = range(height)
    if interlace:
        order = [y for start, step in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(start, height, step)]
    index = {RED: 0, GREEN: 1, BLUE: 2, WHITE: 3}
    for _ in range(frames):
        if transparent is not None:
            out += b"\x21\xf9\x04\x01\0\0" + bytes((transparent,)) + b"\0"
        out += b"," + struct.pack("<HHHHB", left, top, width, height, 0x40 if interlace else 0) + b"\x02"
        if data is None:
            codes, since = [4], 0
            for y in order:
                for x in range(width):
                    if since == 2:
                        codes.append(4)
                        since = 0
                    codes.append(index[colour(x, y, width, height)])
                    since += 1
            codes.append(5)
            bits = sum(code << (3 * i) for i, code in enumerate(codes))
            stream = bits.to_bytes(len(codes) * 3 // 8 + 1, "little")
        else:
            stream = data
        for at in range(0, len(stream), 255):
            part = stream[at:at + 255]
            out += bytes((len(part),)) + part
        out += b"\0"
    return out + b";"


def gifs():
    save("still.gif", gif(64, 48, 1))
    save("interlaced.gif", gif(64, 48, 1, interlace=True))
    save("clear.gif", gif(64, 48, 1, transparent=3))
    save("moving.gif", gif(64, 48, 2))
    save("inside.gif", gif(8, 8, 1, left=4, top=4, screen=(64, 48)))
    save("outside.gif", gif(64, 48, 1, left=60, screen=(64, 48)))
    save("no_picture.gif", gif(64, 48, 0))
    save("huge.gif", gif(65500, 65500, 1, data=b"\x04" * 10))
    save("lying_8000.gif", gif(8000, 8000, 1, data=b"\x04" * 10))
    save("extensions.gif", b"GIF89a" + struct.pack("<HHBBB", 64, 48, 0, 0, 0) + b"\x21\xfe\x01x\0" * 2_000_000 + b";")


def ffmpeg(name, *words, size="64x48", rate="24", seconds="1"):
    width, height = size.split("x")
    w, h = int(width) // 2, int(height) // 2
    boxes = (f"color=red:s={size}:r={rate}:d={seconds},drawbox={w}:0:{w}:{h}:0x00ff00:fill,"
             f"drawbox=0:{h}:{w}:{h}:blue:fill,drawbox={w}:{h}:{w}:{h}:white:fill")
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", boxes, *words,
                    os.path.join(FOLDER, name)], check=True, stdin=subprocess.DEVNULL)


def webps():
    ffmpeg("lossy.webp", "-frames:v", "1", "-c:v", "libwebp", "-q:v", "95")
    ffmpeg("lossless.webp", "-frames:v", "1", "-c:v", "libwebp", "-lossless", "1", "-pix_fmt", "bgra")
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "testsrc=s=64x48:r=4:d=1", "-c:v",
                    "libwebp_anim", "-lossless", "1", os.path.join(FOLDER, "moving.webp")], check=True)
    ffmpeg("large.webp", "-frames:v", "1", "-c:v", "libwebp", "-lossless", "1", "-compression_level", "0", "-pix_fmt",
           "bgra", size="8000x8000")
    with open(os.path.join(FOLDER, "lossless.webp"), "rb") as file:
        data = bytearray(file.read())
    at = data.index(b"VP8L") + 8
    data[at + 1:at + 5] = ((16383) | (16383 << 14)).to_bytes(4, "little")  # 16384x16384
    save("lying.webp", bytes(data))
    data[at + 1:at + 5] = ((7999) | (7999 << 14)).to_bytes(4, "little")
    save("lying_8000.webp", bytes(data))


def box(kind, data=b""):
    return struct.pack(">I", len(data) + 8) + kind + data


def videos():
    x264 = ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-pix_fmt", "yuv420p")
    ffmpeg("h264.mp4", *x264, "-movflags", "+faststart")
    ffmpeg("h264_end.mp4", *x264, "-metadata", "creation_time=2026-01-02T03:04:05Z")
    ffmpeg("fragments.mp4", *x264, "-movflags", "frag_keyframe+empty_moov")
    ffmpeg("h264_30.mp4", *x264, rate="30", seconds="2")
    ffmpeg("hevc.mp4", "-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p", "-tag:v", "hvc1",
           size="128x96")
    ffmpeg("deep.mp4", "-c:v", "libx265", "-x265-params", "log-level=none", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1",
           size="128x96")
    ffmpeg("vp8.webm", "-c:v", "libvpx", "-b:v", "1M")
    ffmpeg("vp9.webm", "-c:v", "libvpx-vp9", "-b:v", "1M")
    ffmpeg("av1.mkv", "-c:v", "libsvtav1", "-preset", "12", size="128x96")
    ffmpeg("prores.mov", "-c:v", "prores_ks")
    ffmpeg("mpeg4.avi", "-c:v", "mpeg4", "-q:v", "2")
    ffmpeg("ffv1.mkv", "-c:v", "ffv1")  # a codec that is not of the list
    ffmpeg("odd.mp4", "-c:v", "mpeg4", "-q:v", "2", size="66x50", rate="25")
    ffmpeg("wide_pixels.mp4", *x264, "-vf", "setsar=2/1")
    ffmpeg("8k.mp4", *x264, size="7680x4320", rate="4")
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac",
                    os.path.join(FOLDER, "sound.mp4")], check=True)
    for degrees in (90, 180, 270):
        # -display_rotation came with FFmpeg 6: the matrix of the track header is written here.
        with open(os.path.join(FOLDER, "h264.mp4"), "rb") as file:
            data = bytearray(file.read())
        at = data.index(b"tkhd") + 4 + 40
        one, minus = 0x10000, 0xffff0000
        a, b, c, d = {90: (0, one, minus, 0), 180: (minus, 0, 0, minus), 270: (0, minus, one, 0)}[degrees]
        data[at:at + 36] = struct.pack(">9I", a, b, 0, c, d, 0, 0, 0, 0x40000000)
        save(f"turned_{degrees}.mp4", bytes(data))
    with open(os.path.join(FOLDER, "h264.mp4"), "rb") as file:
        good = file.read()
    broken_videos(good)


def broken_videos(good):
    ftyp = good[:struct.unpack(">I", good[:4])[0]]
    save("half.mp4", good[:len(good) - 700])
    data = bytearray(good)
    at = data.index(b"avc1") + 4 + 24
    data[at:at + 4] = struct.pack(">HH", 65500, 65500)
    save("lying.mp4", bytes(data))
    at = bytes(data).index(b"dref")
    data = bytearray(good)
    data[at + 19] = 0  # "url ": not in this file
    save("elsewhere.mp4", bytes(data))
    at = good.index(b"stsz") + 12
    data = bytearray(good)
    data[at:at + 4] = b"\xff\xff\xff\xff"  # samples without end
    save("samples.mp4", bytes(data))
    save("no_moov.mp4", ftyp + box(b"mdat", bytes(1000)))
    save("empty.mp4", ftyp)
    nested = b""
    for _ in range(2000):
        nested = box(b"moov", nested)
    save("nested.mp4", ftyp + nested)
    save("list.mp4", ftyp + b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    save("hls.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
    save("concat.mp4", b"ffconcat version 1.0\nfile '/etc/passwd'\n")
    url = b"\0\0\0\0" + b"file:///etc/passwd\0"
    rmra = box(b"rmra", box(b"rmda", box(b"rdrf", b"\0\0\0\0url " + struct.pack(">I", 19) + b"file:///etc/passwd\0")))
    save("reference.mov", box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", rmra + box(b"dref", url)))
    save("ebml.webm", b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 1000)


def others():
    save("empty", b"")
    save("text.jpg", b"just words")
    save("vector.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>")
    save("bitmap.bmp", b"BM" + bytes(100))


for make in (pngs, gifs, webps, videos, others):
    make()
