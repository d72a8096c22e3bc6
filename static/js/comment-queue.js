// Keys for the moderators' queue. They act only while the focus is in a comment of the list, so that they take no key
// from anything else (WCAG 2.1.4). Without this file every button still works.
'use strict';
const VERBS = { a: 'approve', s: 'spam', t: 'trash', h: 'hold' };
const rows = () => [...document.querySelectorAll('#result_list tbody tr')];
const focusOn = (row) => row && row.querySelector('.judged').focus();

document.addEventListener('keydown', (event) => {
  const row = event.target.closest('#result_list tbody tr');
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const beside = { j: row.nextElementSibling, k: row.previousElementSibling }[event.key];
  const pressed = event.key in VERBS
    ? row.querySelector(`button.${VERBS[event.key]}`)
    : { x: row.querySelector('.action-select'), o: row.querySelector('a.open'), u: document.querySelector('.undo button') }[event.key];
  if (!beside && !pressed) return;
  event.preventDefault();
  focusOn(beside);
  if (pressed) {
    // The page comes back without the comment: the focus then goes to the one that took its place.
    if (event.key in VERBS || event.key === 'u') sessionStorage.setItem('queue-row', rows().indexOf(row));
    pressed.click();
  }
});

document.addEventListener('DOMContentLoaded', () => {
  const left = sessionStorage.getItem('queue-row');
  sessionStorage.removeItem('queue-row');
  if (left !== null) focusOn(rows()[left] || rows().pop());
});
