"""Only one import at a time, also where sessions are not ours; a lock ends with its holder."""

import multiprocessing
import os
from datetime import UTC, datetime, timedelta

import pytest

from articles.imports import inbox, lease
from articles.models import Lease

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def held_by(holder: str, seconds: float = 60) -> None:
    Lease.objects.create(name=lease.NAME, holder=holder, until=datetime.now(UTC) + timedelta(seconds=seconds))


def test_it_is_held_and_given_back():
    with lease.hold() as is_ours:
        assert is_ours
        assert lease.is_held()
    assert not Lease.objects.exists()


def test_while_another_machine_holds_it_nobody_else_does():
    held_by('elsewhere 1')
    with lease.hold() as is_ours:
        assert not is_ours
    assert Lease.objects.get().holder == 'elsewhere 1'


def test_one_that_was_not_extended_is_free():
    held_by('elsewhere 1', -1)
    with lease.hold() as is_ours:
        assert is_ours


def test_one_of_a_process_that_was_killed_here_is_free_at_once():
    process = multiprocessing.get_context('spawn').Process()
    process.start()
    process.join()
    here = lease._holder().removesuffix(str(os.getpid()))
    held_by(f'{here}{process.pid}')
    with lease.hold() as is_ours:
        assert is_ours


def test_one_of_a_living_process_is_not():
    held_by(lease._holder().removesuffix(str(os.getpid())) + str(os.getppid()))
    with lease.hold() as is_ours:
        assert not is_ours


def test_another_machine_with_the_same_process_id_is_not_taken_for_this_one():
    held_by(f'{inbox.node()}@another 99999999')
    with lease.hold() as is_ours:
        assert not is_ours


@pytest.mark.django_db(transaction=True)
def test_it_is_extended_while_it_is_held(monkeypatch):
    monkeypatch.setattr(lease, 'RENEWAL', 0.05)
    with lease.hold():
        first = Lease.objects.get().until
        while Lease.objects.get().until == first:
            pass
        assert lease.is_held()
