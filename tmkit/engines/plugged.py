"""Encoders that the user names: a sentence-transformers model, or a function of his own."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, MissingExtraError
from .encoder import Encoder, PlainEncoder

__all__ = ["named_encoder", "plugged"]

_FUNCTION = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_CURE = "it must return one row of finite numbers per sentence, all rows of one length"


def named_encoder(name: str) -> Encoder:
    """The encoder behind MODULE:FUNCTION, or a sentence-transformers model by its name or folder.

    MODULE is looked for in the working folder too. FUNCTION may also be an object with the method `encode`, such as a
    loaded model. Raises InputError where there is no such thing, MissingExtraError without sentence-transformers.
    """
    if not name.strip():
        raise InputError("the name of the encoder is empty", cure="use --encoder use or --encoder none")
    if _FUNCTION.fullmatch(name) and not Path(name).exists():
        return plugged(_imported(name), name)
    return plugged(_model(name), name)


def plugged(brain: Any, name: str = "") -> Encoder:
    """An encoder of a function from a list of strings to an array (n, d), or of an object with such an `encode`."""
    encode = getattr(brain, "encode", brain)
    if not callable(encode):
        raise InputError(f"the encoder {name!r} is no function and has no method encode", cure="name one that has")
    return PlainEncoder(_Checked(encode, name or getattr(encode, "__name__", "given")))


class _Checked:
    """A function whose failures and unfit results become one sentence."""

    def __init__(self, encode: Callable[[list[str]], Any], name: str) -> None:
        self._encode, self._name, self._width = encode, name, 0

    def __call__(self, texts: list[str]) -> Any:
        try:
            # Whatever somebody else's code raises is told in one sentence and not as its traceback.
            vectors = np.asarray(self._encode(texts), dtype=np.float32)
        except (MemoryError, InputError):
            raise
        except Exception as error:
            raise InputError(
                f"the encoder {self._name!r} failed ({_reason(error)})", cure="mend it, or use another"
            ) from error
        self._width = self._width or (vectors.shape[1] if vectors.ndim == 2 else 0)
        if vectors.ndim != 2 or vectors.shape != (len(texts), self._width) or not self._width:
            expected = f", after rows of {self._width}" if vectors.ndim == 2 and len(vectors) == len(texts) else ""
            what = f"an array of shape {vectors.shape} for {len(texts)} sentences{expected}"
            raise InputError(f"the encoder {self._name!r} returned {what}", cure=_CURE)
        broken = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
        if len(broken):
            first = texts[broken[0]].strip()[:40]
            raise InputError(
                f"the encoder {self._name!r} returned numbers that are not finite for {first!r}", cure=_CURE
            )
        if len(vectors) and not vectors.any():
            raise InputError(f"the encoder {self._name!r} returned nothing but zeros", cure="use another")
        return vectors


def _imported(name: str) -> Any:
    """The thing that MODULE:FUNCTION names."""
    module, _, path = name.partition(":")
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    try:
        thing: Any = import_module(module)
        for part in path.split("."):
            thing = getattr(thing, part)
    except AttributeError:
        raise InputError(f"the module {module!r} has no {path!r}", cure="name the encoder as MODULE:FUNCTION") from None
    except Exception as error:
        cure = "name the encoder as MODULE:FUNCTION, with the module installed or in the working folder"
        raise InputError(f"the module {module!r} cannot be imported ({_reason(error)})", cure=cure) from error
    return thing


def _model(name: str) -> Callable[[list[str]], Any]:
    """A model of sentence-transformers as a function."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise MissingExtraError(
            f"the encoder {name!r} needs the package sentence-transformers ({_reason(error)})",
            cure="install it, or use --encoder use or --encoder none",
        ) from None
    _hush()
    cure = "give the name of a sentence-transformers model or the folder of one"
    if name.startswith((".", "/", "~")) and not Path(name).is_dir():
        raise InputError(f"the encoder {name!r} is no folder", cure=cure)
    try:
        try:
            model = SentenceTransformer(name, local_files_only=True)
        except OSError:
            if Path(name).is_dir():
                raise
            model = SentenceTransformer(name)
    except Exception as error:
        raise InputError(f"the encoder {name!r} cannot be loaded ({_reason(error)})", cure=cure) from error
    return lambda texts: model.encode(texts, show_progress_bar=False, convert_to_numpy=True)


def _hush() -> None:
    """Progress bars and notices of loading a model are not ours to print."""
    for package in ("transformers.utils.logging", "huggingface_hub.utils.logging"):
        try:
            logging = import_module(package)
        except ImportError:
            continue
        logging.set_verbosity_error()
        if hasattr(logging, "disable_progress_bar"):
            logging.disable_progress_bar()


def _reason(error: Exception) -> str:
    """The kind of an error and the beginning of its first line."""
    first = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    return f"{type(error).__name__}: {first[:160]}" if first else type(error).__name__
