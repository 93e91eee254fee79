"""fill.py MIB: takes a GPU's memory but for so much, says so, and holds it until its input ends."""

import sys

import torch

torch.zeros(1, device="cuda")
torch.cuda.synchronize()
free, total = torch.cuda.mem_get_info()
held = torch.empty(max(free - (int(sys.argv[1]) << 20), 1), dtype=torch.uint8, device="cuda")
left = torch.cuda.mem_get_info()[0]
print(f"filled: {total >> 20} MiB in all, {free >> 20} free before, {left >> 20} left", flush=True)
sys.stdin.read()
