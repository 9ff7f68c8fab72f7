"""Makes the locks of engines anew: `python dev/lock.py --uv UV [ENGINE ...]`, all of them without an id.

From `requirements.<variant>.in` it makes `requirements.<variant>.txt` for each variant of `engine.json`:
every package by version and hash, for every system, without the address of any index. What is locked already
keeps its version; delete a `.txt` to get the newest. Two comments in an `.in` are for this script:

    # lock: no-deps            only what is listed, nothing that it asks for
    # lock: without NAME ...   packages that others ask for, and nothing here uses

PyTorch is where variants differ. The package index has one build of a version for each system: for x86-64
Linux the one for CUDA 12.8, for all others one for processors. The other builds lie in PyTorch's own index,
which uv knows by `--torch-backend`. They go into `requirements.<variant>.torch.txt`, with the hashes of
`torch-wheels.json`; those for CUDA 12.6 have none (only the index itself tells them) and bring their CUDA
libraries along by exact version. Engines without PyTorch have no such file.

`--prove` makes nothing: it lets uv plan an installation of each lock on each system, which shows a package
without a wheel for one of them. The parts from PyTorch's own index are left out of it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

DEV = Path(__file__).resolve().parent
ENGINES = DEV.parent / "engines"

TORCH = ("torch", "torchaudio")
"""What PyTorch's index has builds of for each backend, and engines use."""
CUDA_SYSTEMS = ("x86_64-manylinux_2_34", "x86_64-pc-windows-msvc")
ALL_SYSTEMS = (*CUDA_SYSTEMS, "aarch64-manylinux_2_34", "aarch64-apple-darwin")
LINUX = "platform_machine == 'x86_64' and sys_platform == 'linux'"
NOT_LINUX = "platform_machine != 'x86_64' or sys_platform != 'linux'"
WINDOWS = "sys_platform == 'win32'"
LINUX_OR_WINDOWS = "sys_platform == 'linux' or sys_platform == 'win32'"


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    marker: str | None
    hashes: tuple[str, ...]

    def text(self) -> str:
        condition = "" if self.marker is None else f" ; {self.marker}"
        lines = [f"{self.name}=={self.version}{condition}", *(f"    --hash={each}" for each in self.hashes)]
        return " \\\n".join(lines) + "\n"


@dataclass(frozen=True)
class Directives:
    no_deps: bool
    without: frozenset[str]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("engines", nargs="*", help="ids; all without one")
    parser.add_argument("--uv", default="uv", help="uv's path")
    parser.add_argument("--prove", action="store_true", help="plan installations instead of making locks")
    options = parser.parse_args()
    manifests = sorted(ENGINES.glob("*/engine.json"))
    wanted = [file.parent for file in manifests if file.parent.name in options.engines or not options.engines]
    unknown = set(options.engines) - {folder.name for folder in wanted}
    if unknown:
        parser.error(f"no such engine: {', '.join(sorted(unknown))}")
    failures = 0
    for folder in wanted:
        manifest = json.loads((folder / "engine.json").read_text("utf-8"))
        pythons = manifest["pythonVersions"]
        for variant in manifest["variants"]:
            built = variant.get("built", [])
            if options.prove:
                failures += prove(folder, variant["id"], built, pythons, options.uv)
            else:
                lock(folder, variant["id"], built, pythons, options.uv)
    return 1 if failures else 0


def lock(folder: Path, variant: str, built: list[str], pythons: list[str], uv: str) -> None:
    source = folder / f"requirements.{variant}.in"
    target = folder / f"requirements.{variant}.txt"
    torch_target = folder / f"requirements.{variant}.torch.txt"
    directives = read_directives(source)
    resolved = compile_pins(source, preferred(folder, target), directives, built, pythons[0], uv)
    main_part, torch_part = split(resolved, variant, pythons)
    write(target, main_part)
    if torch_part:
        write(torch_target, torch_part)
    else:
        torch_target.unlink(missing_ok=True)
    print(f"{folder.name} {variant}: {len(main_part)} packages, {len(torch_part)} from PyTorch's index")


def read_directives(source: Path) -> Directives:
    no_deps = False
    without: set[str] = set()
    for words in re.findall(r"^# lock: (.+)$", flattened(source), re.MULTILINE):
        first, *names = words.split()
        if first == "no-deps":
            no_deps = True
        elif first == "without" and names:
            without.update(names)
        else:
            raise SystemExit(f"{source}: not understood: {words}")
    return Directives(no_deps, frozenset(without))


def flattened(source: Path) -> str:
    """The text with what it includes by `-r`."""
    text = source.read_text("utf-8")
    return re.sub(r"^-r (\S+)$", lambda found: flattened(source.parent / found[1]), text, flags=re.MULTILINE)


def preferred(folder: Path, target: Path) -> str:
    """Versions to stay with: the lock's own, else those of a sibling, so that variants share packages."""
    siblings = sorted(folder.glob("requirements.*.txt"))
    for file in (target, *siblings):
        if file.exists() and not file.name.endswith(".torch.txt"):
            return file.read_text("utf-8")
    return ""


def compile_pins(
    source: Path, preferences: str, directives: Directives, built: list[str], python: str, uv: str
) -> list[Pin]:
    with tempfile.TemporaryDirectory() as place:
        output = Path(place) / "lock.txt"
        output.write_text(preferences, "utf-8")
        overrides = Path(place) / "without.txt"
        overrides.write_text("".join(f"{name} ; python_version < '0'\n" for name in directives.without))
        wheels = wheels_but(built)
        command = [
            *(uv, "pip", "compile", "--universal", "--generate-hashes", "--no-header", "--no-annotate"),
            *("--quiet", "--python-version", python, *wheels),
            *(["--no-deps"] if directives.no_deps else []),
            *("--override", str(overrides)),
            *(str(source), "-o", str(output)),
        ]
        done = subprocess.run(command, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{source}: uv ended with {done.returncode}")
        return read_pins(output.read_text("utf-8"))


def wheels_but(built: list[str]) -> list[str]:
    exceptions = [option for name in built for option in ("--no-binary", name)]
    return ["--only-binary", ":all:", *exceptions]


def read_pins(text: str) -> list[Pin]:
    pins: list[Pin] = []
    for block in text.replace("\\\n", " ").splitlines():
        found = re.match(r"^([A-Za-z0-9._-]+)==([^\s;]+)(?:\s*;\s*(.*?))?(?=\s+--hash|$)", block)
        if found:
            marker = (found[3] or "").strip() or None
            pins.append(Pin(found[1], found[2], marker, tuple(re.findall(r"--hash=(\S+)", block))))
    return pins


def split(pins: list[Pin], variant: str, pythons: list[str]) -> tuple[list[Pin], list[Pin]]:
    """What comes from the package index, and what from PyTorch's own."""
    torch = [pin for pin in pins if pin.name in TORCH]
    if not torch:
        return pins, []
    others = [pin for pin in pins if pin.name not in TORCH]
    if variant == "cpu":
        here = [narrowed(pin, NOT_LINUX) for pin in torch]
        there = [elsewhere(pin, "cpu", LINUX, pythons) for pin in unique(torch)]
        return in_order([*(pin for pin in others if not brought_by_torch(pin)), *here]), there
    if variant == "cu128":
        here = [narrowed(pin, LINUX) for pin in torch]
        there = [elsewhere(pin, "cu128", WINDOWS, pythons) for pin in unique(torch)]
        return in_order([*others, *here]), there
    there = [Pin(pin.name, f"{pin.version}+{variant}", LINUX_OR_WINDOWS, ()) for pin in unique(torch)]
    return [pin for pin in others if not brought_by_torch(pin)], there


def brought_by_torch(pin: Pin) -> bool:
    """The CUDA libraries and the compiler that its CUDA builds ask for."""
    return pin.name == "triton" or (pin.name.startswith("nvidia-") and pin.marker is not None)


def unique(pins: list[Pin]) -> list[Pin]:
    return list({(pin.name, pin.version): pin for pin in pins}.values())


def narrowed(pin: Pin, condition: str) -> Pin:
    if pin.marker is None:
        return replace(pin, marker=condition)
    return replace(pin, marker=f"({pin.marker}) and ({condition})")


def elsewhere(pin: Pin, backend: str, condition: str, pythons: list[str]) -> Pin:
    wheels: dict[str, dict[str, str]] = json.loads((DEV / "torch-wheels.json").read_text("utf-8"))
    version = f"{pin.version}+{backend}"
    tags = {f"cp{python.replace('.', '')}" for python in pythons}
    known = wheels.get(f"{pin.name}=={version}", {})
    hashes = sorted(each for file, each in known.items() if file.split("-")[2] in tags)
    if len(hashes) < len(tags):
        raise SystemExit(
            f"torch-wheels.json lacks hashes of {pin.name} {version} for {', '.join(sorted(tags))}"
        )
    return Pin(pin.name, version, condition, tuple(hashes))


def prove(folder: Path, variant: str, built: list[str], pythons: list[str], uv: str) -> int:
    """Says for each system whether all packages could be installed there; how many could not."""
    systems = ALL_SYSTEMS if variant == "cpu" else CUDA_SYSTEMS
    failures = 0
    for system in systems:
        for python in pythons:
            reason = plan(folder / f"requirements.{variant}.txt", system, python, built, uv)
            print(f"{folder.name} {variant} {system} {python}: {reason or 'ok'}")
            failures += reason is not None
    return failures


def plan(requirements: Path, system: str, python: str, built: list[str], uv: str) -> str | None:
    wheels = wheels_but(built)
    with tempfile.TemporaryDirectory() as place:
        command = [
            *(uv, "pip", "install", "--dry-run", "--quiet", "--no-deps", "--require-hashes", *wheels),
            *("--target", place, "--python-platform", system, "--python-version", python),
            *("-r", str(requirements)),
        ]
        # onnxruntime is built for macOS 14, Moonshine for 15; without this uv plans for 13.
        environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": "15.0"}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    return None if done.returncode == 0 else " ".join(lines)[:400]


def in_order(pins: list[Pin]) -> list[Pin]:
    return sorted(pins, key=lambda pin: pin.name)


def write(target: Path, pins: list[Pin]) -> None:
    target.write_text("".join(pin.text() for pin in pins), "utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
