"""Draws the sample archive's pictures: `python sample/draw_pictures.py`. The same bytes every time,
        from Pillow alone.

Each picture is a function named for its file. It paints flat shapes in a few printers' inks on a plate of 1200 × 800
units; the plate is drawn at twice that size and reduced, which smooths the edges, then given a little paper grain.
"""

import hashlib
from math import cos, pi, radians, sin
from pathlib import Path

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT, SCALE = 1200, 800, 2
UPLOADS = Path(__file__).parent / 'uploads'

INK, NAVY, SEA, TEAL, FOAM = '#1b2733', '#263f58', '#3b6776', '#6a9798', '#e3e9e1'
PAPER, SAND, OCHRE, RUST, BRICK = '#f3ebda', '#dcc69c', '#d9a03c', '#b34a30', '#8a4a3b'
MOSS, SLATE, MIST, ROSE, GRASS = '#62754d', '#6e7d86', '#bcc7c5', '#dd957b', '#7f9a5b'
HOUSES = (PAPER, ROSE, SAND, MIST, '#c9705a', '#e6d3a8', TEAL)


# Corners are easier to follow several to a line than one a line.
# fmt: off


def mix(one, other, share):
    """The colour that lies `share` of the way from one to the other."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return '#' + ''.join(f'{round(a + (b - a) * share):02x}' for a, b in pairs)


def dice(seed):
    """Endless numbers from 0 up to 1, always the same ones for the same seed."""
    block = 0
    while True:
        yield from (byte / 256 for byte in hashlib.sha256(f'{seed}/{block}'.encode()).digest())
        block += 1


class Plate:
    """A picture in the making. Coordinates are in units from the top left corner."""

    def __init__(self, top, bottom=None, horizon=HEIGHT):
        self.image = Image.new('RGB', (WIDTH * SCALE, HEIGHT * SCALE), bottom or top)
        self.draw = ImageDraw.Draw(self.image, 'RGBA')
        self.fade(0, horizon, top, bottom or top)

    def fade(self, y, end, top, bottom, x=0, width=WIDTH):
        box = [round(value * SCALE) for value in (x, y, x + width, end)]
        mask = Image.linear_gradient('L').resize((box[2] - box[0], box[3] - box[1]))
        self.image.paste(top, box)
        self.image.paste(bottom, (box[0], box[1]), mask)

    def shape(self, points, colour, alpha=1.0):
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], ink(colour, alpha))

    def box(self, x, y, width, height, colour, alpha=1.0):
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], colour, alpha)

    def disc(self, x, y, radius, colour, alpha=1.0, flat=1.0):
        box = [value * SCALE for value in (x - radius, y - radius * flat, x + radius, y + radius * flat)]
        self.draw.ellipse(box, ink(colour, alpha))

    def line(self, points, colour, width=3, alpha=1.0):
        self.draw.line([(x * SCALE, y * SCALE) for x, y in points], ink(colour, alpha), round(width * SCALE), 'curve')

    def glow(self, x, y, radius, colour, strength=1.0):
        side = round(radius * 2 * SCALE)
        mask = ImageChops.invert(Image.radial_gradient('L')).point(lambda value: max(0, value - 75) * 1.4 * strength)
        self.image.paste(colour, (round((x - radius) * SCALE), round((y - radius) * SCALE)), mask.resize((side,
                side)))

    def ridge(self, y, swell, colour, seed, base=HEIGHT):
        """Hills, waves or snow: a wavy edge filled down to `base`."""
        rolls = dice(seed)
        waves = [(swell * size, next(rolls) * 7, size) for size in (1.0, 0.5, 0.25, 0.13)]
        edge = [(x, y + sum(high * sin(x / (140 * size) + shift) for high, shift, size in waves)) for x in range(0,
                WIDTH + 12, 12)]
        self.shape([*edge, (WIDTH, base), (0, base)], colour)

    def water(self, y, end, top, bottom, glint, seed, count=220):
        self.fade(y, end, top, bottom)
        rolls = dice(seed)
        for _ in range(count):
            depth = next(rolls) ** 1.6
            length, x = 14 + 90 * depth * next(rolls), next(rolls) * WIDTH
            self.line([(x, y + 4 + (end - y - 4) * depth), (x + length, y + 4 + (end - y - 4) * depth)], glint,
                    1 + 3 * depth, 0.25 + 0.4 * next(rolls))

    def text(self, x, y, words, colour=INK, size=28):
        self.draw.text((x * SCALE, y * SCALE), words, colour, ImageFont.load_default(size * SCALE))

    def save(self, name):
        small = self.image.resize((WIDTH, HEIGHT), Image.LANCZOS)
        size = (WIDTH // 2, HEIGHT // 2)
        grain = Image.frombytes('L', size, hashlib.shake_128(name.encode()).digest(size[0] * size[1]))
        grain = grain.filter(ImageFilter.GaussianBlur(0.6)).point(lambda value: 128 + (value - 128) * 0.18)
        grain = grain.resize((WIDTH, HEIGHT), Image.BICUBIC).convert('RGB')
        path = UPLOADS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == '.png':
            small.quantize(48, dither=Image.Dither.NONE).save(path, optimize=True)
        else:
            ImageChops.overlay(small, grain).save(path, quality=77, optimize=True, progressive=True)


def ink(colour, alpha):
    return (*ImageColor.getrgb(colour), round(alpha * 255))


# Things that stand in several pictures.


def gulls(plate, *places):
    for x, y, size in places:
        plate.line([(x - size, y - size * 0.3), (x - size / 2, y - size * 0.5), (x, y)], INK, 2)
        plate.line([(x, y), (x + size / 2, y - size * 0.5), (x + size, y - size * 0.2)], INK, 2)


def boat(plate, x, y, length, hull, sail=None, cabin=PAPER):
    """A fishing boat seen from the side, its waterline at y; with a sail where one is given."""
    high = length * 0.16
    plate.shape([(x, y - high * 1.3), (x + length, y - high), (x + length * 0.9, y), (x + length * 0.12, y)], hull)
    plate.line([(x + 2, y - high * 1.2), (x + length - 2, y - high * 0.9)], PAPER, 3)
    if sail:
        top = y - length * 1.05
        plate.shape([(x + length * 0.48, top), (x + length * 0.48, y - high * 1.6),
                (x + length * 0.95, y - high * 1.6)], sail)
        plate.shape([(x + length * 0.44, top + 20), (x + length * 0.44, y - high * 1.6),
                (x + 6, y - high * 1.6)], PAPER)
    else:
        plate.box(x + length * 0.55, y - high * 2.9, length * 0.24, high * 1.9, cabin)
        plate.box(x + length * 0.6, y - high * 2.5, length * 0.14, high * 0.7, NAVY if cabin == PAPER else OCHRE)
        plate.line([(x + length * 0.36, y - high), (x + length * 0.36, y - length * 0.75)], INK, 4)
        plate.line([(x + length * 0.36, y - length * 0.7), (x + length * 0.06, y - high * 1.3)], INK, 2)
    plate.box(x + length * 0.1, y, length * 0.8, high * 0.25, INK, 0.35)


def house(plate, x, base, width, height, wall, roof=SLATE, pane=NAVY):
    top = base - height
    plate.box(x, top, width, height, wall)
    plate.box(x + width * 0.72, top - width * 0.5, width * 0.12, width * 0.4, BRICK)
    plate.shape([(x - 4, top), (x + width / 2, top - width * 0.45), (x + width + 4, top)], roof)
    plate.box(x + width * 0.8, top, width * 0.2, height, INK, 0.1)
    for row in range(int(height / 52)):
        for column in (0.16, 0.6):
            plate.box(x + width * column, top + 16 + row * 50, width * 0.22, 26, pane)


def terrace(plate, base, seed, low=90, high=190, roof=SLATE, pane=NAVY, colours=HOUSES):
    """A row of houses from edge to edge."""
    rolls, x = dice(seed), -20
    while x < WIDTH:
        width = 62 + 40 * next(rolls)
        colour = colours[int(next(rolls) * len(colours))]
        house(plate, x, base, width, low + (high - low) * next(rolls), colour, roof, pane)
        x += width


def lifeboat(plate, x, y, size, hull=NAVY, cabin='#d9603a'):
    plate.shape([(x - size * 0.05, y - size * 0.2), (x + size * 1.08, y - size * 0.26), (x + size * 0.93, y),
            (x + size * 0.06, y)], hull)
    plate.shape([(x - size * 0.04, y - size * 0.16), (x + size * 1.06, y - size * 0.215),
            (x + size * 1.03, y - size * 0.16), (x - size * 0.02, y - size * 0.11)], RUST)
    plate.shape([(x + size * 0.2, y - size * 0.18), (x + size * 0.27, y - size * 0.42),
            (x + size * 0.62, y - size * 0.42), (x + size * 0.74, y - size * 0.24)], cabin)
    plate.shape([(x + size * 0.5, y - size * 0.38), (x + size * 0.6, y - size * 0.38),
            (x + size * 0.67, y - size * 0.29), (x + size * 0.5, y - size * 0.29)], INK)
    plate.box(x + size * 0.3, y - size * 0.37, size * 0.13, size * 0.07, PAPER)
    plate.line([(x + size * 0.4, y - size * 0.42), (x + size * 0.4, y - size * 0.62)], INK, 5)
    plate.line([(x + size * 0.34, y - size * 0.55), (x + size * 0.46, y - size * 0.55)], INK, 4)


def swing_bridge(plate, y, turn=1.0, iron=INK):
    """Two iron spans on a drum in midstream; `turn` below 1 shows them swung open, foreshortened."""
    for x in (-20, 1070):
        plate.box(x, y - 10, 150, 190, mix(SLATE, INK, 0.35))
        plate.box(x, y - 10, 150, 14, MIST)
    half = 470 * turn
    plate.box(545, y + 22, 110, 170, BRICK)
    plate.box(530, y + 14, 140, 20, SAND)
    for side in (-1, 1):
        tip = 600 + side * half
        plate.line([(600, y - 150), (tip, y - 34)], iron, 9)
        plate.line([(600, y), (tip, y)], iron, 14)
        steps = 8
        for step in range(steps + 1):
            x = 600 + side * half * step / steps
            top = y - 150 + 116 * step / steps
            plate.line([(x, y), (x, top)], iron, 5)
            if step < steps:
                plate.line([(x, y), (x + side * half / steps, top + 116 / steps)], iron, 3)
    plate.box(572, y - 206, 56, 62, PAPER)
    plate.box(584, y - 192, 32, 24, NAVY)
    plate.shape([(562, y - 204), (600, y - 236), (638, y - 204)], RUST)


def mill(plate, base, wall, pane, roof=SLATE):
    plate.box(250, base - 360, 620, 360, wall)
    plate.shape([(235, base - 360), (300, base - 430), (820, base - 430), (885, base - 360)], roof)
    plate.box(870, base - 250, 230, 250, mix(wall, INK, 0.2))
    plate.shape([(862, base - 250), (985, base - 310), (1108, base - 250)], mix(roof, INK, 0.2))
    plate.shape([(130, base), (146, base - 560), (204, base - 560), (220, base)], mix(wall, PAPER, 0.1))
    plate.box(138, base - 572, 74, 20, mix(wall, PAPER, 0.25))
    for row in range(5):
        plate.box(250, base - 298 + row * 68, 620, 4, INK, 0.18)
        for column in range(10):
            x, y = 276 + column * 59, base - 342 + row * 68
            plate.box(x, y, 36, 42, pane[(row * 7 + column * 3) % len(pane)])
            plate.line([(x + 18, y), (x + 18, y + 42)], wall, 2)
            plate.line([(x, y + 20), (x + 36, y + 20)], wall, 2)


def person(plate, x, y, height, coat):
    plate.shape([(x - height * 0.15, y), (x - height * 0.19, y - height * 0.55), (x, y - height * 0.78),
            (x + height * 0.19, y - height * 0.55), (x + height * 0.15, y)], coat)
    plate.disc(x, y - height * 0.86, height * 0.12, mix(coat, INK, 0.5))


# The pictures.


def lifeboat_night():
    plate = Plate('#0f1a28', '#2b4a60', 520)
    for number, roll in zip(range(70), dice('stars'), strict=False):
        plate.disc((number * 173) % WIDTH, roll * 330, 1.2 + roll, FOAM, 0.7)
    plate.shape([(930, 322), (-60, 60), (-60, 300)], OCHRE, 0.16)
    plate.shape([(930, 322), (-60, 120), (-60, 220)], PAPER, 0.18)
    plate.shape([(780, 520), (850, 430), (960, 395), (1120, 420), (1220, 470), (1220, 520)], INK)
    plate.shape([(912, 400), (920, 335), (942, 335), (950, 400)], PAPER)
    plate.glow(931, 322, 70, OCHRE)
    plate.disc(931, 322, 12, PAPER)
    plate.ridge(505, 12, SEA, 'far swell')
    plate.ridge(560, 26, mix(SEA, NAVY, 0.5), 'mid swell')
    lifeboat(plate, 330, 640, 430)
    plate.ridge(630, 30, NAVY, 'near swell')
    for number, roll in zip(range(70), dice('bow spray'), strict=False):
        plate.disc(700 + number * 2.4, 655 - roll * (30 + number * 0.7), 3 + 11 * (1 - roll), FOAM, 0.75)
        plate.disc(330 + number * 6, 648 + roll * 14, 5 + 8 * roll, FOAM, 0.5, 0.5)
    plate.ridge(720, 24, INK, 'front swell')
    return plate


def herring_fair():
    plate = Plate('#cfe0dd', PAPER, 420)
    terrace(plate, 480, 'fair street', 150, 250)
    plate.box(0, 480, WIDTH, 320, SAND)
    for row in range(8):
        plate.line([(0, 500 + row * row * 5), (WIDTH, 500 + row * row * 5)], BRICK, 2, 0.18)
    for string in range(2):
        droop = [(x, 150 + string * 70 + 60 * sin(pi * (x % 400) / 400)) for x in range(0, WIDTH + 25, 25)]
        plate.line(droop, INK, 2)
        for number, (x, y) in enumerate(droop[::2]):
            plate.shape([(x, y), (x + 30, y), (x + 15, y + 34)], (RUST, OCHRE, NAVY, TEAL)[(number + string) % 4])
    for number, colour in enumerate((RUST, SEA, OCHRE, MOSS)):
        x = 30 + number * 300
        plate.box(x + 10, 420, 8, 220, INK)
        plate.box(x + 222, 420, 8, 220, INK)
        for stripe in range(8):
            plate.shape([(x + 20 + stripe * 25, 380), (x + 45 + stripe * 25, 380),
                    (x + 240 * (stripe + 1) / 8, 450), (x + 240 * stripe / 8, 450)], colour if stripe % 2 else PAPER)
        plate.box(x + 5, 560, 230, 90, mix(colour, INK, 0.45))
        for fruit in range(7):
            plate.disc(x + 28 + fruit * 31, 553, 15, (OCHRE, SLATE, ROSE, MOSS)[(fruit + number) % 4])
    for number, x in enumerate((60, 150, 290, 420, 500, 650, 720, 880, 960, 1130)):
        person(plate, x, 700 + (number * 37) % 90, 150 + (number * 29) % 40,
                (NAVY, BRICK, INK, SEA, MOSS)[number % 5])
    return plate


def mill_fire():
    plate = Plate('#131a26', '#5b2e2a', 640)
    plate.glow(560, 330, 520, '#c2542c', 0.75)
    for number, roll in zip(range(16), dice('smoke'), strict=False):
        plate.disc(430 + number * 42, 250 - number * 17, 70 + 70 * roll, '#2a2730', 0.55)
    mill(plate, 660, '#38262a', (OCHRE, '#e8b65a', RUST, INK, OCHRE, INK), INK)
    for colour, high, seed in (('#c2542c', 190, 'outer'), (OCHRE, 130, 'middle'), ('#f4dc9c', 70, 'inner')):
        rolls = dice(seed)
        tips = [(x + 30 * next(rolls), 262 - high * (0.3 + 0.7 * next(rolls)) * sin(pi * (x - 260) / 580))
                for x in range(290, 830, 44)]
        valleys = [(x + 24, 262 - high * 0.18) for x, _ in tips]
        plate.shape([(270, 300), *(point for pair in zip(tips, valleys, strict=True) for point in pair),
                (850, 300)], colour, 0.9)
    plate.shape([(252, 302), (270, 268), (330, 292), (420, 270), (500, 296), (610, 272), (700, 294), (790, 266),
            (868, 302)], INK)
    plate.box(0, 655, WIDTH, 145, '#171c26')
    plate.fade(660, 800, '#4a2b2a', '#171c26', 260, 640)
    for x in (120, 190, 960, 1020):
        person(plate, x, 770, 130, '#0d1219')
    for foot, reach in ((200, 230), (950, -240)):
        arc = [(foot + reach * step / 12, 700 - 440 * sin(pi * step / 22)) for step in range(13)]
        plate.line(arc, MIST, 5, 0.6)
    return plate


def car(plate, x, y, length, colour):
    plate.shape([(x, y), (x, y - length * 0.17), (x + length * 0.2, y - length * 0.2),
            (x + length * 0.33, y - length * 0.36), (x + length * 0.72, y - length * 0.36),
            (x + length * 0.86, y - length * 0.2), (x + length, y - length * 0.16), (x + length, y)], colour)
    plate.shape([(x + length * 0.27, y - length * 0.21), (x + length * 0.36, y - length * 0.32),
            (x + length * 0.69, y - length * 0.32), (x + length * 0.79, y - length * 0.21)], MIST)
    plate.box(x + length * 0.51, y - length * 0.33, length * 0.03, length * 0.13, colour)
    for wheel in (0.2, 0.79):
        plate.disc(x + length * wheel, y, length * 0.09, INK)
        plate.disc(x + length * wheel, y, length * 0.04, MIST)


def harbour_parking():
    plate = Plate('#bcd3d3', PAPER, 400)
    plate.disc(930, 150, 62, PAPER)
    plate.ridge(330, 34, mix(MOSS, MIST, 0.6), 'far hills')
    plate.ridge(370, 20, mix(MOSS, MIST, 0.25), 'near hills')
    terrace(plate, 470, 'quay', 80, 180)
    plate.box(0, 468, WIDTH, 34, SLATE)
    plate.box(0, 468, WIDTH, 8, MIST)
    plate.water(502, 690, TEAL, SEA, FOAM, 'basin')
    boat(plate, 90, 560, 210, RUST)
    boat(plate, 410, 590, 250, NAVY)
    boat(plate, 860, 570, 230, MOSS)
    plate.box(0, 660, WIDTH, 140, mix(SLATE, PAPER, 0.25))
    plate.box(0, 660, WIDTH, 12, PAPER)
    for x in range(30, WIDTH, 260):
        plate.shape([(x + 30, 690), (x + 38, 690), (x + 2, 800), (x - 10, 800)], PAPER, 0.8)
    for x, colour in ((80, BRICK), (340, MIST), (600, NAVY), (860, OCHRE)):
        car(plate, x, 762, 190, colour)
    plate.box(1120, 600, 10, 190, INK)
    plate.box(1098, 560, 54, 70, NAVY)
    plate.box(1108, 570, 34, 24, FOAM)
    gulls(plate, (300, 150, 26), (380, 190, 18), (700, 120, 22))
    return plate


def smokehouse():
    plate = Plate(MIST, '#e9dcc0', 620)
    plate.ridge(470, 40, mix(MOSS, MIST, 0.5), 'back of town')
    for number in range(15):
        plate.disc(420 + 30 * sin(number * 0.8) + number * 20, 300 - number * 22, 30 + number * 5, PAPER, 0.35)
    for x, colour in ((40, '#4a3b35'), (320, '#352b2a'), (700, '#4a3b35')):
        wide = 360 if x == 320 else 300
        plate.box(x, 370, wide, 300, colour)
        plate.shape([(x - 14, 372), (x + wide / 2, 230), (x + wide + 14, 372)], INK)
        plate.box(x + wide / 2 - 30, 214, 60, 44, '#352b2a')
        plate.shape([(x + wide / 2 - 40, 216), (x + wide / 2, 190), (x + wide / 2 + 40, 216)], INK)
        for board in range(int(wide / 22)):
            plate.line([(x + board * 22, 376), (x + board * 22, 670)], INK, 2, 0.5)
    plate.box(420, 460, 160, 210, '#1a1414')
    plate.glow(500, 640, 150, OCHRE, 0.8)
    for row in range(3):
        plate.line([(424, 480 + row * 46), (576, 480 + row * 46)], SLATE, 4)
        for fish in range(6):
            x, y = 440 + fish * 24, 484 + row * 46
            plate.disc(x, y + 15, 13, OCHRE, 0.9, 1.2)
            plate.shape([(x - 7, y + 36), (x, y + 24), (x + 7, y + 36)], OCHRE)
    plate.box(0, 668, WIDTH, 132, '#a89879')
    for row in range(5):
        for stone in range(20):
            plate.disc(stone * 64 + (row % 2) * 32, 690 + row * 26, 27, mix('#a89879', INK, 0.18), 0.8, 0.36)
    person(plate, 640, 735, 230, NAVY)
    for x in (150, 254, 890):
        plate.disc(x, 690, 44, BRICK, 1, 0.4)
        plate.box(x - 44, 690, 88, 66, BRICK)
        plate.line([(x - 44, 722), (x + 44, 722)], INK, 5)
    return plate


def saltgate_bridge():
    plate = Plate('#a9bfc3', '#efe3cd', 500)
    plate.ridge(400, 36, mix(SLATE, MIST, 0.5), 'bridge hills')
    terrace(plate, 470, 'bridge town', 50, 120, colours=(MIST, SAND, mix(ROSE, MIST, 0.5), mix(BRICK, MIST, 0.4)))
    plate.water(470, HEIGHT, mix(TEAL, MIST, 0.3), SEA, FOAM, 'river')
    swing_bridge(plate, 500)
    plate.box(540, 700, 120, 60, INK, 0.18)
    boat(plate, 170, 690, 230, RUST)
    gulls(plate, (880, 190, 28), (960, 240, 20), (240, 150, 22))
    return plate


def ropewalk():
    plate = Plate('#9fb6bd', '#eadfca', 330)
    for x in (110, 1040):
        plate.box(x, 60, 10, 300, SLATE)
        plate.box(x - 40, 40, 90, 44, INK)
        for lamp in range(4):
            plate.disc(x - 28 + lamp * 22, 62, 8, PAPER)
    plate.box(180, 210, 840, 160, NAVY)
    plate.shape([(150, 214), (240, 160), (960, 160), (1050, 214)], RUST)
    for number, roll in zip(range(240), dice('crowd'), strict=False):
        row = number % 5
        plate.disc(200 + (number // 5) * 17 + row * 3, 248 + row * 25, 7,
                (PAPER, ROSE, OCHRE, MIST, RUST)[int(roll * 5)])
    plate.box(0, 370, WIDTH, 430, GRASS)
    for stripe in range(0, 12, 2):
        near, far = stripe * 200 - 600, 240 + stripe * 60
        plate.shape([(far, 370), (far + 60, 370), (near + 200, 800), (near, 800)], MOSS, 0.35)
    plate.box(0, 362, WIDTH, 26, PAPER)
    for board, colour in enumerate((RUST, NAVY, OCHRE, SEA, RUST, MOSS)):
        plate.box(board * 200 + 8, 364, 184, 22, colour)
    plate.line([(0, 470), (WIDTH, 470)], PAPER, 4, 0.9)
    plate.line([(-100, 900), (340, 470)], PAPER, 5, 0.9)
    plate.disc(600, 690, 210, GRASS, 0, 0.4)
    plate.draw.arc([800, 1200, 1600, 1560], 0, 360, PAPER, 8)
    for x, y, high, shirt in ((250, 620, 150, RUST), (470, 560, 120, PAPER), (640, 700, 190, RUST),
            (820, 590, 130, PAPER), (960, 680, 170, RUST), (1080, 560, 120, PAPER)):
        player(plate, x, y, high, shirt)
    plate.disc(720, 692, 15, PAPER)
    plate.disc(720, 692, 6, INK)
    return plate


def player(plate, x, y, high, shirt):
    plate.disc(x + 10, y, high * 0.25, INK, 0.25, 0.25)
    plate.line([(x - high * 0.05, y - high * 0.4), (x - high * 0.2, y)], INK, high * 0.07)
    plate.line([(x + high * 0.05, y - high * 0.4), (x + high * 0.2, y - high * 0.08)], INK, high * 0.07)
    plate.shape([(x - high * 0.14, y - high * 0.78), (x + high * 0.14, y - high * 0.78),
            (x + high * 0.12, y - high * 0.36), (x - high * 0.12, y - high * 0.36)], shirt)
    plate.line([(x - high * 0.12, y - high * 0.74), (x - high * 0.27, y - high * 0.5)], shirt, high * 0.07)
    plate.line([(x + high * 0.12, y - high * 0.74), (x + high * 0.28, y - high * 0.58)], shirt, high * 0.07)
    plate.box(x - high * 0.13, y - high * 0.42, high * 0.26, high * 0.12, NAVY)
    plate.disc(x, y - high * 0.89, high * 0.1, BRICK)


def fore_street_flood():
    plate = Plate('#28384a', '#7d8a8c', 460)
    for side in (-1, 1):
        for number in range(4):
            near, far = 600 + side * (620 - number * 140), 600 + side * (480 - number * 140)
            top, back = 40 + number * 62, 102 + number * 62
            wall = (BRICK, SAND, SLATE, ROSE)[(number + (side > 0) * 2) % 4]
            plate.shape([(near, top), (far, back), (far, 600), (near, 700)], mix(wall, INK, 0.35))
            plate.shape([(near, top), (far, back), (far, back - 40), (near, top - 52)], INK)
            for row in range(3):
                y = top + 46 + row * (124 - number * 22)
                lit = OCHRE if (number + row) % 2 else NAVY
                x1, x2 = near + (far - near) * 0.25, near + (far - near) * 0.6
                high = 66 - number * 13
                plate.shape([(x1, y), (x2, y + 16), (x2, y + high + 2), (x1, y + high + 6)], lit)
    plate.shape([(540, 360), (660, 360), (660, 500), (540, 500)], mix(SLATE, MIST, 0.3))
    plate.shape([(530, 362), (600, 300), (670, 362)], INK)
    plate.water(470, HEIGHT, '#8b8f84', '#3a4b54', MIST, 'flood', 160)
    for x, side in ((250, 1), (950, -1)):
        plate.line([(x, 240), (x, 560)], INK, 9)
        plate.line([(x, 240), (x + side * 46, 240)], INK, 6)
        plate.glow(x + side * 46, 256, 110, OCHRE, 0.8)
        plate.disc(x + side * 46, 256, 15, PAPER)
        for step in range(9):
            plate.line([(x + side * 46 - 26 + step * 3, 580 + step * 22),
                    (x + side * 46 + 26 - step * 3, 580 + step * 22)], OCHRE, 4, 0.5)
    for x, high, coat in ((530, 118, INK), (600, 96, SLATE), (672, 110, OCHRE)):
        person(plate, x, 640, high, coat)
    plate.shape([(440, 596), (480, 614), (720, 614), (770, 590), (740, 652), (476, 652)], RUST)
    plate.line([(440, 598), (480, 616), (720, 616), (768, 593)], PAPER, 4)
    plate.box(470, 652, 270, 12, INK, 0.3)
    plate.line([(690, 566), (790, 680)], SAND, 6)
    plate.box(90, 560, 12, 150, SLATE)
    plate.disc(96, 550, 44, RUST)
    plate.box(68, 543, 56, 14, PAPER)
    for x, roll in zip(range(0, WIDTH, 14), dice('rain'), strict=False):
        plate.line([(x, roll * 500), (x - 12, roll * 500 + 60)], FOAM, 1.5, 0.28)
    return plate


def surge_gauge():
    plate = Plate(PAPER)
    for metre in range(7):
        y = 680 - metre * 90
        plate.line([(110, y), (1130, y)], MIST, 2)
        plate.text(48, y - 16, f'{metre} m')
    for hour in range(0, 25, 3):
        plate.line([(110 + hour * 42.5, 680), (110 + hour * 42.5, 694)], INK, 3)
        plate.text(78 + hour * 42.5, 704, f'{hour:02}.00')

    def tide(hour):
        return 2.3 + 1.7 * cos((hour - 11) * 2 * pi / 12.4)

    usual = [(110 + hour * 8.5, 680 - 90 * tide(hour / 5)) for hour in range(121)]
    surge = [(110 + hour * 8.5, 680 - 90 * (tide(hour / 5) + 1.65 * 2.72 ** -(((hour / 5 - 21.5) / 4.5) ** 2)))
            for hour in range(121)]
    plate.shape(surge + usual[::-1], RUST, 0.22)
    for start in range(0, 120, 4):
        plate.line(usual[start : start + 3], SEA, 5)
    plate.line(surge, RUST, 7)
    for start in range(110, 1130, 24):
        plate.line([(start, 257), (start + 12, 257)], INK, 3)
    plate.line([(110, 680), (1130, 680)], INK, 4)
    plate.line([(110, 120), (110, 680)], INK, 4)
    peak = min(surge, key=lambda point: point[1])
    plate.disc(*peak, 16, PAPER)
    plate.disc(*peak, 11, RUST)
    plate.text(130, 205, 'Quay, 4.7 m')
    plate.text(peak[0] - 210, peak[1] - 34, '5.42 m, 22.40', RUST)
    plate.text(940, 600, 'Tide as foretold', SEA)
    plate.text(110, 40, 'Harbour gauge, Sunday 27 January 2013', size=38)
    return plate


def bridge_swings():
    plate = Plate('#41597a', '#eeb98b', 480)
    plate.glow(600, 440, 420, '#f4d9a4', 0.8)
    plate.disc(600, 420, 74, PAPER)
    plate.ridge(430, 26, mix(NAVY, ROSE, 0.35), 'dawn hills')
    plate.water(470, HEIGHT, ROSE, NAVY, PAPER, 'dawn', 260)
    for step in range(18):
        plate.line([(600 - 70 - step, 490 + step * 17), (600 + 70 + step, 490 + step * 17)], PAPER, 3 + step * 0.3,
                0.35)
    swing_bridge(plate, 500, 0.32, '#141c27')
    boat(plate, 180, 720, 290, '#141c27', RUST)
    boat(plate, 850, 640, 160, '#141c27', cabin='#3a4560')
    gulls(plate, (300, 210, 30), (370, 260, 20), (860, 170, 26), (930, 215, 18))
    return plate


def scaur_road_school():
    plate = Plate('#a8c4cc', PAPER, 480)
    plate.ridge(430, 30, mix(MOSS, MIST, 0.4), 'school hill')
    plate.box(100, 330, 1000, 290, BRICK)
    plate.box(100, 322, 1000, 18, SAND)
    for x in (100, 820):
        plate.box(x, 270, 280, 350, mix(BRICK, RUST, 0.3))
        plate.shape([(x - 16, 272), (x + 140, 150), (x + 296, 272)], SLATE)
        plate.disc(x + 140, 232, 22, PAPER)
    plate.box(540, 190, 120, 150, SAND)
    plate.shape([(526, 192), (600, 90), (674, 192)], SLATE)
    plate.disc(600, 256, 40, PAPER)
    plate.line([(600, 256), (600, 228)], INK, 4)
    plate.line([(600, 256), (618, 266)], INK, 4)
    for x in (*range(130, 360, 84), *range(416, 540, 66), *range(676, 800, 66), *range(850, 1080, 84)):
        for y in (360, 490):
            plate.box(x, y, 50, 90, FOAM)
            plate.box(x + 4, y + 4, 42, 82, NAVY)
            plate.line([(x + 25, y), (x + 25, y + 90)], FOAM, 4)
            plate.line([(x, y + 40), (x + 50, y + 40)], FOAM, 4)
    plate.box(556, 470, 88, 150, INK)
    plate.box(0, 618, WIDTH, 182, mix(SLATE, PAPER, 0.35))
    for x in (250, 950):
        plate.line([(x, 660), (x, 780)], PAPER, 5, 0.7)
    plate.line([(0, 720), (WIDTH, 720)], PAPER, 5, 0.7)
    for number, x in enumerate((150, 220, 330, 470, 530, 680, 740, 860, 1010, 1080)):
        person(plate, x, 690 + (number * 41) % 80, 90 + (number * 23) % 30, (NAVY, NAVY, INK, RUST, NAVY)[number % 5])
    for x in (40, 1160):
        plate.box(x - 8, 470, 16, 180, '#5a4a3a')
        for dx, dy in ((0, 400), (-44, 450), (44, 450), (0, 480)):
            plate.disc(x + dx, dy, 66, MOSS)
    return plate


def custom_house():
    plate = Plate('#b9ced2', PAPER, 560)
    for x, wide, colour in ((-20, 240, ROSE), (980, 250, SAND)):
        plate.box(x, 300, wide, 360, mix(colour, SLATE, 0.2))
        plate.shape([(x - 10, 302), (x + wide / 2, 200), (x + wide + 10, 302)], SLATE)
        for row in range(3):
            for column in range(3):
                plate.box(x + 34 + column * 68, 340 + row * 100, 36, 60, NAVY)
    plate.box(220, 250, 760, 410, '#e6d9bd')
    plate.box(200, 226, 800, 30, mix(SAND, INK, 0.15))
    plate.shape([(360, 228), (600, 110), (840, 228)], SAND)
    plate.shape([(420, 216), (600, 128), (780, 216)], '#e6d9bd')
    plate.disc(600, 186, 26, NAVY)
    plate.line([(600, 168), (600, 202)], PAPER, 4)
    plate.line([(586, 192), (600, 203), (614, 192)], PAPER, 4)
    plate.box(360, 430, 480, 24, mix(SAND, INK, 0.15))
    for x in (376, 486, 690, 800):
        plate.box(x, 256, 26, 404, PAPER)
        plate.box(x + 18, 256, 8, 404, INK, 0.14)
        plate.box(x - 8, 256, 42, 14, SAND)
    for x in (246, 312, 420, 740, 852, 918):
        for y in (290, 490):
            plate.box(x, y, 42, 100, PAPER)
            plate.box(x + 5, y + 5, 32, 90, NAVY)
            plate.line([(x + 5, y + 50), (x + 37, y + 50)], PAPER, 3)
    plate.box(570, 280, 60, 130, PAPER)
    plate.box(576, 286, 48, 118, NAVY)
    plate.line([(576, 345), (624, 345)], PAPER, 3)
    plate.box(560, 470, 80, 190, RUST)
    plate.box(566, 476, 68, 60, OCHRE)
    plate.line([(600, 476), (600, 660)], INK, 3)
    for x, colour in ((466, SEA), (668, RUST)):
        plate.box(x, 290, 70, 190, colour)
        plate.disc(x + 35, 350, 20, PAPER)
        plate.box(x + 14, 400, 42, 8, PAPER)
        plate.box(x + 14, 420, 42, 8, PAPER)
    plate.box(0, 660, WIDTH, 140, mix(SLATE, SAND, 0.5))
    for step in range(3):
        plate.box(520 - step * 30, 650 + step * 14, 160 + step * 60, 14, (PAPER, MIST, SAND)[step])
    for x, coat in ((340, NAVY), (410, BRICK), (820, INK), (900, MOSS), (1060, RUST)):
        person(plate, x, 760, 150, coat)
    plate.line([(120, 690), (120, 780)], INK, 10)
    plate.line([(80, 740), (90, 775), (120, 785), (150, 775), (160, 740)], INK, 10)
    plate.disc(120, 684, 14, INK)
    return plate


def storm_sky():
    plate = Plate('#1d2935', '#8d9a98', 520)
    for number, roll in zip(range(46), dice('clouds'), strict=False):
        y = 40 + (number * 61) % 330
        plate.disc((number * 197) % 1300 - 50, y, 90 + 110 * roll, mix('#1a242f', MIST, y / 620), 0.42, 0.42)
    plate.ridge(505, 16, SLATE, 'storm far')
    plate.ridge(555, 34, SEA, 'storm mid')
    plate.shape([(0, 560), (760, 600), (800, 640), (800, 740), (0, 760)], '#2d3742')
    plate.shape([(0, 548), (760, 590), (800, 628), (0, 590)], SLATE)
    plate.box(706, 470, 34, 130, PAPER)
    plate.box(706, 500, 34, 26, RUST)
    plate.box(706, 552, 34, 26, RUST)
    plate.box(698, 458, 50, 14, INK)
    plate.box(708, 434, 30, 26, INK)
    for number, roll in zip(range(150), dice('spray'), strict=False):
        angle = radians(200 + 140 * ((number * 37 % 100) / 100))
        far = 60 + 220 * roll
        plate.disc(850 + far * cos(angle) * 0.7, 660 + far * sin(angle) * 1.3, 4 + 17 * (1 - roll), FOAM, 0.6)
    plate.ridge(690, 40, mix(SEA, NAVY, 0.5), 'storm near')
    for number, roll in zip(range(60), dice('crests'), strict=False):
        plate.line([(number * 41 % WIDTH, 680 + roll * 110), (number * 41 % WIDTH + 50, 676 + roll * 110)], FOAM,
                3, 0.5)
    gulls(plate, (240, 420, 24), (330, 380, 18))
    return plate


def council_chamber():
    plate = Plate('#6d4a36', '#8c6244', 560)
    for panel in range(9):
        plate.box(14 + panel * 134, 60, 116, 440, '#5a3b2b')
        plate.box(24 + panel * 134, 70, 96, 420, '#744e38')
    for x in (148, 416, 684, 952):
        plate.box(x + 6, 50, 90, 330, SAND)
        plate.shape([(x + 6, 52), (x + 51, 6), (x + 96, 52)], SAND)
        for pane in range(15):
            colour = (MIST, TEAL, FOAM, OCHRE)[(pane * 5 + pane // 3) % 4]
            plate.box(x + 12 + pane % 3 * 27, 62 + pane // 3 * 62, 24, 56, colour)
        plate.shape([(x + 6, 380), (x + 96, 380), (x - 60, 800), (x - 260, 800)], PAPER, 0.07)
    plate.box(545, 250, 110, 240, '#3c2519')
    plate.shape([(545, 252), (600, 200), (655, 252)], '#3c2519')
    plate.disc(600, 300, 38, OCHRE)
    plate.disc(600, 300, 26, NAVY)
    plate.shape([(584, 306), (616, 306), (608, 316), (592, 316)], PAPER)
    plate.shape([(600, 282), (600, 303), (616, 303)], PAPER)
    person(plate, 600, 470, 130, RUST)
    plate.box(430, 440, 340, 90, '#4a2d1e')
    plate.box(420, 430, 360, 16, SAND)
    plate.box(0, 520, WIDTH, 280, BRICK)
    plate.shape([(480, 530), (720, 530), (860, 800), (340, 800)], RUST)
    for row, (y, high) in enumerate(((590, 100), (690, 130))):
        for side in (-1, 1):
            for seat in range(4):
                x = 600 + side * (240 + row * 50 + seat * (110 + row * 16))
                person(plate, x, y, high, (NAVY, INK, MOSS, SLATE, SEA)[(seat + row * 2 + (side > 0)) % 5])
            left = 0 if side < 0 else 780 + row * 60
            plate.box(left, y - 30, 420 - row * 60, 76 + row * 40, '#4a2d1e')
            plate.box(left, y - 38, 420 - row * 60, 12, SAND)
    return plate


def chart_1784():
    plate = Plate('#ead9b3', '#e0c894')
    coast = [(0, 250), (150, 270), (260, 230), (330, 300), (420, 330), (470, 420), (520, 470), (600, 450),
            (640, 380), (720, 340), (800, 350), (880, 300), (930, 200), (1010, 170), (1060, 220), (1120, 200),
            (1200, 150)]
    plate.shape([*coast, (1200, 0), (0, 0)], '#cdb17a')
    for depth in range(1, 7):
        plate.line([(x, y + depth * 16) for x, y in coast], SEA, 2, 0.6 - depth * 0.08)
    plate.line(coast, '#4a3520', 5)
    plate.line([(570, 458), (580, 380), (540, 300), (560, 210), (510, 120), (530, 0)], '#e0c894', 34)
    plate.line([(553, 460), (563, 380), (523, 300), (543, 210), (493, 120), (513, 0)], '#4a3520', 3)
    plate.line([(588, 456), (597, 380), (557, 300), (577, 210), (527, 120), (547, 0)], '#4a3520', 3)
    for x, y in ((470, 330), (498, 350), (486, 300), (626, 330), (650, 310), (640, 345), (508, 380)):
        plate.box(x, y, 18, 14, BRICK)
        plate.shape([(x - 2, y), (x + 9, y - 12), (x + 20, y)], '#4a3520')
    for hill in range(9):
        x, y = 90 + hill * 128, 70 + (hill * 53) % 90
        if abs(x - 540) > 60:
            plate.line([(x - 50, y + 40), (x, y), (x + 56, y + 44)], '#4a3520', 3)
            for stroke in range(5):
                plate.line([(x + 8 + stroke * 9, y + 8 + stroke * 7),
                        (x + 4 + stroke * 8, y + 30 + stroke * 3)], '#4a3520', 2)
    rose = (880, 590)
    for ray in range(32):
        angle = 2 * pi * ray / 32
        plate.line([rose, (rose[0] + 1300 * cos(angle), rose[1] + 1300 * sin(angle))], RUST, 1, 0.28)
    plate.shape([*coast, (1200, 0), (0, 0)], '#cdb17a', 0.35)
    plate.disc(*rose, 112, '#ead9b3')
    plate.draw.ellipse([(rose[0] - 112) * 2, (rose[1] - 112) * 2, (rose[0] + 112) * 2,
            (rose[1] + 112) * 2], outline='#4a3520', width=6)
    for size, turn, colour in ((80, pi / 4, OCHRE), (108, 0, RUST)):
        for ray in range(4):
            angle = turn + ray * pi / 2
            tip = (rose[0] + size * sin(angle), rose[1] - size * cos(angle))
            for side, shade in ((-1, colour), (1, '#4a3520')):
                base = angle + side * pi / 4
                plate.shape([tip, rose, (rose[0] + 24 * sin(base), rose[1] - 24 * cos(base))], shade)
    for number, roll in zip(range(46), dice('soundings'), strict=False):
        x, y = 40 + (number * 211) % 1120, 520 + roll * 220
        if abs(x - rose[0]) > 140:
            plate.line([(x, y), (x + 4, y - 8), (x + 8, y)], '#4a3520', 2)
            plate.line([(x + 14, y - 8), (x + 14, y)], '#4a3520', 2)
    boat(plate, 250, 660, 130, '#4a3520', SAND)
    plate.line([(24, 24), (1176, 24), (1176, 776), (24, 776), (24, 24)], '#4a3520', 5)
    plate.line([(36, 36), (1164, 36), (1164, 764), (36, 764), (36, 36)], '#4a3520', 2)
    plate.box(396, 0, 5, HEIGHT, '#8a6a3a', 0.25)
    plate.box(800, 0, 5, HEIGHT, '#8a6a3a', 0.25)
    plate.glow(60, 740, 220, '#a4793f', 0.4)
    return plate


def bakery():
    plate = Plate('#2f4358', '#8a8f90', 500)
    plate.box(80, 60, 1040, 640, BRICK)
    for row in range(26):
        plate.line([(80, 60 + row * 25), (1120, 60 + row * 25)], INK, 2, 0.14)
    for x in (160, 500, 840):
        plate.box(x, 90, 200, 130, PAPER)
        plate.box(x + 10, 100, 180, 110, OCHRE if x == 500 else NAVY)
        plate.line([(x + 100, 100), (x + 100, 210)], PAPER, 6)
    plate.box(100, 260, 1000, 70, SEA)
    for loaf in range(9):
        plate.disc(220 + loaf * 95, 295, 20, OCHRE, 1, 0.6)
    for stripe in range(20):
        x = 90 + stripe * 51
        plate.shape([(x + 10, 330), (x + 61, 330), (x + 51, 405), (x, 405)], RUST if stripe % 2 else PAPER)
        plate.disc(x + 25, 405, 25, RUST if stripe % 2 else PAPER, 1, 0.5)
    plate.box(130, 418, 560, 240, '#f0cf86')
    plate.glow(410, 480, 230, PAPER, 0.6)
    for shelf in range(3):
        plate.box(150, 490 + shelf * 64, 520, 8, BRICK)
        for loaf in range(9):
            x, y = 180 + loaf * 58, 482 + shelf * 64
            colour = (OCHRE, '#b9752f', '#e2b866')[(loaf + shelf) % 3]
            plate.disc(x, y, 26, colour, 1, 0.55 if shelf < 2 else 0.32)
            plate.line([(x - 10, y - 6), (x - 2, y + 2)], PAPER, 3, 0.7)
            plate.line([(x + 2, y - 6), (x + 10, y + 2)], PAPER, 3, 0.7)
    plate.box(770, 418, 190, 282, SEA)
    plate.box(790, 438, 150, 150, '#f0cf86')
    plate.disc(940, 620, 8, OCHRE)
    plate.box(0, 690, WIDTH, 110, SLATE)
    plate.fade(690, 760, '#c9a867', SLATE, 130, 560)
    for number, x in enumerate((840, 930, 1000, 1080, 1150)):
        person(plate, x, 760, 200 - number * 7, (NAVY, MOSS, RUST, INK, TEAL)[number])
    return plate


def snow_osgarth():
    plate = Plate('#9aacb8', '#dde3e2', 420)
    plate.ridge(300, 60, '#c6d0d3', 'snow far')
    plate.ridge(390, 44, '#d9e0e1', 'snow mid')
    plate.ridge(480, 34, '#e9eeed', 'snow near')
    for x, wide, high in ((520, 90, 66), (640, 110, 80), (770, 84, 60), (420, 80, 56)):
        house(plate, x, 560, wide, high, mix(SLATE, BRICK, 0.4), '#f4f6f4', OCHRE)
    plate.box(900, 430, 56, 130, SLATE)
    plate.shape([(894, 432), (928, 350), (962, 432)], '#f4f6f4')
    plate.box(956, 490, 110, 70, mix(SLATE, INK, 0.1))
    plate.shape([(950, 492), (970, 450), (1056, 450), (1072, 492)], '#f4f6f4')
    plate.ridge(570, 22, '#f4f6f4', 'snow front')
    for x, y in ((110, 640), (200, 610), (1130, 650)):
        plate.line([(x, y), (x, y - 190)], INK, 10)
        for branch in range(7):
            high = y - 60 - branch * 20
            for side in (-1, 1):
                plate.line([(x, high), (x + side * (70 - branch * 8), high - 56)], INK, 4)
    for post in range(15):
        x, y = 260 + post * 52, 720 - post * 7
        plate.line([(x, y), (x, y - 50)], '#4a4038', 7)
        plate.disc(x, y - 52, 9, 'white', 1, 0.7)
    plate.line([(250, 690), (1010, 588)], '#4a4038', 3)
    flakes = dice('flakes')
    for _ in range(320):
        x, y, size = next(flakes), next(flakes), next(flakes)
        plate.disc(x * WIDTH, y * HEIGHT, 1.5 + 3 * size, 'white', 0.8)
    return plate


def turbines():
    plate = Plate('#e8c9a2', '#c4d2cf', 520)
    plate.disc(1010, 400, 66, '#f7dfa9')
    for row, (y, high, count, tone) in enumerate(((520, 120, 9, 0.6), (530, 210, 6, 0.35), (548, 380, 3, 0.0))):
        for number in range(count):
            x = (90, 130, 250)[row] + number * (130, 200, 370)[row]
            colour = mix(PAPER, MIST, tone) if row == 2 else mix('#f7f3e8', '#c9cfc6', tone)
            plate.shape([(x - high * 0.018, y + 10), (x - high * 0.01, y - high), (x + high * 0.01, y - high),
                    (x + high * 0.018, y + 10)], colour)
            plate.box(x - high * 0.02, y - 12, high * 0.04, 30, OCHRE)
            for blade in range(3):
                angle = radians(20 + number * 47 + row * 31 + blade * 120)
                tip = (x + high * 0.52 * sin(angle), y - high - high * 0.52 * cos(angle))
                side = (high * 0.02 * cos(angle), high * 0.02 * sin(angle))
                plate.shape([(x - side[0], y - high - side[1]), (x + side[0], y - high + side[1]), tip], colour)
            plate.disc(x, y - high, high * 0.025, SLATE)
    plate.water(520, HEIGHT, mix(TEAL, SAND, 0.3), NAVY, FOAM, 'outer scaur', 260)
    for number in range(3):
        x = 250 + number * 370
        plate.box(x - 8, 530, 16, 24, OCHRE)
        plate.box(x - 22, 552, 44, 5, FOAM, 0.7)
    boat(plate, 690, 690, 260, RUST)
    gulls(plate, (520, 200, 24), (590, 240, 17))
    return plate


def new_lifeboat():
    plate = Plate('#8fb4c0', '#f0e6d0', 460)
    for x, y, wide in ((180, 150, 150), (880, 110, 190), (1050, 220, 110)):
        for puff in range(4):
            plate.disc(x + puff * wide * 0.3 - wide * 0.4, y - 14 * (puff % 2), wide * 0.32, PAPER, 0.8, 0.6)
    plate.shape([(0, 470), (0, 330), (120, 320), (260, 350), (330, 420), (420, 470)], mix(MOSS, SLATE, 0.3))
    plate.shape([(190, 340), (198, 210), (226, 210), (234, 340)], PAPER)
    plate.box(194, 250, 36, 30, RUST)
    plate.box(192, 196, 40, 14, INK)
    plate.disc(212, 190, 14, OCHRE)
    plate.water(460, HEIGHT, TEAL, mix(SEA, NAVY, 0.5), FOAM, 'welcome', 240)
    boat(plate, 60, 560, 150, MOSS)
    boat(plate, 1010, 550, 150, BRICK, OCHRE)
    lifeboat(plate, 330, 690, 600, NAVY, '#d9703f')
    plate.line([(570, 318), (980, 520)], INK, 1.5)
    for flag, colour in enumerate((RUST, OCHRE, PAPER, SEA, RUST, OCHRE, PAPER, MOSS)):
        x, y = 590 + flag * 46, 330 + flag * 22.5
        plate.shape([(x, y), (x + 34, y + 17), (x + 12, y + 42)], colour)
    for number, roll in zip(range(60), dice('bow wave'), strict=False):
        plate.disc(900 + number * 3 - 40 * roll, 694 - 30 * roll + number * 0.4, 8 + 16 * roll, FOAM, 0.7, 0.6)
        plate.disc(330 + number * 9, 700 + 10 * roll, 8 + 8 * roll, FOAM, 0.6, 0.5)
    return plate


def branch_line():
    plate = Plate('#f1e8d4')
    plate.shape([(780, 0), (800, 130), (760, 240), (840, 330), (900, 420), (870, 520), (940, 640), (920, 800),
            (1200, 800), (1200, 0)], '#bcd2d4')
    for x, y, size in ((160, 150, 120), (330, 90, 90), (240, 640, 130), (560, 700, 100)):
        plate.disc(x, y, size, '#dfe0c4', 1, 0.6)
    plate.line([(400, 0), (430, 120), (520, 220), (560, 330), (700, 400), (880, 430)], '#8fb2b8', 12)
    main = [(60, 800), (130, 600), (150, 420), (190, 230), (170, 0)]
    branch = [(150, 420), (260, 440), (380, 380), (500, 400), (620, 470), (760, 470), (850, 450)]
    plate.line(main, INK, 12)
    plate.line(main, '#f1e8d4', 4)
    for number in range(6):
        (x1, y1), (x2, y2) = branch[number], branch[number + 1]
        for dash in range(4):
            start, end = dash / 4, dash / 4 + 0.15
            plate.line([(x1 + (x2 - x1) * start, y1 + (y2 - y1) * start),
                    (x1 + (x2 - x1) * end, y1 + (y2 - y1) * end)], RUST, 12)
    for x, y, size in ((150, 420, 24), (380, 380, 17), (620, 470, 17), (850, 450, 24)):
        plate.disc(x, y, size, INK)
        plate.disc(x, y, size * 0.6, PAPER)
    for x, y in ((96, 372), (70, 404), (104, 446), (890, 470), (872, 490), (850, 494)):
        plate.box(x, y, 22, 22, BRICK)
    plate.line([(1090, 700), (1090, 590)], INK, 6)
    plate.shape([(1070, 600), (1090, 550), (1110, 600)], INK)
    for x, y, name in ((180, 440, 'Marlcaster'), (330, 320, 'Osgarth'), (560, 500, 'Brindle'),
            (690, 395, 'Tarrowmouth')):
        plate.text(x, y, name)
    plate.text(214, 706, '0', size=22)
    plate.text(430, 706, '8 miles', size=22)
    boat(plate, 1000, 380, 90, NAVY, RUST)
    for block in range(4):
        plate.box(60 + block * 60 + 140, 748, 60, 12, INK if block % 2 else SLATE)
    return plate


def seals():
    plate = Plate('#a7b8bd', '#e6dfce', 380)
    plate.shape([(0, 390), (0, 280), (150, 230), (330, 250), (420, 330), (520, 390)], SLATE)
    plate.shape([(0, 390), (0, 330), (120, 300), (260, 320), (360, 390)], mix(SLATE, INK, 0.3))
    plate.water(380, 560, SLATE, TEAL, FOAM, 'sound', 140)
    plate.ridge(545, 10, FOAM, 'surf')
    plate.ridge(560, 12, SAND, 'beach')
    for number, roll in zip(range(160), dice('pebbles'), strict=False):
        plate.disc((number * 191) % WIDTH, 600 + 190 * roll, 3 + 7 * roll, mix(SAND, SLATE, 0.2 + 0.6 * roll), 0.7,
                0.6)
    for x, y, size, coat in ((120, 640, 260, '#7f8487'), (470, 620, 230, '#5f666b'), (760, 650, 300, '#8d8b84'),
            (330, 760, 190, PAPER), (640, 765, 170, PAPER), (980, 610, 170, '#6b7073')):
        seal(plate, x, y, size, coat)
    gulls(plate, (700, 180, 26), (780, 220, 18), (980, 150, 22))
    return plate


def seal(plate, x, y, size, coat):
    shade = mix(coat, INK, 0.3)
    plate.disc(x + size * 0.5, y + 4, size * 0.52, INK, 0.2, 0.12)
    plate.shape([(x, y - size * 0.03), (x - size * 0.12, y - size * 0.13), (x - size * 0.1, y + size * 0.02)], shade)
    top = [(x + size * step / 20, y - size * (0.05 + 0.27 * sin(pi * min(1,
            step / 24)) ** 1.2)) for step in range(21)]
    plate.shape([*top, (x + size * 1.04, y - size * 0.06), (x + size * 0.9, y),
            (x + size * 0.1, y + size * 0.02)], coat)
    plate.disc(x + size * 1.0, y - size * 0.25, size * 0.14, coat)
    plate.disc(x + size * 1.1, y - size * 0.22, size * 0.075, mix(coat, PAPER, 0.25))
    plate.disc(x + size * 1.15, y - size * 0.24, size * 0.022, INK)
    plate.disc(x + size * 1.03, y - size * 0.29, size * 0.022, INK)
    plate.shape([(x + size * 0.72, y - size * 0.1), (x + size * 0.8, y + size * 0.05),
            (x + size * 0.6, y + size * 0.03)], shade)
    if coat != PAPER:
        for spot in range(9):
            plate.disc(x + size * (0.2 + spot * 0.075), y - size * (0.15 + 0.06 * (spot % 3)), size * 0.018, shade,
                    0.7)


def mill_opens():
    plate = Plate('#8db7c4', PAPER, 560)
    plate.ridge(450, 30, mix(MOSS, MIST, 0.4), 'mill hill')
    mill(plate, 660, '#b0634a', (NAVY, OCHRE, '#39566b', NAVY, MIST))
    plate.box(880, 330, 210, 330, mix(FOAM, TEAL, 0.4))
    for column in range(6):
        plate.line([(880 + column * 42, 330), (880 + column * 42, 660)], NAVY, 4)
    for row in range(5):
        plate.line([(880, 330 + row * 82), (1090, 330 + row * 82)], NAVY, 4)
    for x, colour in ((330, OCHRE), (520, SEA), (710, RUST)):
        plate.box(x, 330, 56, 210, colour)
        plate.disc(x + 28, 380, 16, PAPER)
    plate.box(0, 655, WIDTH, 145, mix(SAND, SLATE, 0.3))
    plate.box(500, 560, 130, 100, INK)
    plate.box(510, 570, 110, 90, '#f0cf86')
    for number in range(16):
        x = 70 + number * 70
        person(plate, x, 720 + (number * 47) % 66, 110 + (number * 31) % 36,
                (NAVY, RUST, INK, MOSS, OCHRE, SEA)[number % 6])
    for x, tone in ((30, MOSS), (1170, MOSS)):
        plate.box(x - 8, 500, 16, 170, '#5a4a3a')
        for dx, dy in ((0, 420), (-46, 470), (46, 470), (0, 500)):
            plate.disc(x + dx, dy, 66, tone)
    return plate


def scaur_head_light():
    plate = Plate('#2d4663', '#e9a77c', 560)
    plate.glow(300, 540, 380, '#f6d49b', 0.7)
    for y, x, wide in ((180, 700, 420), (230, 840, 300), (330, 120, 360), (380, 20, 260)):
        plate.disc(x + wide / 2, y, wide / 2, mix(ROSE, NAVY, 0.35), 0.6, 0.06)
    plate.shape([(806, 236), (-60, 60), (-60, 210)], PAPER, 0.2)
    plate.shape([(814, 236), (1260, 150), (1260, 260)], PAPER, 0.14)
    plate.water(540, HEIGHT, '#d59a7c', NAVY, PAPER, 'head', 220)
    plate.shape([(430, 800), (520, 690), (560, 590), (680, 520), (960, 505), (1200, 540), (1200, 800)], '#33413c')
    plate.shape([(560, 590), (680, 520), (960, 505), (1200, 540), (1200, 580), (900, 560), (680, 575)], MOSS)
    for x, y in ((520, 700), (600, 650), (700, 700), (820, 650), (950, 720), (1050, 640)):
        plate.line([(x, y), (x + 30, y + 40), (x + 20, y + 90)], INK, 4, 0.5)
    plate.shape([(760, 520), (778, 280), (842, 280), (860, 520)], PAPER)
    plate.shape([(820, 280), (842, 280), (860, 520), (826, 520)], INK, 0.15)
    for y in (330, 430):
        plate.shape([(774 - (y - 330) * 0.07, y), (846 + (y - 330) * 0.07, y), (849 + (y - 330) * 0.07, y + 46),
                (771 - (y - 330) * 0.07, y + 46)], RUST)
    plate.box(764, 268, 92, 14, INK)
    plate.box(780, 208, 60, 60, OCHRE)
    plate.glow(810, 238, 120, '#f8e2b0', 0.9)
    plate.line([(795, 208), (795, 268)], INK, 3)
    plate.line([(825, 208), (825, 268)], INK, 3)
    plate.shape([(770, 210), (810, 166), (850, 210)], RUST)
    plate.box(900, 462, 170, 64, PAPER)
    plate.shape([(890, 464), (920, 420), (1050, 420), (1080, 464)], SLATE)
    for x in (920, 970, 1020):
        plate.box(x, 482, 24, 26, OCHRE)
    gulls(plate, (430, 260, 26), (500, 300, 18), (620, 180, 20))
    return plate


def regatta():
    plate = Plate('#a9cbd2', PAPER, 360)
    plate.ridge(300, 30, mix(MOSS, MIST, 0.55), 'regatta far')
    plate.ridge(340, 20, mix(MOSS, MIST, 0.25), 'regatta near')
    terrace(plate, 385, 'regatta quay', 30, 70)
    plate.water(385, HEIGHT, TEAL, SEA, FOAM, 'course', 260)
    for x, y, size, sail in ((930, 450, 110, RUST), (1060, 430, 80, OCHRE), (120, 430, 84, PAPER)):
        boat(plate, x, y, size, NAVY, sail)
    for x, y, length, colour in ((330, 540, 420, OCHRE), (120, 630, 520, RUST), (430, 740, 640, NAVY)):
        gig(plate, x, y, length, colour)
    for x, y in ((60, 520), (1130, 560)):
        plate.disc(x, y, 26, RUST)
        plate.box(x - 4, y - 70, 6, 50, INK)
        plate.shape([(x, y - 70), (x + 34, y - 58), (x, y - 46)], OCHRE)
    return plate


def gig(plate, x, y, length, colour):
    high = length * 0.075
    plate.disc(x + length / 2, y + 4, length * 0.5, INK, 0.2, 0.06)
    for rower in range(6):
        seat = x + length * (0.18 + rower * 0.115)
        plate.line([(seat, y - high * 0.7), (seat - length * 0.16, y + high * 1.6)], SAND, length * 0.009)
        plate.shape([(seat - length * 0.18, y + high * 1.7), (seat - length * 0.145, y + high * 1.2),
                (seat - length * 0.15, y + high * 1.8)], PAPER)
        plate.line([(seat, y - high), (seat + length * 0.05, y - high * 2.6)], PAPER if colour != PAPER else RUST,
                length * 0.04)
        plate.line([(seat + length * 0.045, y - high * 2.3), (seat - length * 0.02, y - high * 1.1)], BRICK,
                length * 0.016)
        plate.disc(seat + length * 0.06, y - high * 3.2, length * 0.023, BRICK)
    plate.line([(x + length * 0.93, y - high), (x + length * 0.92, y - high * 2.4)], INK, length * 0.04)
    plate.disc(x + length * 0.92, y - high * 3.1, length * 0.023, BRICK)
    plate.shape([(x - length * 0.02, y - high * 1.5), (x + length * 0.2, y - high), (x + length * 0.8, y - high),
            (x + length, y - high * 1.6), (x + length * 0.94, y), (x + length * 0.06, y)], colour)
    plate.line([(x, y - high * 1.25), (x + length * 0.2, y - high * 0.8), (x + length * 0.8, y - high * 0.8),
            (x + length * 0.98, y - high * 1.3)], PAPER, 3)
    for number in range(6):
        plate.disc(x + length * (0.02 + number * 0.118), y + high * 1.7, length * 0.022, FOAM, 0.8, 0.4)


def harbour_evening():
    plate = Plate('#33486a', '#e7a878', 440)
    plate.glow(860, 420, 300, '#f7d9a0', 0.8)
    plate.disc(860, 400, 56, PAPER)
    plate.ridge(400, 30, mix(NAVY, ROSE, 0.4), 'evening hills')
    terrace(plate, 480, 'evening quay', 80, 180, INK, OCHRE, ('#3c4963', '#4a4a60', '#54495a', '#2f3d58'))
    plate.box(0, 478, WIDTH, 26, INK)
    plate.water(504, HEIGHT, '#c98f77', '#1f3048', ROSE, 'evening basin', 240)
    for x, roll in zip(range(30, WIDTH, 70), dice('lights'), strict=False):
        for step in range(8):
            plate.line([(x - 10 + 6 * roll, 514 + step * 16),
                    (x + 12 + 6 * roll, 514 + step * 16)], OCHRE, 4, 0.55 - step * 0.06)
    boat(plate, 90, 620, 260, '#151d2b', cabin='#3a4560')
    boat(plate, 500, 690, 330, '#151d2b', cabin='#3a4560')
    boat(plate, 930, 610, 220, '#151d2b', cabin='#3a4560')
    plate.line([(420, 800), (420, 640)], INK, 16)
    plate.disc(420, 640, 12, MIST)
    gulls(plate, (250, 180, 26), (330, 220, 18), (620, 140, 22))
    return plate


def harbour_wall():
    plate = Plate('#b5c3c6', '#ece2cf', 460)
    terrace(plate, 470, 'wall street', 70, 150)
    plate.box(0, 470, WIDTH, 24, SLATE)
    plate.water(494, HEIGHT, mix(TEAL, SLATE, 0.3), SEA, FOAM, 'works', 150)
    plate.shape([(0, 560), (780, 560), (780, 700), (0, 720)], '#a7a396')
    plate.box(0, 548, 790, 20, PAPER)
    for block in range(10):
        plate.line([(block * 80, 568), (block * 80, 712)], INK, 3, 0.3)
    plate.line([(0, 640), (780, 632)], INK, 3, 0.3)
    for pile in range(11):
        x = 800 + pile * 38
        plate.box(x, 520 + (pile % 2) * 14, 24, 220, RUST)
        plate.box(x + 16, 520 + (pile % 2) * 14, 8, 220, INK, 0.25)
    plate.box(900, 130, 22, 400, OCHRE)
    for step in range(13):
        plate.line([(900, 140 + step * 30), (922, 165 + step * 30)], INK, 3)
    plate.box(420, 110, 660, 20, OCHRE)
    for step in range(22):
        plate.line([(420 + step * 30, 110), (435 + step * 30, 130)], INK, 3)
    plate.line([(911, 50), (430, 112)], INK, 3)
    plate.line([(911, 50), (1070, 112)], INK, 3)
    plate.line([(911, 50), (911, 130)], OCHRE, 12)
    plate.box(1010, 130, 60, 46, SLATE)
    plate.box(884, 132, 54, 50, PAPER)
    plate.line([(520, 130), (520, 440)], INK, 3)
    plate.box(465, 440, 110, 60, '#a7a396')
    plate.line([(465, 440), (520, 400), (575, 440)], INK, 3)
    for x in (120, 210, 650):
        person(plate, x, 550, 96, '#e08a2c')
        plate.disc(x, 550 - 90, 15, PAPER, 1, 0.6)
    plate.disc(1120, 640, 46, SLATE, 0)
    boat(plate, 60, 780, 220, NAVY)
    return plate


PICTURES = {
    '2009/03/lifeboat-night.jpg': lifeboat_night,
    '2009/07/herring-fair.jpg': herring_fair,
    '2010/02/mill-fire.jpg': mill_fire,
    '2010/06/harbour-parking.jpg': harbour_parking,
    '2010/10/smokehouse.jpg': smokehouse,
    '2011/11/saltgate-bridge.jpg': saltgate_bridge,
    '2012/04/ropewalk.jpg': ropewalk,
    '2013/01/fore-street-flood.jpg': fore_street_flood,
    '2013/01/surge-gauge.png': surge_gauge,
    '2014/06/bridge-swings.jpg': bridge_swings,
    '2014/09/scaur-road-school.jpg': scaur_road_school,
    '2015/05/custom-house.jpg': custom_house,
    '2015/12/storm-sky.jpg': storm_sky,
    '2016/04/council-chamber.jpg': council_chamber,
    '2017/02/chart-1784.jpg': chart_1784,
    '2017/12/bakery.jpg': bakery,
    '2018/02/snow-osgarth.jpg': snow_osgarth,
    '2018/11/turbines.jpg': turbines,
    '2019/05/new-lifeboat.jpg': new_lifeboat,
    '2019/10/branch-line.png': branch_line,
    '2020/10/seals.jpg': seals,
    '2021/09/mill-opens.jpg': mill_opens,
    '2022/03/scaur-head-light.jpg': scaur_head_light,
    '2022/08/regatta.jpg': regatta,
    '2023/04/harbour-evening.jpg': harbour_evening,
    '2026/09/harbour-wall.jpg': harbour_wall,
}

if __name__ == '__main__':
    for name, picture in PICTURES.items():
        picture().save(name)
