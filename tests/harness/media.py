"""tests/harness/media.py - what a test needs to see in media: ffmpeg and ffprobe do the decoding, plain Python the rest.

    probe(mp4)                  the video stream's fields, with its frames counted
    frames(mp4, 160, 90)        every frame as bytes of grey, at that size
    psnr(a, b)                  of two byte strings, in dB
    luma(media, index)          (width, height, bytes): one frame's luma as it is
"""
import json
import math
import os
import subprocess
import tempfile


def run(*words, data=None):
    done = subprocess.run(words, input=data, stdin=subprocess.DEVNULL if data is None else None, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=120)
    assert done.returncode == 0, f"{words[0]}: {done.stderr.decode(errors='replace')[-2000:]}"
    return done.stdout


class Kept:
    """Bytes as a file, for programs that seek."""

    def __init__(self, data, suffix=".mp4"):
        self.data, self.suffix = data, suffix

    def __enter__(self):
        handle, self.path = tempfile.mkstemp(prefix="candela-test-", suffix=self.suffix)
        with os.fdopen(handle, "wb") as file:
            file.write(self.data)
        return self.path

    def __exit__(self, *_):
        os.unlink(self.path)


def probe(data):
    with Kept(data) as path:
        seen = json.loads(run("ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", path))
    assert len(seen["streams"]) == 1, "one video track and nothing else"
    return seen["streams"][0]


def raw(data, filters, suffix=".mp4", pixels="gray"):
    with Kept(data, suffix) as path:
        return run("ffmpeg", "-v", "error", "-i", path, "-vf", filters, "-f", "rawvideo", "-pix_fmt", pixels, "-")


def frames(data, width, height, pixels="gray"):
    whole = raw(data, f"scale={width}:{height}:flags=area", pixels=pixels)
    size = width * height * (3 if pixels == "rgb24" else 1)
    return [whole[at:at + size] for at in range(0, len(whole), size)]


def mse(first, second):
    assert len(first) == len(second) and first, (len(first), len(second))
    return sum((a - b) * (a - b) for a, b in zip(first, second)) / len(first)


def decibels(error):
    """PSNR of a mean squared error of 8-bit samples."""
    return 99.0 if error == 0 else 10 * math.log10(255 * 255 / error)


def psnr(first, second):
    return decibels(mse(first, second))


def luma(data, index=0, area=None, size=None, suffix=".mp4"):
    """A frame's luma as BT.709 video has it; `area` (x, y, width, height) of it, at `size` (width, height)."""
    filters = [f"select=eq(n\\,{index})", "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd"]
    if area:
        filters.append("crop={2}:{3}:{0}:{1}".format(*area))
    if size:
        filters.append("scale={}:{}:flags=bicubic+accurate_rnd".format(*size))
    return raw(data, ",".join(filters + ["format=yuv444p", "extractplanes=y"]), suffix)


def picture(width, height, kind="testsrc2"):
    """A PNG by one of ffmpeg's generators, which know even sizes only."""
    even = "{}x{}".format(width + width % 2, height + height % 2)
    join = ":" if "=" in kind else "="
    return run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"{kind}{join}size={even}:rate=1", "-vf",
               f"crop={width}:{height}:0:0:exact=1,format=rgb24", "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-")


def clip(width, height, seconds, rate=24):
    """An MP4 by ffmpeg's generator."""
    with Kept(b"") as path:
        run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"testsrc2=size={width}x{height}:rate={rate}", "-t",
            str(seconds), "-c:v", "libx264", "-crf", "12", "-pix_fmt", "yuv420p", path)
        with open(path, "rb") as file:
            return file.read()
