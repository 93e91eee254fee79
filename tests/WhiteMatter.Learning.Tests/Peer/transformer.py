"""An autoencoder of vision transformers in PyTorch, after Dosovitskiy et al. 2021 (blocks) and He et al. 2022 (decoder of patches): what tests and the benchmark compare with. Its state dict has the
program's names."""
import math

import numpy
import torch
from torch import nn
from torch.nn import functional


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        n, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(n, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        shares = (q * (width // self.heads) ** -0.5 @ k.transpose(2, 3)).softmax(-1)
        return self.proj((shares @ v).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.attn, self.norm2 = nn.LayerNorm(width), Attention(width, heads), nn.LayerNorm(width)
        self.mlp = nn.Sequential()
        self.mlp.add_module("fc1", nn.Linear(width, 4 * width))
        self.mlp.add_module("act", nn.GELU())
        self.mlp.add_module("fc2", nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Patches(nn.Module):
    def __init__(self, size, patch, width, channels):
        super().__init__()
        self.padding = [p for s in reversed(size) for p in (0, -s % patch)]
        self.proj = nn.Conv3d(channels, width, patch, stride=patch)

    def forward(self, x):
        return self.proj(functional.pad(x, self.padding)).flatten(2).transpose(1, 2)


class Positions(nn.Module):
    def __init__(self, counts, width, learned):
        super().__init__()
        if learned:
            self.weight = nn.Parameter(torch.zeros(math.prod(counts), width))
            return
        w = width // 6
        places = numpy.stack(numpy.meshgrid(*(numpy.arange(c) for c in counts), indexing="ij"), -1).reshape(-1, 3)
        angles = [places[:, axis, None] * 10000.0 ** (-numpy.arange(w) / w) for axis in range(3)]
        waves = numpy.concatenate([f(a) for a in angles for f in (numpy.sin, numpy.cos)], 1)
        self.register_buffer("weight", torch.from_numpy(waves.astype(numpy.float32)), persistent=False)

    def forward(self, x):
        return x + self.weight


class Volume(nn.Module):
    def __init__(self, size, counts, patch, channels):
        super().__init__()
        self.size, self.counts, self.patch, self.channels = size, counts, patch, channels

    def forward(self, x):
        (a, b, c), p = self.counts, self.patch
        x = x.reshape(-1, a, b, c, self.channels, p, p, p).permute(0, 4, 1, 5, 2, 6, 3, 7).reshape(-1, self.channels, a * p, b * p, c * p)
        return x[:, :, : self.size[0], : self.size[1], : self.size[2]]


class Transformer(nn.Module):
    def __init__(self, size, s):
        super().__init__()
        self.log_variance = None
        channels = s.get("modalities", 1)
        patch, width, learned = s["patch"], s["width"], s["positions"] == "Learned"
        counts = [-(-d // patch) for d in size]

        def half(parts):
            module = nn.Sequential()
            for name, part in parts:
                module.add_module(name, part)
            return module

        def blocks(count):
            return [(f"block{i + 1}", Block(width, s["heads"])) for i in range(count)]

        self.encoder = half(
            [("patch_embed", Patches(size, patch, width, channels)), ("positions", Positions(counts, width, learned))]
            + blocks(s["depth"])
            + [("norm", nn.LayerNorm(width)), ("latent", nn.Linear(width, s["latents"]))]
        )
        self.decoder = half(
            [("latent", nn.Linear(s["latents"], width)), ("positions", Positions(counts, width, learned))]
            + blocks(s["decoder_depth"])
            + [("norm", nn.LayerNorm(width)), ("output", nn.Linear(width, channels * patch**3)), ("volume", Volume(size, counts, patch, channels))]
        )

    def encode(self, x):
        for part in self.encoder[:-1]:
            x = part(x)
        return self.encoder.latent(x.mean(1))

    def decode(self, z):
        x = self.decoder.latent(z)[:, None]
        for part in self.decoder[1:]:
            x = part(x)
        return x

    def forward(self, x):
        return self.decode(self.encode(x))
