"""The real histories that are kept beside the project, rebuilt as git repositories; they may be absent."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.machine import ROOT

SHARED = ROOT.parent / "shared"
TRL, LMDEPLOY, FAIRSEQ = "huggingface/trl", "InternLM/lmdeploy", "facebookresearch/fairseq"


def why_absent(names: Sequence[str], shared: Path = SHARED) -> str | None:
    """Say why these histories cannot be rebuilt; None where they can."""
    wanted = [_metadata(name, shared) for name in names]
    missing = [path.name for path in (_tool(shared), *wanted) if not path.is_file()]
    return f"{', '.join(missing)} not found beside the project" if missing else None


def rebuild(name: str, folder: Path, shared: Path = SHARED) -> Path:
    """Make the bare repository of one history in a folder; one that is there already is taken as it is."""
    target = folder / f"{name.replace('/', '__')}.git"
    if not target.exists():
        command = [sys.executable, str(_tool(shared)), str(_metadata(name, shared)), str(target)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target


def _metadata(name: str, shared: Path) -> Path:
    return shared / "data" / "upstreams" / f"{name.replace('/', '__')}.jsonl.gz"


def _tool(shared: Path) -> Path:
    return shared / "tools" / "rebuild_upstream.py"
