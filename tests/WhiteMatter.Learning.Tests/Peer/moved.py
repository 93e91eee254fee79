"""An image sampled trilinearly at A v + b, in scipy.

    moved.py FOLDER    writes moved.f32 (X x Y x Z)

FOLDER holds image.f32 (X x Y x Z) and settings.json with size, matrix (rows of A) and offset (b).
"""
import json
import os
import sys

import numpy
from scipy import ndimage


def main(folder):
    with open(os.path.join(folder, "settings.json")) as f:
        s = json.load(f)
    image = numpy.fromfile(os.path.join(folder, "image.f32"), numpy.float32).reshape(s["size"])
    # What lies outside the grid is 0 and enters the interpolation at its border.
    moved = ndimage.affine_transform(
        image.astype(float), numpy.reshape(s["matrix"], (3, 3)), s["offset"], order=1, mode="grid-constant", cval=0.0
    )
    moved.astype(numpy.float32).tofile(os.path.join(folder, "moved.f32"))


main(*sys.argv[1:])
