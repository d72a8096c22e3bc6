// The moderators' queue without a page for each decision, and its keys. The keys act only while the focus is in a
// comment of the list, so that they take no key from anything else (WCAG 2.1.4). Without this file every button works.
'use strict';
const VERBS = { a: 'approve', s: 'spam', t: 'trash', h: 'hold' };
const rows = () => [...document.querySelectorAll('#result_list tbody tr:not([hidden])')];
const rowOf = (pk) => document.querySelector(`.action-select[value="${pk}"]`)?.closest('tr');
const focusOn = (row) => row && row.querySelector('.judged').focus();
const beside = (row, step) => rows()[rows().indexOf(row) + step];

document.addEventListener('keydown', (event) => {
  const row = event.target.closest('#result_list tbody tr');
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = { j: beside(row, 1), k: beside(row, -1) }[event.key];
  const pressed = event.key in VERBS
    ? row.querySelector(`button.${VERBS[event.key]}`)
    : { x: row.querySelector('.action-select'), o: row.querySelector('a.open'), u: document.querySelector('.undo button') }[event.key];
  if (!next && !pressed) return;
  event.preventDefault();
  focusOn(next);
  if (pressed) pressed.click();
});

// Every button that decides or undoes is sent from here; where that fails, as a form, like without this file.
document.addEventListener('submit', async (event) => {
  const button = event.submitter;
  // A list of all states keeps what is decided, so that it has to be made again.
  const keeps = !document.querySelector('.queue-said') || new URLSearchParams(location.search).get('status') === 'any';
  if (keeps || !button?.matches('.verb') || event.target.dataset.plain) return;
  event.preventDefault();
  const form = event.target;
  const body = new FormData(form);
  if (button.name) body.append(button.name, button.value);
  const row = button.closest('#result_list tbody tr');
  if (row) {
    row.setAttribute('aria-busy', 'true');
    focusOn(beside(row, 1) || beside(row, -1));
  }
  try {
    const address = button.hasAttribute('formaction') ? button.formAction : form.action;
    const answer = await fetch(address, { method: 'POST', body, headers: { 'X-Requested-With': 'fetch' } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    show(new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.messagelist'));
  } catch {
    form.dataset.plain = 'true';
    form.requestSubmit(button);
  }
  row?.removeAttribute('aria-busy');
});

function show(said) {
  const { decided, restored } = said.dataset;
  document.querySelectorAll('.messagelist').forEach((old) => old.remove());
  document.querySelector('.queue-said').append(said);
  decided?.split(' ').forEach((pk) => { const row = rowOf(pk); if (row) row.hidden = true; });
  const back = restored ? restored.split(' ').map(rowOf) : [];
  back.forEach((row) => { if (row) row.hidden = false; });
  if (back.length) focusOn(back[0]);
  remember(said, restored);
  if (back.includes(undefined)) location.reload(); // Something came back that was on another page.
  const rest = document.querySelector('.queue-rest');
  rest.hidden = rows().length > 0; // A reload would take the message away, and with it the undo.
  if (!rest.hidden) rest.querySelector('a').focus();
}

function remember(said, restored) {
  const form = document.querySelector('.undo-all');
  const change = said.querySelector('[name=change]');
  if (restored) {
    const undone = new Set(restored.split(' '));
    form.querySelectorAll('[name=change]').forEach((old) => { if (old.dataset.pks.split(' ').some((pk) => undone.has(pk))) old.remove(); });
  }
  if (change) {
    const copy = change.cloneNode();
    copy.dataset.pks = said.dataset.decided;
    form.prepend(copy); // The newest is undone first.
  }
  const count = form.querySelectorAll('[name=change]').length;
  form.hidden = count < 2;
  form.querySelector('button').textContent = `Undo the ${count} decisions of this page`;
}
