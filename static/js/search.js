// Completes what is typed with topics, authors and headlines. Without it the form works the same.
const field = document.querySelector('[data-suggestions]');
const list = document.createElement('datalist');
list.id = 'suggestions';
field.after(list);
field.setAttribute('list', list.id);

let due, asked;
field.addEventListener('input', () => {
  clearTimeout(due);
  due = setTimeout(suggest, 150);
});

async function suggest() {
  const typed = field.value.trim();
  if (typed === asked || typed.length < 3) return;
  asked = typed;
  const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(typed)}`).catch(() => null);
  if (!answer?.ok || typed !== asked) return;
  const [, texts, kinds] = await answer.json();
  list.replaceChildren(...texts.map((text, n) => new Option(kinds[n], text)));
}
