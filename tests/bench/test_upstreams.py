from pathlib import Path

from bench.upstreams import FAIRSEQ, TRL, why_absent


def test_histories_that_are_not_there_are_named(tmp_path: Path) -> None:
    why = why_absent([TRL, FAIRSEQ], tmp_path)
    assert why is not None
    assert "huggingface__trl.jsonl.gz" in why
    assert str(tmp_path) not in why
