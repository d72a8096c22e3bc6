"""The files around the code agree with each other: requirements, versions, marks."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.dependency_groups import resolve_dependency_groups
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / 'pyproject.toml').read_text())
EMBEDDED = PROJECT['project']['optional-dependencies']['embedded']


def pins(file: str) -> set[str]:
    lines = (line.partition('#')[0].strip() for line in (ROOT / file).read_text().splitlines())
    return {str(Requirement(line)).lower() for line in lines if line}


def spelled(requirements) -> set[str]:
    return {str(Requirement(requirement)).lower() for requirement in requirements}


def test_requirements_have_the_versions_of_the_project():
    assert spelled([*PROJECT['project']['dependencies'], *EMBEDDED]) <= pins('requirements.txt')
    assert spelled(resolve_dependency_groups(PROJECT['dependency-groups'], 'dev')) <= pins('requirements-dev.txt')
    assert pins('requirements.txt') <= pins('requirements-dev.txt')


@pytest.mark.parametrize('file', ['requirements.txt', 'requirements-dev.txt'])
def test_every_requirement_is_pinned_and_no_index_is_named(file):
    assert all(re.fullmatch(r'[\w.-]+==[\w.]+(; python_version (<|>=) "3\.\d+")?', pin) for pin in pins(file))
    assert '://' not in (ROOT / file).read_text()


def test_the_changelog_has_the_version():
    assert f'## {PROJECT["project"]["version"]}\n' in (ROOT / 'CHANGELOG.md').read_text()


def test_every_benchmark_is_in_the_readme_of_its_folder():
    table = (ROOT / 'bench/README.md').read_text()
    runnable = [file.stem for file in (ROOT / 'bench').glob('*.py') if '__main__' in file.read_text()]
    assert len(runnable) > 5
    assert [name for name in runnable if f'`python -m bench.{name}`' not in table] == []


def test_every_make_target_for_people_is_in_the_help():
    makefile = (ROOT / 'Makefile').read_text()
    internal = {'venv', 'venv-dev', 'browser'}
    targets = set(re.search(r'^\.PHONY: (.*)', makefile, re.MULTILINE)[1].split()) - internal
    assert {target for target in targets if not re.search(rf'^{target}:.*## ', makefile, re.MULTILINE)} == set()
