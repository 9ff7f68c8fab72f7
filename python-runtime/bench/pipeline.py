"""Transcribes raw samples with the worker alone and waits for its result: the base of the command's bench.

python bench/pipeline.py FILE.pcm   (16 kHz mono, signed 16-bit little endian)"""

import sys
from pathlib import Path

from worker_client import running_worker, transcribe_request

with running_worker() as worker:
    worker.send(**transcribe_request("bench", Path(sys.argv[1])))
    ended = worker.finish("bench")
    if ended["type"] != "result":
        sys.exit(f"the worker failed: {ended}")
