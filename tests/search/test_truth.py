"""A small truth: what is searched for in the sample archive, and the article that has to come first."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from articles.imports import run as import_run

SAMPLE = Path(__file__).parents[2] / 'sample'
FIRST = {
    'whale': 'A whale in the basin, and what was done about it',
    'minke whale basin': 'A whale in the basin, and what was done about it',
    'swing bridge': 'Swing bridge to stay shut to boats on Sundays',
    '"bridge swing"': None,
    'harbour memorial': 'Nine names restored to the harbour memorial',
    'obituary': 'Obituary: Len Garside, coxswain',
    'obituary coxswain': 'Obituary: Len Garside, coxswain',
    'Len Garside': 'Len Garside hands over the wheel',
    'author:"Daniel Ferriby" whale': 'A whale in the basin, and what was done about it',
    'fish auction': 'Fish auction goes online after 141 years',
    'flood warning': 'Flood warning: Fore Street told to move upstairs',
    'tag:lifeboat turbines': 'Ellie Garside takes the helm',
    'turbines': 'Sixty-two turbines: the inspector says yes',
    'wind turbine inspector': 'Sixty-two turbines: the inspector says yes',
    '"steel piles"': 'Work starts on the harbour wall',
    'steel pile': 'Work starts on the harbour wall',
    '"steel pile"': None,
    'café christmas': 'Fifty Christmases at the Harbour Café',
    '"Fifty Christmases"': 'Fifty Christmases at the Harbour Café',
    'christmas fifty': 'Fifty Christmases at the Harbour Café',
    'mayor': 'Meena Thakrar becomes mayor, and brings the sheet of paper',
    'title:mayor': 'Meena Thakrar becomes mayor, and brings the sheet of paper',
    'by-election': 'Quayside by-election: five candidates, one question',
    'election candidates -mayor': 'Quayside by-election: five candidates, one question',
    'parking on:2010': 'Park by the harbour? The council floats £1 an hour',
    'parking before:2012': 'Park by the harbour? The council floats £1 an hour',
    '"the harbour office said"': 'Swing bridge to stay shut to boats on Sundays',
    '"who should pay for the"': 'Quayside by-election: five candidates, one question',
    '"it is not"': 'Ten years on: the line on the wall, and the wall that is not there',
    '"and what was done about it"': 'A whale in the basin, and what was done about it',
    'auction*': 'Fish auction goes online after 141 years',
    'category:heritage memorial': 'Nine names restored to the harbour memorial',
    'Elodie': 'Une semaine à Tarrowmouth',
    'Élodie Kervran': 'Une semaine à Tarrowmouth',
    'kervran': 'Une semaine à Tarrowmouth',
    '"pier yesterday"~5': 'Len Garside hands over the wheel',
    'drifter "Good Intent"': 'The boy in the photograph',
    'football': 'Seven up: women’s side win their first match',
    'storm': 'Storm shuts coast road and takes the pier lamp',
    '"late scare"': 'Town survive late scare at the Ropewalk',
    'herrings': 'Six thousand turn out for Herring Fair',
    'goose': 'The goose is dead; long live the goose',
    'clockmender meters': 'The clockmender and the seven meters: council drops app-only plan',
    '"goose dead"~3': 'The goose is dead; long live the goose',
    'dreadnought OR goose': 'The goose is dead; long live the goose',
    'storm pier': 'Storm shuts coast road and takes the pier lamp',
    'osgarth snow': 'Snow cuts off Osgarth',
    'title:snow': 'Snow cuts off Osgarth',
    'before:2010 whale': 'A whale in the basin, and what was done about it',
    'on:2009-05-19': 'A whale in the basin, and what was done about it',
    'author:kervran semaine': 'Une semaine à Tarrowmouth',
    'semaine': 'Une semaine à Tarrowmouth',
    'library mill hand': 'The library moves to the mill, by hand',
    '"app-only"': 'The clockmender and the seven meters: council drops app-only plan',
    'app only parking': 'Quay parking to go app-only from June',
    'ferry sea legs': 'Ellie, nine, gets her sea legs',
    'custom house museum': 'Museum opens in the Old Custom House',
    'goodbye editor': 'Goodbye from the editor’s chair',
    '"sea has put it in writing"': 'Leader: The sea has put it in writing',
    'bus 14': 'County axes the 14 bus',
}
MEANT = {
    'lifboat': 'lifeboat',
    'harbuor': 'harbour',
    'coxwain': 'coxswain',
    'turbnies': 'turbines',
    'swign bridge': 'swing bridge',
    'obituray': 'obituary',
    'memoril': 'memorial',
}


@pytest.fixture
def sample(transactional_db, index_all):
    import_run.run([('wxr', SAMPLE / 'archive.xml'), ('text', SAMPLE / 'text')], zone=ZoneInfo('Europe/London'))
    index_all()


def test_what_has_to_come_first_does_and_what_was_misspelt_is_understood(sample, client):
    shown = {typed: _shown(client, typed) for typed in (*FIRST, *MEANT)}
    assert {typed: first for typed, (first, _) in shown.items() if first != FIRST.get(typed, first)} == {}
    assert {typed: shown[typed][1] for typed in MEANT} == MEANT


def _shown(client, typed):
    """The first headline, and the suggested spelling."""
    page = BeautifulSoup(client.get('/search/', {'q': typed}).content, 'html.parser')
    return [one and one.text for one in (page.select_one('.hits h3'), page.select_one('.meant a'))]
