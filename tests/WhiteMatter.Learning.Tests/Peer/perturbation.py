"""Paired t of what a decoder makes of people's latents moved by a step, in PyTorch and numpy.

    perturbation.py FOLDER    writes t.f64 (steps x X x Y x Z)

FOLDER holds what autoencoder.py starts from, and people.f32 and steps.f32 (n x latents).
"""
import json
import os
import sys

import numpy
import torch

import autoencoder


def main(folder):
    with open(os.path.join(folder, "settings.json")) as f:
        s = json.load(f)
    torch.set_num_threads(s["threads"])
    network = autoencoder.Autoencoder(s["size"], s["channels"], s["latents"])
    autoencoder.load(network, s, folder)
    network.eval()
    people, steps = (
        torch.from_numpy(numpy.fromfile(os.path.join(folder, name), numpy.float32)).reshape(-1, s["latents"])
        for name in ("people.f32", "steps.f32")
    )

    def decode(z):
        with torch.no_grad():
            return network.back(network.decode_first(z).reshape((-1,) + network.shape)).double().numpy()[:, 0]

    still = decode(people)
    maps = []
    for step in steps:
        d = decode(people + step) - still
        maps.append(numpy.abs(d.mean(0)) / d.std(0, ddof=1) * len(d) ** 0.5)
    numpy.stack(maps).tofile(os.path.join(folder, "t.f64"))


main(*sys.argv[1:])
