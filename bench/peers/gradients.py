"""Gradients of the whole network by PyTorch, in float32 and float64, as a peer of bench/gradient-accuracy.mjs.

Reads weights, clip and labels from a safetensors file, writes the float64 gradients to another, and prints the
relative L2 error of the float32 ones.
"""
import json
import struct
import sys

sys.argv.insert(1, '{"threads": 2, "kind": "none", "batch": 1, "frames": 1}')
import numpy as np
import torch

from train_step import Model, composite


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: torch.from_numpy(
            np.frombuffer(data[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"]).copy()
        )
        for name, entry in header.items()
    }


def write(path, tensors):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F64", "shape": list(tensor.shape), "data_offsets": [offset, offset + 8 * tensor.numel()]}
        offset += 8 * tensor.numel()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.numpy().tobytes())


def gradients(inputs, names, dtype):
    model = Model()
    parameters = list(model.parameters())  # in the order of ours
    assert len(parameters) == len(names)
    with torch.no_grad():
        for parameter, name in zip(parameters, names):
            parameter.copy_(inputs[name])
    model.to(dtype)
    clip = inputs["clip"].to(dtype).permute(0, 4, 1, 2, 3)
    composite(model(clip), inputs["labels"].to(dtype)).backward()
    return {name: p.grad for name, p in zip(names, model.parameters())}


source, target = sys.argv[2:4]
inputs = read(source)
names = sys.stdin.read().split()
exact = gradients(inputs, names, torch.float64)
rough = gradients(inputs, names, torch.float32)
write(target, exact)
error = sum(((rough[name].double() - exact[name]) ** 2).sum() for name in names)
scale = sum((exact[name] ** 2).sum() for name in names)
print(json.dumps({"pytorch": (error / scale).sqrt().item()}))
