"""volumes.py FOLDER EDGE PEOPLE: volumes with a mask of half of each axis, whole and cut to the box of the mask beforehand, and their people."""

import struct
import sys
from pathlib import Path

import numpy as np

folder, edge, people = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
voxel = 3.0


def write(path: Path, values: np.ndarray, first: tuple) -> None:
    """NIfTI-1 in single precision, x falling; `first` is where the first voxel lies."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, *values.shape, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 16, 32)
    struct.pack_into("<8f", header, 76, 1, voxel, voxel, voxel, 0, 0, 0, 0)
    struct.pack_into("<f", header, 108, 352)
    struct.pack_into("<2f", header, 112, 1, 0)
    header[123] = 2
    struct.pack_into("<2h", header, 252, 0, 1)
    struct.pack_into("<4f", header, 280, -voxel, 0, 0, first[0])
    struct.pack_into("<4f", header, 296, 0, voxel, 0, first[1])
    struct.pack_into("<4f", header, 312, 0, 0, voxel, first[2])
    header[344:348] = b"n+1\0"
    path.write_bytes(bytes(header) + np.asfortranarray(values, dtype="<f4").tobytes(order="F"))


x, y, z = np.meshgrid(np.arange(edge), np.arange(edge * 9 // 8), np.arange(edge), indexing="ij")
mask = ((x - 0.55 * edge) / 0.32) ** 2 + ((y - 0.52 * edge) / 0.41) ** 2 + ((z - 0.42 * edge) / 0.29) ** 2 < edge**2
inside = [np.flatnonzero(mask.any(axis=tuple(other for other in range(3) if other != axis))) for axis in range(3)]
box = tuple(slice(each[0], each[-1] + 1) for each in inside)
whole_first = (80.0, -60.0, -50.0)
cut_first = (80.0 - voxel * box[0].start, -60.0 + voxel * box[1].start, -50.0 + voxel * box[2].start)
for name in ("whole", "cut"):
    (folder / name).mkdir(parents=True, exist_ok=True)
write(folder / "mask.nii", mask, whole_first)
write(folder / "cut-mask.nii", mask[box], cut_first)

# What all have in common, and four patterns of which each person has more or less.
common = 0.5 + 0.3 * np.sin(7 * x / edge) * np.cos(6 * y / edge) + 0.2 * z / edge
patterns = [np.sin(5 * x / edge), np.cos(6 * y / edge + 1), np.sin(8 * z / edge), x * y / edge**2 - 0.5]
rows = ["IID\tgroup"]
for person in range(people):
    random = np.random.default_rng(person)
    shares = random.standard_normal(len(patterns))
    volume = common + 0.15 * sum(share * pattern for share, pattern in zip(shares, patterns))
    volume = (volume + 0.02 * random.standard_normal(mask.shape)).astype("<f4")
    write(folder / "whole" / f"P{person}.nii", volume, whole_first)
    write(folder / "cut" / f"P{person}.nii", volume[box], cut_first)
    rows.append(f"P{person}\t{'fit' if person < people * 2 // 3 else 'rest'}")
(folder / "people.tsv").write_text("\n".join(rows) + "\n")
print("whole", *mask.shape, "box", *mask[box].shape)
