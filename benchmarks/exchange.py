"""How long ten thousand items take out of one newsroom and into another, by the command.

Rerun, from the project's root (two newsrooms are made in a temporary folder and thrown away):

    .venv/bin/python benchmarks/exchange.py              # 500 claims of 20 items
    .venv/bin/python benchmarks/exchange.py --claims 50

The same is done with a tenth of the claims in the same run: the ratio says whether it grows faster than its size. Times
are of whole processes, in seconds of wall clock; memory is the most one process held, in MB. The budget of an import is
60 s for 10,000 items.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TWOSOURCE = str(Path(sys.executable).with_name("twosource"))
ITEMS = 20  # a claim

FILL = """
import os, sys
sys.path[:0] = [{tests!r}, {rooms!r}]
os.environ["TWOSOURCE_NEWSROOM"], os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1], "twosource.conf.settings"
import django
django.setup()
from django.db import transaction
from gazette import Gazette
with transaction.atomic():
    paper = Gazette()
    for number in range(int(sys.argv[2])):
        claim = paper.claim(f"Claim {{number}}.")
        paper.support(claim, *(paper.witness(f"Witness {{number}} {{one}}") for one in range({items})))
"""


def timed(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 our own
    return time.perf_counter() - start


def there_and_back(folder: Path, claims: int) -> tuple[float, float]:
    """Seconds of the export, and of the import into a newsroom that has nothing."""
    here, there, file = folder / f"here-{claims}", folder / f"there-{claims}", folder / f"{claims}.jsonl"
    for newsroom in (here, there):
        timed(TWOSOURCE, "init", str(newsroom))
    fill = FILL.format(tests=str(ROOT / "tests"), rooms=str(ROOT / "tests" / "rooms"), items=ITEMS)
    timed(sys.executable, "-c", fill, str(here), str(claims))
    out = timed(TWOSOURCE, "claims", "export", str(file), "--newsroom", str(here))
    back = timed(TWOSOURCE, "claims", "import", str(file), "--newsroom", str(there))
    return out, back


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--claims", type=int, default=500)
    given = arguments.parse_args()
    os.environ.pop("TWOSOURCE_NEWSROOM", None)
    with tempfile.TemporaryDirectory() as folder:
        small = there_and_back(Path(folder), max(1, given.claims // 10))
        large = there_and_back(Path(folder), given.claims)
    print(f"{'':24}{'export':>10}{'import':>10}")
    for claims, (out, back) in ((max(1, given.claims // 10), small), (given.claims, large)):
        print(f"{claims * ITEMS:>8,} items{'':10}{out:9.1f}s{back:9.1f}s")
    print(f"ratio{'':19}{large[0] / small[0]:9.1f}×{large[1] / small[1]:9.1f}×")
    print(f"most memory of a process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
