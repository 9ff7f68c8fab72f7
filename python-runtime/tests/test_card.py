"""What is said of an NVIDIA driver that does not fit."""

from __future__ import annotations

from speech.card import driver_trouble


def test_a_driver_that_is_too_old_is_named() -> None:
    old = driver_trouble((11, 4), "12.8", works=False) or ""
    assert "CUDA 11.4" in old and "12.8" in old and "update the driver" in old
    assert "restart" in (driver_trouble((13, 0), "12.8", works=False) or "")
    assert driver_trouble((12, 2), "12.8", works=True) is None
    assert driver_trouble((11, 4), None, works=False) is None
