"""The network of SS-VAERR in plain PyTorch, as a peer of bench/train-step.mjs.

Line protocol: prints {"ready": ..., "build": ...}; for every line "step" on stdin runs one step and
prints {"ms": ...}; at "end" prints {"peakRss": MB} and quits.
"""
import json
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

CASE = json.loads(sys.argv[1])
PIXELS, WIDTH, HIDDEN = (CASE.get(k, d) for k, d in (("pixels", 96), ("width", 64), ("hidden", 256)))
torch.set_num_threads(CASE["threads"])
torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride != 1:
            conv = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(conv, nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv3d(1, WIDTH, (5, 7, 7), (1, 2, 2), (2, 3, 3), bias=False)
        self.bn = nn.BatchNorm3d(WIDTH)
        self.pool = nn.MaxPool3d((1, 3, 3), (1, 2, 2), (0, 1, 1))
        blocks, inputs = [], WIDTH
        for outputs in (WIDTH, 2 * WIDTH, 4 * WIDTH, 8 * WIDTH):
            for index in range(2):
                blocks.append(Block(inputs, outputs, 2 if index == 0 and outputs > WIDTH else 1))
                inputs = outputs
        self.trunk = nn.Sequential(*blocks)
        self.gru = nn.GRU(inputs, HIDDEN, num_layers=2, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(2 * HIDDEN, 42)

    def forward(self, clip):
        x = self.pool(F.relu(self.bn(self.stem(clip))))
        batch, channels, frames, height, width = x.shape
        x = x.transpose(1, 2).reshape(batch * frames, channels, height, width)
        features = self.trunk(x).mean((2, 3)).view(batch, frames, -1)
        return self.fc(self.gru(features)[0])


def composite(raw, labels):
    """Table III, row 4: 0.5 (1 - CCC) + 0.25 CE + 0.25 MSE for each dimension, summed."""
    total = 0
    for logits, unit, y in ((raw[..., :20], raw[..., 20], labels[..., 0]), (raw[..., 21:41], raw[..., 41], labels[..., 1])):
        p = 2 * torch.sigmoid(unit) - 1
        dp, dy = p - p.mean(), y - y.mean()
        ccc = 2 * (dp * dy).mean() / (dp.square().mean() + dy.square().mean() + (p.mean() - y.mean()) ** 2 + 1e-8)
        bins = ((y + 1) / 0.1 + 1e-6).floor().clamp(0, 19).long()
        ce = F.cross_entropy(logits.reshape(-1, 20), bins.reshape(-1))
        total = total + 0.5 * (1 - ccc) + 0.25 * ce + 0.25 * (p - y).square().mean()
    return total


def make_step():
    batch, frames, kind = CASE["batch"], CASE["frames"], CASE["kind"]
    if kind == "gru":
        gru = nn.GRU(512, 256, num_layers=2, batch_first=True, bidirectional=True)
        x = torch.randn(batch, frames, 512, requires_grad=True)

        def step():
            gru.zero_grad(set_to_none=True)
            x.grad = None
            gru(x)[0].square().mean().backward()
            return gru.weight_ih_l0.grad[0, 0].item()

        return step

    model = Model()
    if (WIDTH, HIDDEN) == (64, 256):
        assert sum(p.numel() for p in model.parameters()) == 13_569_770
    clip = torch.randn(batch, 1, frames, PIXELS, PIXELS)
    if kind == "forward":
        model.eval()

        def forward():
            with torch.no_grad():
                return model(clip)[0, 0, 0].item()

        return forward

    labels = torch.rand(batch, frames, 2) * 2 - 1
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=1e-4)

    def train():
        optimizer.zero_grad(set_to_none=True)
        loss = composite(model(clip), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train


def say(**message):
    print(json.dumps(message), flush=True)


def main():
    step = make_step()
    start = time.perf_counter()
    step()
    build = [f"torch {torch.__version__}"]
    build += [line.strip("- ") for line in torch.__config__.show().splitlines() if "MKL-DNN v" in line]
    with open("/proc/self/maps") as maps:  # which BLAS the loader found
        build += sorted({line.split("/")[-1].strip() for line in maps if "blas" in line})
    say(ready=True, firstMs=(time.perf_counter() - start) * 1e3, build=build)
    for line in sys.stdin:
        if line.strip() == "end":
            break
        start = time.perf_counter()
        value = step()
        say(ms=(time.perf_counter() - start) * 1e3, value=value)
    say(peakRss=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
