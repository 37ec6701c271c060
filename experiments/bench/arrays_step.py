"""One step in NumPy (out=, nothing allocated) or PyTorch (in place), in a process of its own.

Usage: arrays_step.py numpy|torch N double|float FRESH STALE SECONDS
Prints best and median seconds of a step; status 3 if the library is not installed.
"""
import importlib.util
import sys
import time


def numpy_step(n, kind, fresh, stale):
    import numpy as np
    real = np.float64 if kind == "double" else np.float32
    rng = np.random.default_rng(1)
    arrays = [rng.uniform(-1, 1, n).astype(real) for _ in range(2 + fresh + 3 * stale)]
    out, term = np.empty(n, real), np.empty(n, real)

    def add(a, x):
        np.multiply(x, real(a), out=term)
        np.add(out, term, out=out)

    def bend(a, g, moves):
        np.multiply(g, g, out=term)
        np.multiply(term, moves, out=term)
        np.multiply(term, real(a), out=term)
        np.add(out, term, out=out)

    def start(a, x):
        np.multiply(x, real(a), out=out)

    return arrays, out, start, add, bend


def torch_step(n, kind, fresh, stale):
    import torch
    torch.set_num_threads(1)
    real = torch.float64 if kind == "double" else torch.float32
    arrays = [torch.rand(n, dtype=real) * 2 - 1 for _ in range(2 + fresh + 3 * stale)]
    out, term = torch.empty(n, dtype=real), torch.empty(n, dtype=real)

    def bend(a, g, moves):
        torch.mul(g, g, out=term)
        out.addcmul_(term, moves, value=a)

    return (arrays, out, lambda a, x: torch.mul(x, a, out=out),
            lambda a, x: out.add_(x, alpha=a), bend)


def main():
    library, n, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    fresh, stale, seconds = int(sys.argv[4]), int(sys.argv[5]), float(sys.argv[6])
    if importlib.util.find_spec(library) is None:
        sys.exit(3)
    make = numpy_step if library == "numpy" else torch_step
    arrays, out, start, add, bend = make(n, kind, fresh, stale)
    eta, lam, age, theta = 0.1, 0.25, 5, 0.5
    w, w_clip = 1 / (1 + fresh + stale), 1 / (1 + fresh)
    a, b = theta * w + (1 - theta) * w_clip, theta * w
    g, xs, rest = arrays[0], arrays[1:2 + fresh], arrays[2 + fresh:]

    def step():
        start(-eta, g)
        for x in xs:
            add(a, x)
        for k in range(stale):
            x, sent, moves = rest[3 * k:3 * k + 3]
            add(b, x)
            add(-b * eta * age, sent)
            bend(-b * eta * lam, sent, moves)

    step()
    for i in range(0, n, 1 + n // 100):  # in Python's doubles
        want = -eta * float(g[i]) + sum(a * float(x[i]) for x in xs)
        for k in range(stale):
            x, sent, moves = (float(v[i]) for v in rest[3 * k:3 * k + 3])
            want += b * (x - eta * (age * sent + lam * sent * sent * moves))
        if not abs(float(out[i]) - want) <= (1e-12 if kind == "double" else 1e-4):
            sys.exit(f"{library}: element {i} is {float(out[i])}, not {want}")
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or (time.perf_counter() < end and len(times) < 2000):
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    times.sort()
    print(f"{times[0]:.9e} {times[len(times) // 2]:.9e}")


main()
