"""Makes the container of deploy/Dockerfile in a folder, where no container engine is: each step as it is written.

    python3 deploy/rehearse.py FOLDER

needs root and debootstrap. FOLDER/debian is the base and is made once; FOLDER/site is the last stage. What a build
may not see of the project, it does not see here either. With `--run COMMAND…` a command is run in the last stage as its
user, on a file system that is read-only but for /tmp and the volumes.
"""

import argparse
import fnmatch
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = ROOT / 'deploy/Dockerfile'
IGNORED = ROOT / 'deploy/Dockerfile.dockerignore'
# How the machine reaches the network: what an engine gives to a container as well.
FROM_MACHINE = ('/etc/resolv.conf', '/etc/hosts', '/etc/ssl/certs/ca-certificates.crt')
PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'


class Step(NamedTuple):
    verb: str
    rest: str


def steps(text: str) -> list[Step]:
    """The instructions of a Dockerfile, with lines that go on joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith('#')]
    joined = '\n'.join(lines).replace('\\\n', ' ')
    return [Step(*line.split(maxsplit=1)) for line in joined.splitlines()]


class Stage:
    """A folder that becomes a container's file system."""

    def __init__(self, folder: Path, base: Path) -> None:
        self.folder, self.work, self.user = folder, Path('/'), 'root'
        self.environment: dict[str, str] = {}
        self.volumes: list[str] = []
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(['cp', '-a', '--reflink=auto', base, folder], check=True)
        for path in FROM_MACHINE:
            target = Path(folder, path[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)

    def inside(self, path: str) -> Path:
        return Path(self.folder, str(self.work / path)[1:])

    def command(self, *command: str) -> list[str]:
        """A command line that runs a command in this file system, as its user and in its folder."""
        environment = [f'{name}={value}' for name, value in {'PATH': PATH, **self.environment}.items()]
        go = f'cd {self.work} && exec "$@"'
        become = (
            [] if self.user == 'root' else ['setpriv', f'--reuid={self.user}', f'--regid={self.user}', '--clear-groups']
        )
        return ['chroot', str(self.folder), *become, 'env', '-i', *environment, 'sh', '-c', go, 'sh', *command]


def build(folder: Path) -> Stage:
    """Runs the steps; returns the last stage. Raises CalledProcessError for one that fails."""
    base, stages = folder / 'debian', {}
    if not base.exists():
        draft = folder / 'debian.new'
        shutil.rmtree(draft, ignore_errors=True)
        subprocess.run(['debootstrap', '--variant=minbase', 'bookworm', draft], check=True, stdout=subprocess.DEVNULL)
        draft.rename(base)
    stage = None
    for verb, rest in steps(DOCKERFILE.read_text()):
        words = rest.split()
        if verb == 'FROM':
            name = words[-1] if 'AS' in words else 'site'
            stage = stages[name] = Stage(folder / name, base)
        elif verb == 'RUN':
            subprocess.run(stage.command('sh', '-c', rest), check=True, stdout=subprocess.DEVNULL)
        elif verb == 'WORKDIR':
            stage.work = Path(rest)
            stage.inside('.').mkdir(parents=True, exist_ok=True)
        elif verb == 'COPY':
            copy(stage, stages, words)
        elif verb == 'ENV':
            stage.environment |= dict(word.split('=', 1) for word in words)
        elif verb == 'USER':
            stage.user = rest
        elif verb == 'VOLUME':
            stage.volumes.append(rest)
        elif verb == 'CMD':
            stage.default = json.loads(rest)
        else:
            raise ValueError(f'{verb} is not rehearsed')
    return stage


def copy(stage: Stage, stages: dict[str, Stage], words: list[str]) -> None:
    *sources, target = [word for word in words if not word.startswith('--')]
    origin = next((word.partition('=')[2] for word in words if word.startswith('--from=')), None)
    for source in sources:
        path = stages[origin].inside(source) if origin else ROOT / source
        if not origin and not seen(source):
            raise ValueError(f'{source} is not seen by a build: deploy/Dockerfile.dockerignore leaves it out')
        into = stage.inside(target)
        if path.is_dir():
            shutil.copytree(path, into, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns('__pycache__'))
        else:
            shutil.copy(path, into / path.name if target.endswith('/') else into)


def seen(source: str) -> bool:
    """Whether a file at the top of the project is given to a build; the last line that fits decides."""
    given = True
    for line in IGNORED.read_text().split():
        if fnmatch.fnmatch(source, line.removeprefix('!')):
            given = line.startswith('!')
    return given


def run(stage: Stage, *command: str, **environment: str) -> subprocess.CompletedProcess:
    """Runs a command as a container with a read-only root would; its file systems are gone with it."""
    stage.environment |= environment
    mounts = [f'mount --bind {stage.folder} {stage.folder} && mount -o remount,bind,ro {stage.folder}']
    for volume in stage.volumes:
        kept = stage.folder.parent / 'volumes' / volume[1:].replace('/', '-')
        if not kept.exists():  # A new volume begins as what the image has there, owner included.
            kept.parent.mkdir(exist_ok=True)
            subprocess.run(['cp', '-a', stage.inside(volume), kept], check=True)
        mounts.append(f'mount --bind {kept} {stage.folder}{volume}')
    mounts += [f'mount -t tmpfs tmpfs {stage.folder}/tmp', f'mount -t proc proc {stage.folder}/proc']
    mounts += [f'mount --bind /dev {stage.folder}/dev']
    script = ' && '.join([*mounts, 'exec "$@"'])
    return subprocess.run(['unshare', '--mount', 'sh', '-c', script, 'sh', *stage.command(*command)], text=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=Path)
    parser.add_argument(
        '--run', nargs=argparse.REMAINDER, metavar='COMMAND', help='run this in the container, once built'
    )
    given = parser.parse_args()
    os.umask(0o022)
    given.folder.mkdir(parents=True, exist_ok=True)
    stage = build(given.folder.resolve())
    raise SystemExit(run(stage, *(given.run or stage.default)).returncode)


if __name__ == '__main__':
    main()
