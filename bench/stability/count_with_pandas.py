"""Counts a CSV file into stored bins with pandas and numpy; prints what the other engines print."""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd


def count(bins_path, csv_path):
    with open(bins_path, encoding="utf-8") as file:
        columns = json.load(file)["columns"]
    names = [column["name"] for column in columns]
    frame = pd.read_csv(csv_path, usecols=names, dtype=np.float64)
    counts = []
    for column in columns:
        values = frame[column["name"]].to_numpy()
        present = values[~np.isnan(values)]
        edges = np.asarray(column["binEdges"])
        binned = np.bincount(np.searchsorted(edges, present, side="left"), minlength=len(edges) + 1)
        counts.append([*binned.tolist(), len(values) - len(present)])
    return counts


def peak_memory_mb():
    # The maximum of resource.getrusage begins with that of the parent; this one does not.
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            kibibytes = next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))
    except OSError:
        kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kibibytes * 1024 / 1e6


def main():
    started, cpu_started = time.perf_counter(), time.process_time()
    counts = count(sys.argv[1], sys.argv[2])
    answer = {
        "seconds": time.perf_counter() - started,
        "cpuSeconds": time.process_time() - cpu_started,
        "peakMb": peak_memory_mb(),
        "counts": counts,
    }
    print(json.dumps(answer))


main()
