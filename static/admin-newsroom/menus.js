// Rows of the list of links can be dragged, which writes their numbers; Save stores them. Without this script, numbers are typed.

const STEP = 10;
const rows = document.querySelector('#result_list tbody');
let dragged = null;

for (const row of rows?.rows ?? []) {
  row.draggable = true;
  // Else the link would be dragged, not its row.
  for (const link of row.querySelectorAll('a')) link.draggable = false;
  row.addEventListener('dragstart', (event) => {
    // Text that is selected in a field can be dragged as well.
    if (event.target !== row) return;
    dragged = row;
    event.dataTransfer.effectAllowed = 'move';
  });
  row.addEventListener('dragover', (event) => {
    if (!dragged) return;
    event.preventDefault();
    const { top, height } = row.getBoundingClientRect();
    row[event.clientY < top + height / 2 ? 'before' : 'after'](dragged);
  });
  row.addEventListener('dragend', () => {
    dragged = null;
    [...rows.rows].forEach((one, place) => { one.querySelector('input[name$="-position"]').value = STEP * (place + 1); });
  });
}
