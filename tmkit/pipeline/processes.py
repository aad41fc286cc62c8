"""Work on many things in several processes, of which one may die without taking the others' work with it."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from typing import TypeVar

__all__ = ["in_processes"]

Item = TypeVar("Item")
Result = TypeVar("Result")
_MOST = 60  # processes; Windows can wait for no more


def in_processes(
    items: Iterable[Item], work: Callable[[Item], Result], processes: int
) -> Iterator[tuple[Item, Result | Exception]]:
    """Every item with what `work` makes of it, or with the exception, as they are done.

    `work` and the items must be picklable. When a process dies (memory ran out, somebody killed it), the items that
    were worked on at that moment are tried again one at a time; an item whose process dies again comes back with a
    BrokenProcessPool.
    """
    waiting = deque(items)
    while waiting:
        suspects = yield from _until_one_dies(waiting, work, min(processes, _MOST, len(waiting)))
        for item in suspects:
            yield item, _alone(item, work)


def _until_one_dies(
    waiting: deque[Item], work: Callable[[Item], Result], processes: int
) -> Generator[tuple[Item, Result | Exception], None, list[Item]]:
    """Take items and work on as many at once as there are processes; the items in work when one died."""
    running: dict[Future[Result], Item] = {}
    with _pool(processes) as pool:
        while waiting or running:
            while waiting and len(running) < processes:
                item = waiting.popleft()
                running[_submit(pool, work, item)] = item
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    return list(running.values())
                item = running.pop(future)
                yield item, error if isinstance(error, Exception) else future.result()
    return []


def _submit(pool: ProcessPoolExecutor, work: Callable[[Item], Result], item: Item) -> Future[Result]:
    try:
        return pool.submit(work, item)
    except BrokenProcessPool as error:
        future: Future[Result] = Future()
        future.set_exception(error)
        return future


def _alone(item: Item, work: Callable[[Item], Result]) -> Result | Exception:
    with _pool(1) as pool:
        future = _submit(pool, work, item)
        error = future.exception()
        return error if isinstance(error, Exception) else future.result()


def _pool(processes: int) -> ProcessPoolExecutor:
    # Fresh processes: a forked one would inherit the thread pool of the matrix library as it stands.
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Let this process end when the one that started it is killed; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
