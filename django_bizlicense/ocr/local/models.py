"""The three models inside RapidOCR's wheel, run by onnxruntime on a thread of their own."""

from __future__ import annotations

import importlib.util
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from django_bizlicense.exceptions import OCRMisconfigured

Tensor: TypeAlias = NDArray[np.float32]

DETECTOR, CLASSIFIER, RECOGNIZER = "*_det_small.onnx", "*_cls_mobile.onnx", "*_rec_small.onnx"
CHARACTERS = "character"
"""Where the recognizer keeps its alphabet, one character a line."""


class Models:
    """Runs the models; one caller at a time.

    Numbers too small for the processor's fast path make the detector three times slower. onnxruntime takes them for
    zero where it is told to, but on the thread that makes a process's first session: this one, so that the host's
    threads keep counting as before.
    """

    def __init__(self, threads: int) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bizlicense-ocr")
        self._sessions = self._thread.submit(_sessions, threads).result()

    def run(self, model: str, tensor: Tensor) -> Tensor:
        """Return the first output of a model for its only input."""
        session = self._sessions[model]
        outputs = self._thread.submit(session.run, None, {session.get_inputs()[0].name: tensor}).result()
        answer: Tensor = outputs[0]
        return answer

    @property
    def alphabet(self) -> list[str]:
        """The characters the recognizer tells apart, without blank and space."""
        told: str = self._sessions[RECOGNIZER].get_modelmeta().custom_metadata_map[CHARACTERS]
        return told.splitlines()


def _sessions(threads: int) -> dict[str, Any]:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False  # it keeps 0.2 GB and saves no time that can be measured
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return {
        model: InferenceSession(str(_path(model)), options, providers=["CPUExecutionProvider"])
        for model in (DETECTOR, CLASSIFIER, RECOGNIZER)
    }


def _path(model: str) -> Path:
    found = sorted((_home() / "models").glob(model))
    if not found:
        raise OCRMisconfigured(f"this rapidocr brings no model {model}: install rapidocr 3.10")
    return found[-1]


def _home() -> Path:
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise OCRMisconfigured("rapidocr is not installed: pip install django-bizlicense[local]")
    return Path(spec.origin).parent
