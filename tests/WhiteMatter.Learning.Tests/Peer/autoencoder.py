"""The autoencoder of UDIP after the table of methods.md, "The model", in PyTorch: what tests and the benchmark compare with.

    autoencoder.py train FOLDER    losses, gradients of the first step and latents, from the weights and volumes in FOLDER
    autoencoder.py course FOLDER   losses of each epoch with the batches, schedule, AdamW, accumulation and clipping that settings.json states, and the latents after
    autoencoder.py save FOLDER     state dicts of the weights in FOLDER as people save them: names of the published code, prefixes, checkpoints of Lightning
    autoencoder.py time FOLDER     seconds of each training step and of encoding each volume, by the clock and of the processor, and the most resident memory
    autoencoder.py phases FOLDER   seconds of each training step by the clock, and of its parts in as many steps more in which the device is waited for after each part

FOLDER holds settings.json (with device, precision and channels_last for a GPU), weights.safetensors, volumes.f32 (n x C x X x Y x Z) and mask.f32 (C x X x Y x Z); and where training sees others than it
is to make, of each step one after the other, drawn.f32, seen.f32 and, of the loss, parts.f32, which of each person together are 1. Where settings.json has modalities, the number C of channels, loss_weights are theirs, and present.f32 (steps x batch x C) says who has an image in which. Where settings.json has beta the network is variational, and draws.f32 (steps x batch x latents) are what its latents are drawn with.
"""
import argparse
import collections
import contextlib
import json
import math
import os
import resource
import sys
import time

import numpy
import torch
from torch import nn

import transformer


def paddings(size):
    """Padding of pool and up, output padding of up, and the halved size, of one axis."""
    if size % 2 == 1:
        return 1, 1, (size + 1) // 2
    padding = 1 if (size // 2) % 2 == 1 else 0
    return padding, 0, size // 2 + padding


NORMALISERS = {
    "batch": nn.BatchNorm3d,
    # What nn.InstanceNorm3d(o, affine=True) computes, in the order in which groups are summed.
    "instance": lambda o: nn.GroupNorm(o, o),
    "group": lambda o: nn.GroupNorm(max(g for g in (1, 2, 4, 8) if o % g == 0), o),
    "none": lambda o: nn.Identity(),
}
ACTIVATIONS = {"leaky_relu": lambda: nn.LeakyReLU(0.01), "relu": nn.ReLU, "elu": nn.ELU, "gelu": nn.GELU, "silu": nn.SiLU}


def block(i, o, kernel=3, normalisation="batch", activation="leaky_relu"):
    layers = []
    for a in (i, o):
        layers += [nn.Conv3d(a, o, kernel, padding=kernel // 2), NORMALISERS[normalisation](o), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers)


class Autoencoder(nn.Module):
    def __init__(self, size, channels, latents, variational=False, convolutions=None, modalities=1):
        super().__init__()
        more = convolutions or {}
        self.draws = None
        self.blocks, self.pools = nn.ModuleList([block(modalities, channels[0], **more)]), nn.ModuleList()
        sizes, ways = [tuple(size)], []
        for a, b in zip(channels, channels[1:]):
            pads, outs, halves = zip(*(paddings(d) for d in sizes[-1]))
            self.pools.append(nn.MaxPool3d(2, padding=pads))
            self.blocks.append(block(a, b, **more))
            ways.append((pads, outs))
            sizes.append(halves)
        self.shape = (channels[-1],) + tuple(sizes[-1])
        flat = int(numpy.prod(self.shape))
        self.encode_last, self.decode_first = nn.Linear(flat, latents), nn.Linear(latents, flat)
        self.log_variance = nn.Linear(flat, latents) if variational else None
        back = []
        for (pads, outs), b, a in zip(reversed(ways), reversed(channels), reversed(channels[:-1])):
            back += [block(b, a, **more), nn.ConvTranspose3d(a, a, 2, stride=2, padding=pads, output_padding=outs)]
        self.back = nn.Sequential(*back, block(channels[0], channels[0], **more), nn.Conv3d(channels[0], modalities, 1))

    def flat(self, x):
        x = self.blocks[0](x)
        for pool, convolutions in zip(self.pools, self.blocks[1:]):
            x = convolutions(pool(x))
        return x.flatten(1)

    def encode(self, x):
        return self.encode_last(self.flat(x))

    def decode(self, z):
        return self.back(self.decode_first(z).reshape((-1,) + self.shape))

    def forward(self, x):
        if self.log_variance is None:
            return self.decode(self.encode(x))
        flat = self.flat(x)
        self.mean, self.log_variances = self.encode_last(flat).float(), self.log_variance(flat).float()
        return self.decode(self.mean + torch.exp(0.5 * self.log_variances) * self.draws)

    def divergence(self):
        """Of the last pass, the mean over people."""
        return 0.5 * (self.mean**2 + self.log_variances.exp() - self.log_variances - 1).sum() / len(self.mean)

    def layers(self):
        """Layers with weights, in the order in which they are applied."""
        for part in filter(None, (self.blocks, self.encode_last, self.log_variance, self.decode_first, self.back)):
            yield from (m for m in part.modules() if isinstance(m, (nn.Conv3d, nn.BatchNorm3d, nn.InstanceNorm3d, nn.GroupNorm, nn.ConvTranspose3d, nn.Linear)))


def read_safetensors(path):
    with open(path, "rb") as f:
        length = int.from_bytes(f.read(8), "little")
        header = json.loads(f.read(length))
        data = f.read()
    kinds = {"F32": numpy.float32, "I64": numpy.int64}
    return {
        name: numpy.frombuffer(data[t["data_offsets"][0] : t["data_offsets"][1]], kinds[t["dtype"]]).reshape(t["shape"])
        for name, t in header.items()
        if name != "__metadata__"
    }


def load(network, settings, folder):
    # Both sides apply their layers in one order, so the layers' tensors are matched by it and their names are not needed.
    stored = read_safetensors(os.path.join(folder, "weights.safetensors"))
    layers = []
    for name in settings["layers"]:
        layers.append({k[len(name) + 1 :]: v for k, v in stored.items() if k.startswith(name + ".")})
    for layer, values in zip(network.layers(), layers, strict=True):
        layer.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in values.items()}, strict=True)
    return stored


ORDINALS = ["first", "second", "third", "fourth", "fifth"]


def published(network, levels):
    """The network's state under the names of the code published with Patel et al. 2024."""
    parts = [("first_cnn", network.blocks[0])] + [(f"{o}_encoder", b) for o, b in zip(ORDINALS, network.blocks[1:])]
    parts += [("encoding_mlp", network.encode_last), ("decoding_mlp", network.decode_first)]
    for i in range(levels - 1):
        parts += [(f"{ORDINALS[i]}_decoder", network.back[2 * i]), (f"{ORDINALS[i]}_transconv", network.back[2 * i + 1])]
    parts += [("last_cnn", nn.Sequential(*network.back[2 * (levels - 1)], network.back[2 * (levels - 1) + 1]))]
    return collections.OrderedDict((f"{name}.{k}", v) for name, part in parts for k, v in part.state_dict().items())


def save(network, s, ours, folder):
    def path(name):
        return os.path.join(folder, name)

    state = published(network, len(s["channels"]))
    torch.save(state, path("published.pt"))
    torch.save({k: nn.Parameter(v) if v.is_floating_point() else v for k, v in state.items()}, path("parameters.pt"))
    torch.save({"model." + k: v for k, v in state.items()}, path("prefixed.pt"))
    torch.save({k: v.half() if v.is_floating_point() else v for k, v in state.items()}, path("half.pt"))
    torch.save({k: v.bfloat16() if v.is_floating_point() else v for k, v in state.items()}, path("bfloat16.pt"))
    torch.save({k: v.t().contiguous().t() if v.dim() == 2 else v for k, v in state.items()}, path("transposed.pt"))
    whole = torch.cat([v.flatten() for v in state.values() if v.is_floating_point()])
    places, views = 0, {}
    for k, v in state.items():
        views[k] = whole[places : places + v.numel()].view(v.shape) if v.is_floating_point() else v
        places += v.numel() if v.is_floating_point() else 0
    torch.save(views, path("shared.pt"))
    torch.save({"module." + k: v for k, v in ours.items()}, path("ours.pt"))
    adam = torch.optim.Adam(network.parameters())
    torch.save(
        {
            "epoch": 3,
            "global_step": 1 << 40,
            "pytorch-lightning_version": "1.5.0",
            "state_dict": collections.OrderedDict(("model." + k, v) for k, v in state.items()),
            "hyper_parameters": argparse.Namespace(lr=0.0005248, path="x", big=1 << 80),
            "callbacks": {"ModelCheckpoint": {"best_model_score": torch.tensor(0.25), "monitor": "val_loss"}},
            "optimizer_states": [adam.state_dict()],
        },
        path("lightning.ckpt"),
    )
    torch.save({"missing": 1, **{k: v for k, v in state.items() if "second_encoder.4" not in k}}, path("incomplete.pt"))
    torch.save({**state, "extra.weight": torch.zeros(2)}, path("extra.pt"))
    torch.save({**state, "encoding_mlp.bias": torch.zeros(7)}, path("shape.pt"))
    torch.save({k: v.double() if v.is_floating_point() else v for k, v in state.items()}, path("double.pt"))
    torch.save(network, path("object.pt"))
    torch.save(state, path("old.pt"), _use_new_zipfile_serialization=False)
    torch.save([1, 2], path("list.pt"))


def of_modalities(squares, over, present, weights):
    """The mean over people of the weighted mean, over the modalities that a person has, of the mean squared error over voxels."""
    voxels = over.double().sum((2, 3, 4)).expand(len(squares), -1)
    shares = torch.tensor(weights, dtype=torch.float64, device=squares.device) * present * (voxels > 0)
    shares = shares / shares.sum(1, keepdim=True)
    # As one weighted sum, in whose order both programs add: what last bits differ Adam's first steps enlarge.
    loss = (squares * (over * (shares / voxels.clamp(min=1)).float()[:, :, None, None, None])).sum() / len(squares)
    errors = (squares * over).detach().double().sum((2, 3, 4)) / voxels.clamp(min=1)
    assert abs((errors * shares).sum(1).mean().item() / loss.item() - 1) < 1e-5
    return loss


def course(network, volumes, mask, s):
    """Epochs with the batches that are given: torch's AdamW and clip_grad_norm_, a rate that rises by steps and then follows a cosine by epochs."""
    adam = torch.optim.AdamW(network.parameters(), lr=s["lr"], weight_decay=s["weight_decay"])
    losses = []
    for epoch, batches in enumerate(s["epochs"]):
        network.train()
        total, groups = 0.0, [batches[i : i + s["accumulate"]] for i in range(0, len(batches), s["accumulate"])]
        for step, group in enumerate(groups):
            adam.zero_grad()
            people = sum(map(len, group))
            for batch in group:
                x = volumes[batch]
                loss = ((network(x) - x) ** 2 * mask).sum() / (mask.sum() * len(x))
                (loss * (len(batch) / people)).backward()
                total += loss.item() * len(batch)
            torch.nn.utils.clip_grad_norm_(network.parameters(), s["clip"])
            if epoch < s["warm_up"]:
                rate = s["lr"] * (epoch * len(groups) + step + 1) / (s["warm_up"] * len(groups))
            else:
                rate = s["lr"] * (1 + math.cos(math.pi * (epoch - s["warm_up"]) / (len(s["epochs"]) - s["warm_up"]))) / 2
            adam.param_groups[0]["lr"] = rate
            adam.step()
        losses.append(total / sum(map(len, batches)))
    return losses


def of_steps(path, shape, device):
    return torch.from_numpy(numpy.fromfile(path, numpy.float32)).reshape(shape).to(device) if os.path.exists(path) else None


def main(mode, folder):
    with open(os.path.join(folder, "settings.json")) as f:
        s = json.load(f)
    torch.set_num_threads(s["threads"])
    channels = s.get("modalities", 1)
    size, batch, precision = s["size"], s["batch"], s.get("precision") or "fp32"
    device = torch.device(s.get("device") or "cpu")
    on_gpu = device.type == "cuda"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision != "fp32"
    short = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(precision)
    layout = torch.channels_last_3d if s.get("channels_last") else torch.contiguous_format
    beta = s.get("beta")
    if "patch" in s:
        network = transformer.Transformer(size, s)
        stored = read_safetensors(os.path.join(folder, "weights.safetensors"))
        network.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in stored.items()}, strict=True)
    else:
        network = Autoencoder(size, s["channels"], s["latents"], beta is not None, s.get("convolutions"), channels)
        stored = load(network, s, folder)

    def digits():
        return torch.autocast("cuda", dtype=short) if short else contextlib.nullcontext()

    def wait():
        if on_gpu:
            torch.cuda.synchronize()

    network = network.to(device, memory_format=layout)
    volumes = torch.from_numpy(numpy.fromfile(os.path.join(folder, "volumes.f32"), numpy.float32)).reshape([-1, channels] + size).to(device)
    mask = torch.from_numpy(numpy.fromfile(os.path.join(folder, "mask.f32"), numpy.float32)).reshape([1, channels] + size).to(device)
    if mode == "save":
        save(network, s, {k: torch.from_numpy(v.copy()) for k, v in stored.items()}, folder)
        return
    if mode == "course":
        with open(os.path.join(folder, "course.json")) as f:
            losses = course(network, volumes, mask, json.load(f))
        network.eval()
        with torch.no_grad():
            torch.cat([network.encode(v[None]) for v in volumes]).numpy().tofile(os.path.join(folder, "latents.f32"))
        print(json.dumps(losses))
        return
    drawn, seen, parts = (of_steps(os.path.join(folder, name), [s["steps"], batch, channels] + size, device) for name in ("drawn.f32", "seen.f32", "parts.f32"))
    present = of_steps(os.path.join(folder, "present.f32"), [s["steps"], batch, channels], device)
    draws = of_steps(os.path.join(folder, "draws.f32"), [s["steps"], batch, s["latents"]], device)
    scaler = torch.cuda.amp.GradScaler() if short == torch.float16 else None
    adam = torch.optim.Adam(network.parameters(), lr=s["lr"])
    losses, wall, cpu, gradients = [], [], [], []
    spent = {"begun": [], "forward": [], "backward": [], "adam": []}

    def lap(name, since):
        wait()
        spent[name].append(time.perf_counter() - since)
        return time.perf_counter()

    for step in range(s["steps"] * (2 if mode == "phases" else 1)):
        apart = step >= s["steps"]
        x = volumes[(step * batch) % len(volumes) :][:batch] if drawn is None else drawn[step]
        given = x if seen is None else seen[step]
        wait()
        start, start_cpu = time.perf_counter(), time.process_time()
        adam.zero_grad()
        network.draws = None if draws is None else draws[step]
        with digits():
            made = network(given)
        squares = (made - x) ** 2
        if channels > 1:
            loss = of_modalities(squares, mask if parts is None else (parts[step] > 0).float(), present[step], s["loss_weights"])
        else:
            loss = (squares * mask).sum() / (mask.sum() * len(x)) if parts is None else (squares * parts[step]).sum() / len(x)
        if beta is not None:
            loss = loss + 2 * beta / mask.sum() * network.divergence()
        mark = lap("forward", start) if apart else start
        (scaler.scale(loss) if scaler else loss).backward()
        if step == 0 and mode == "train":
            parameters = network.parameters() if "patch" in s else (p for layer in network.layers() for p in (layer.weight, layer.bias))
            gradients = [p.grad.clone().flatten() for p in parameters]
        mark = lap("backward", mark) if apart else mark
        if scaler:
            scaler.step(adam)
            scaler.update()
        else:
            adam.step()
        if apart:
            lap("adam", mark)
            continue
        spent["begun"].append(time.perf_counter() - start)
        losses.append(loss.item())
        wait()
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - start_cpu)
    if mode == "phases":
        print(json.dumps({"wall": wall, **spent}))
        return
    peak = torch.cuda.max_memory_allocated() if on_gpu else 0
    network.eval()
    latents, encoding, encoding_cpu = [], [], []
    with torch.no_grad(), digits():
        for i in range(len(volumes)):
            wait()
            start, start_cpu = time.perf_counter(), time.process_time()
            latents.append(network.encode(volumes[i : i + 1]))
            wait()
            encoding.append(time.perf_counter() - start)
            encoding_cpu.append(time.process_time() - start_cpu)
    if mode == "time":
        resident = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"wall": wall, "cpu": cpu, "encoding": encoding, "encoding_cpu": encoding_cpu, "peak": [peak], "resident": [resident]}))
        return
    if "patch" in s:
        torch.save(network.state_dict(), os.path.join(folder, "trained.pt"))
    torch.cat(gradients).cpu().numpy().tofile(os.path.join(folder, "gradients.f32"))
    torch.cat(latents).float().cpu().numpy().tofile(os.path.join(folder, "latents.f32"))
    print(json.dumps(losses))


if __name__ == "__main__":
    main(*sys.argv[1:])
