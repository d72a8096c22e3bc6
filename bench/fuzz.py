"""Gives every reader damaged files, and counts crashes, hangs and refusals without a reason.

    python -m bench.fuzz --inputs 100000 wxr=exports/ html=pages/ text=texts/ feed=feeds/

The inputs are whole files (seeds), each damaged in one to six ways. A child process reads them, so that its crash or
hang is seen from outside. The same --start gives the same inputs.
"""

import argparse
import gzip
import lzma
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC
from pathlib import Path

from tqdm import tqdm

from articles.readers.detect import READERS
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

LARGEST_SEED = 200_000  # bytes; larger files are cut
SLOW = 2.0  # seconds of CPU for one record; an input may have a thousand
HUNG = 120.0  # seconds without news from the child until it is killed; long, for busy machines
SUFFIXES = {
    'wxr': '.xml', 'html': '.html', 'text': '.txt', 'feed': '.xml', 'blogger': '.xml', 'disqus': '.xml',
    'ghost': '.json', 'medium': '.html', 'movabletype': '.txt', 'substack': '.csv',
}  # fmt: skip
TOKENS = [
    b'<![CDATA[', b']]>', b'</item>', b'<item>', b'<', b'>', b'&', b'&#0;', b'&#x110000;', b'<!--', b'-->',
    b'<div>' * 500, b'[caption', b'[/caption]', b'[gallery ids="1,2"]', b'<!-- wp:image {"id":', b'\xff\xfe', b'\x00',
    b'\xed\xa0\x80', b'<script type="application/ld+json">{', b'"' * 300, b'(' * 1000, b'[' * 1000,
    b'<!DOCTYPE x [<!ENTITY a "b">]>', b'2017-99-99', b'9' * 400, b'0000-00-00 00:00:00', b'charset=utf-7',
    '\u202e\u2028'.encode(), b'<p>' * 2000, b' ' * 5000, b'\n' * 5000, b'<table><tr><td>' * 200, b'a' * 50000,
    b'Tags: , ,', b'Leave a Reply',
]  # fmt: skip


def opened(file: Path) -> bytes:
    opener = {'.gz': gzip.open, '.xz': lzma.open}.get(file.suffix, open)
    with opener(file, 'rb') as stream:
        return stream.read(LARGEST_SEED)


def seeds(folder: Path) -> list[bytes]:
    files = sorted(file for file in folder.rglob('*') if file.is_file())
    return [content for content in map(opened, files) if content]


def damaged(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The content, damaged in one to six places."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(content) + 1)
        length = min(len(content) - at, int(chance.expovariate(1 / 40)) + 1)
        piece = content[at : at + length]
        damage = chance.randrange(7)
        if damage == 0:
            content = content[:at] + bytes(chance.randrange(256) for _ in piece) + content[at + length :]
        elif damage == 1:
            content = content[:at] + content[at + length :]
        elif damage == 2:
            content = content[:at] + piece * chance.choice([2, 50, 1000]) + content[at + length :]
        elif damage == 3:
            content = content[:at] + chance.choice(TOKENS) + content[at:]
        elif damage == 4:
            content = content[:at]
        elif damage == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            content = content[:at] + other[start : start + chance.randrange(4000)] + content[at:]
        else:
            content = content[:at].swapcase() + content[at:]
    return content[: 4 * LARGEST_SEED] or b'\n'


def read(kind: str, content: bytes, file: Path) -> str:
    """The outcome of one input: 'read', 'refused', or a description of the fault."""
    file.write_bytes(content)
    records, longest, before = [], 0.0, time.process_time()
    for record in READERS[kind].read(file, zone=UTC):
        records.append(record)
        longest, before = max(longest, (now := time.process_time()) - before), now
    if (longest := max(longest, time.process_time() - before)) > SLOW:
        return f'slow: {longest:.1f} s'
    for record in records:
        if isinstance(record, RefusedRecord) and not (record.source and record.reason):
            return 'refused without a name or a reason'
        if isinstance(record, ArticleRecord):
            record.as_json()
    return 'read' if any(isinstance(record, ArticleRecord | SourceRecord) for record in records) else 'refused'


def work(kind: str, numbers: range, whole: Path, folder: Path, pipe) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    known = seeds(whole)
    file = folder / f'{kind}{SUFFIXES.get(kind, "")}'
    for number in numbers:
        chance = random.Random(f'{kind} {number}')
        content = damaged(chance.choice(known), known, chance)
        pipe.send(('begun', number, 0))
        try:
            outcome = read(kind, content, file)
        except Exception as error:
            outcome = f'{type(error).__name__}: {error}'[:200]
        if outcome not in ('read', 'refused'):
            (folder.parent / f'fuzz-{kind}-{number}').write_bytes(content)
        pipe.send((outcome, number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    pipe.send(('ended', 0, 0))


def fuzz(kind: str, numbers: range, whole: Path, folder: Path) -> tuple[Counter, int]:
    """The outcomes of one reader over these inputs, and its peak memory in kB. A child that dies is replaced."""
    outcomes, peak, done = Counter(), 0, numbers.start
    with tqdm(total=len(numbers), desc=kind) as bar:
        while done < numbers.stop:
            ours, theirs = multiprocessing.Pipe(duplex=False)
            rest = range(done, numbers.stop)
            child = multiprocessing.Process(target=work, args=(kind, rest, whole, folder, theirs), daemon=True)
            child.start()
            theirs.close()
            try:
                while ours.poll(HUNG):
                    outcome, number, memory = ours.recv()
                    if outcome == 'ended':
                        done = numbers.stop
                        break
                    if outcome != 'begun':
                        outcomes[outcome if outcome in ('read', 'refused') else f'{outcome} ({number})'] += 1
                        peak, done = max(peak, memory), number + 1
                        bar.update()
                else:
                    outcomes[f'hung ({done})'] += 1
                    done += 1
            except EOFError:
                outcomes[f'died ({done})'] += 1
                done += 1
            child.kill()
            child.join()
    return outcomes, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('seeds', nargs='+', metavar='KIND=FOLDER', help=f'kind: {", ".join(READERS)}')
    parser.add_argument('--inputs', type=int, default=100_000, help='over all readers together')
    parser.add_argument('--start', type=int, default=0)
    options = parser.parse_args()
    numbers = range(options.start, options.start + options.inputs // len(options.seeds))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        (own := Path(folder) / 'own').mkdir()
        for kind, whole in (seed.split('=', 1) for seed in options.seeds):
            outcomes, peak = fuzz(kind, numbers, Path(whole), own)
            faults = [what for what in outcomes if what not in ('read', 'refused')]
            wrong += len(faults)
            print(f'{kind}: {outcomes["read"]} read, {outcomes["refused"]} refused,', end=' ')
            print(f'{len(faults)} faults, peak {peak // 1024} MB')
            for fault in faults[:20]:
                print(f'    {fault}')
        for file in Path(folder).glob('fuzz-*'):
            file.rename(Path(tempfile.gettempdir()) / file.name)
    sys.exit(bool(wrong))


if __name__ == '__main__':
    main()
