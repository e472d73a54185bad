"""The page as Chromium lays it out: on a phone nothing is wider than the screen, and words can be read."""

import re

import pytest
from board_case import hostile_board, small_board
from browser import Browser
from test_page import certain_board

from tcorisk.reports.page import render_page

PHONE, DESK = 390, 1280
LEAST, CONTRAST = 10.0, 4.5  # pixels of a letter's size; WCAG 2.2, 1.4.3
BOARDS = {"plain": small_board, "hostile": hostile_board, "certain": certain_board}

#: What is wider than its place, or than the screen; what is hidden on purpose has no box to be seen in.
WIDER = """
(() => {
  const found = [], most = document.documentElement.clientWidth + 0.5;
  for (const e of document.body.querySelectorAll('*')) {
    if (e.closest('.tip, .hidden, .skip, thead') || !e.checkVisibility()) continue;
    const box = e.getBoundingClientRect();
    if (e.closest('svg') && e.tagName != 'text') continue;
    if (box.right > most || box.left < -0.5) found.push(e.tagName + ' ' + e.className + e.textContent.slice(0, 40));
    if (!e.closest('svg') && e.clientWidth && e.scrollWidth > e.clientWidth + 1) found.push('scrolls: ' + e.className);
  }
  if (document.documentElement.scrollWidth > most) found.push('page: ' + document.documentElement.scrollWidth);
  return found;
})()
"""
#: Sizes in pixels of the letters of each chart that is seen.
SIZES = """
[...document.querySelectorAll('figure svg[role=img]')].filter(svg => svg.checkVisibility()).map(svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll('text')].map(text => scale * parseFloat(getComputedStyle(text).fontSize));
})
"""
#: Words whose colour is too near that of what is behind them; the window has to be as tall as the page.
PALE = """
(least => {
  const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
  const linear = x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => [r, g, b].map(x => linear(x / 255))
    .reduce((sum, x, at) => sum + x * [.2126, .7152, .0722][at], 0);
  const covered = (under, over, share) => under.map((x, at) => x + (over[at] - x) * share);
  const behind = (e, x, y) => {  // colours from the page's own upwards, through what lets it shine through
    const below = document.elementsFromPoint(x, y);
    return below.slice(below.indexOf(e) + 1).reverse().reduce((paper, at) => {
      const style = getComputedStyle(at), colour = at.closest('svg') ? style.fill : style.backgroundColor;
      if (colour == 'none' || ['svg', 'g', 'text'].includes(at.tagName)) return paper;
      const [r, g, b, alpha = 1] = parts(colour);
      return covered(paper, [r, g, b], alpha * style.opacity * (at.closest('svg') ? style.fillOpacity : 1));
    }, parts(getComputedStyle(document.body).backgroundColor));
  };
  const found = [], part = document.createRange();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || e.closest('style, title, desc, defs, .skip, .tip, .hidden')) continue;
    if (!e.checkVisibility()) continue;
    part.selectNodeContents(walk.currentNode);
    const box = part.getClientRects()[0], style = getComputedStyle(e);
    const ink = parts(e.closest('svg') ? style.fill : style.color);
    const paper = behind(e, box.x + box.width / 2, box.y + box.height / 2);
    const [low, high] = [light(ink), light(paper)].sort((a, b) => a - b);
    const contrast = (high + .05) / (low + .05);
    if (contrast < least) found.push([contrast, e.textContent.slice(0, 40), ink, paper]);
  }
  return found;
})(%s)
"""


@pytest.fixture(scope="module")
def browser():
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, board in BOARDS.items():
        (folder / f"{name}.html").write_text(render_page(board()), encoding="utf-8")
    return folder


each_board = pytest.mark.parametrize("name", BOARDS)


@each_board
def test_nothing_is_wider_than_a_phone(browser, files, name):
    browser.open(files / f"{name}.html", PHONE)
    assert browser.run("document.documentElement.clientWidth") == PHONE
    assert browser.run(WIDER) == []
    browser.run("document.querySelector('figcaption').style.width = '391px'")
    assert browser.run(WIDER) != []


@each_board
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_words_of_charts_can_be_read(browser, files, name, width):
    browser.open(files / f"{name}.html", width)
    sizes = browser.run(SIZES)
    assert len(sizes) == browser.run("document.querySelectorAll('figure').length") > 2  # each chart is seen once
    assert all(sizes)
    assert min(map(min, sizes)) >= LEAST
    if width == PHONE:  # the other drawing of each chart would be too small
        browser.run("document.querySelectorAll('.wide').forEach(e => e.style.display = 'block')")
        assert min(map(min, browser.run(SIZES))) < LEAST


@each_board
@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_what_is_behind_them(browser, files, name, dark):
    browser.open(files / f"{name}.html", DESK, 60_000, dark=dark)
    assert browser.run(PALE % CONTRAST) == []
    browser.run("document.querySelector('h1').style.color = '#8b949e'")
    assert len(browser.run(PALE % CONTRAST)) == (not dark)
    browser.run("document.querySelector('.wide').style.backgroundColor = 'gray'")
    assert len(browser.run(PALE % CONTRAST)) > 3


def test_it_prints_on_few_sheets(browser, files):
    browser.open(files / "plain.html", DESK)
    printed = browser.pdf()
    pages = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 5 <= pages <= 20
