// The list of saved articles, and what saves one. Caches hold them, so that no server knows what a reader saved.

const PREFIX = 'saved ';
const LIST = '/saved/';

function named(path) { return PREFIX + path; }

export async function isSaved(path) {
  return caches.has(named(path));
}

// The page at a path with its style sheets, scripts, letters and pictures, as they are shown now.
export async function save(path) {
  await navigator.serviceWorker.register('/worker.js');
  const parts = performance.getEntriesByType('resource').map(entry => entry.name);
  const shown = [...document.querySelectorAll('.story img')].map(image => image.currentSrc || image.src);
  const urls = new Set([...parts, ...shown].filter(url => url.startsWith(`${location.origin}/`)));
  const list = await caches.open(PREFIX + LIST);
  await list.addAll([LIST, ...(await parts_of(LIST))]);
  const cache = await caches.open(named(path));
  await cache.add(path);
  await Promise.allSettled([...urls].map(url => cache.add(url)));
}

export async function remove(path) {
  await caches.delete(named(path));
}

async function parts_of(path) {
  const page = new DOMParser().parseFromString(await (await fetch(path)).text(), 'text/html');
  return [...page.querySelectorAll('link[rel=stylesheet], script[src]')].map(part => part.getAttribute('href') ?? part.getAttribute('src'));
}

async function list(place) {
  const names = (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== PREFIX + LIST);
  for (const name of names) {
    const path = name.slice(PREFIX.length);
    const answer = await fetch(path, { method: 'HEAD' }).catch(() => null);
    const page = await (await caches.open(name)).match(path, { ignoreVary: true });
    if (!page || answer?.status === 404 || answer?.status === 410) await caches.delete(name);
    else place.append(item(path, new DOMParser().parseFromString(await page.text(), 'text/html')));
  }
  document.querySelector('.nothing-saved').hidden = place.children.length > 0;
}

function item(path, page) {
  const [row, link, button] = ['li', 'a', 'button'].map(name => document.createElement(name));
  link.href = path;
  link.textContent = page.querySelector('h1')?.textContent ?? path;
  button.textContent = document.querySelector('.saved').dataset.remove;
  button.setAttribute('aria-label', `${button.textContent}: ${link.textContent}`);
  button.addEventListener('click', async () => {
    await remove(path);
    row.remove();
  });
  row.append(link, ' ', button);
  return row;
}

const place = document.querySelector('.saved');
if (place && 'caches' in window) list(place);
