"""Answers what Pillow makes of a picture: `pillow.py WIDTH HEIGHT TARGET_WIDTH TARGET_HEIGHT`, raw RGB in and out."""

import sys

from PIL import Image


def main() -> None:
    width, height, target_width, target_height = (int(argument) for argument in sys.argv[1:])
    image = Image.frombytes("RGB", (width, height), sys.stdin.buffer.read())
    resized = image.resize((target_width, target_height), Image.Resampling.BILINEAR)
    sys.stdout.buffer.write(resized.tobytes())


main()
